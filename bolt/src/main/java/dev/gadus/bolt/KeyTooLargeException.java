// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/** The key is longer than {@link Bucket#MAX_KEY_BYTES}. */
public final class KeyTooLargeException extends BoltException {
  private static final long serialVersionUID = 1L;

  KeyTooLargeException(String detail) {
    super("key too large", detail);
  }
}
