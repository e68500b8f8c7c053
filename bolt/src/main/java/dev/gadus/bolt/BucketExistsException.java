// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/** A bucket of this name exists already. */
public final class BucketExistsException extends BoltException {
  private static final long serialVersionUID = 1L;

  BucketExistsException(String detail) {
    super("bucket already exists", detail);
  }
}
