// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/** The value is longer than {@link Bucket#MAX_VALUE_BYTES}. */
public final class ValueTooLargeException extends BoltException {
  private static final long serialVersionUID = 1L;

  ValueTooLargeException(String detail) {
    super("value too large", detail);
  }
}
