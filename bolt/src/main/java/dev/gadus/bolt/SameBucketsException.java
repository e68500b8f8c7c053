// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/** A bucket was to be moved to where it already is, or into itself. */
public final class SameBucketsException extends BoltException {
  private static final long serialVersionUID = 1L;

  SameBucketsException(String detail) {
    super("the source and target are the same bucket", detail);
  }
}
