// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/**
 * The thread was interrupted while it waited for the lock of a file or for its turn to write. What
 * it was about to do was not begun; its interrupt flag is set.
 */
public final class InterruptedWaitException extends BoltException {
  private static final long serialVersionUID = 1L;

  InterruptedWaitException(String detail) {
    super("interrupted", detail);
  }
}
