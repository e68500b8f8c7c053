// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/** A bucket was used as a plain key, or a plain key as a bucket. */
public final class IncompatibleValueException extends BoltException {
  private static final long serialVersionUID = 1L;

  IncompatibleValueException(String detail) {
    super("incompatible value", detail);
  }
}
