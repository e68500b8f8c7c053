// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/** The named bucket does not exist. */
public final class BucketNotFoundException extends BoltException {
  private static final long serialVersionUID = 1L;

  BucketNotFoundException(String detail) {
    super("bucket not found", detail);
  }
}
