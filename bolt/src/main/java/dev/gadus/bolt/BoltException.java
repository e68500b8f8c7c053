// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/**
 * The root of everything that the engine throws. Each subclass is one condition; its message starts
 * with the text that Go's bbolt gives the same condition, then says what was attempted and with
 * which values.
 */
public abstract class BoltException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BoltException(String condition, String detail) {
    super(message(condition, detail));
  }

  BoltException(String condition, String detail, Throwable cause) {
    super(message(condition, detail), cause);
  }

  private static String message(String condition, String detail) {
    return detail.isEmpty() ? condition : condition + ": " + detail;
  }
}
