// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/** A key may not be empty. */
public final class KeyRequiredException extends BoltException {
  private static final long serialVersionUID = 1L;

  KeyRequiredException(String detail) {
    super("key required", detail);
  }
}
