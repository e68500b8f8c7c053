// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/** The database was closed before this call. */
public final class DatabaseNotOpenException extends BoltException {
  private static final long serialVersionUID = 1L;

  DatabaseNotOpenException(String detail) {
    super("database not open", detail);
  }
}
