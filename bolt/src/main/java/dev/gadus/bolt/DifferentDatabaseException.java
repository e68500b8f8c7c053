// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/** A bucket was to be moved between two transactions. */
public final class DifferentDatabaseException extends BoltException {
  private static final long serialVersionUID = 1L;

  DifferentDatabaseException(String detail) {
    super("the source and target buckets are in different database files", detail);
  }
}
