// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/** The change would make the file longer than {@link Options#maxSize()}. */
public final class MaxSizeReachedException extends BoltException {
  private static final long serialVersionUID = 1L;

  MaxSizeReachedException(String detail) {
    super("database reached maximum size", detail);
  }
}
