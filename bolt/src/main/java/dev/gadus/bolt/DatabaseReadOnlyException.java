// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/** A write transaction was asked from a database that was opened read-only. */
public final class DatabaseReadOnlyException extends BoltException {
  private static final long serialVersionUID = 1L;

  DatabaseReadOnlyException(String detail) {
    super("database is in read-only mode", detail);
  }
}
