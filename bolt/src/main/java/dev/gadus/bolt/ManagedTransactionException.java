// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/**
 * A function given to {@code view}, {@code update} or {@code batch} tried to end its transaction
 * itself.
 */
public final class ManagedTransactionException extends BoltException {
  private static final long serialVersionUID = 1L;

  ManagedTransactionException(String detail) {
    super("managed tx " + detail, "");
  }
}
