// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/** A bucket's name may not be empty. */
public final class BucketNameRequiredException extends BoltException {
  private static final long serialVersionUID = 1L;

  BucketNameRequiredException(String detail) {
    super("bucket name required", detail);
  }
}
