// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/** The file is not a bolt database: neither meta page carries the format's magic number. */
public final class InvalidDatabaseException extends BoltException {
  private static final long serialVersionUID = 1L;

  InvalidDatabaseException(String detail) {
    super("invalid database", detail);
  }
}
