// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/** A change was asked from a read transaction. */
public final class TransactionNotWritableException extends BoltException {
  private static final long serialVersionUID = 1L;

  TransactionNotWritableException(String detail) {
    super("tx not writable", detail);
  }
}
