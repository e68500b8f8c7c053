// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/** The transaction had already ended, or the bucket was deleted in it. */
public final class TransactionClosedException extends BoltException {
  private static final long serialVersionUID = 1L;

  TransactionClosedException(String detail) {
    super("tx closed", detail);
  }
}
