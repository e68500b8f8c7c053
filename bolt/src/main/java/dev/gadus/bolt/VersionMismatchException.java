// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/** The file has a format version that this engine does not know. */
public final class VersionMismatchException extends BoltException {
  private static final long serialVersionUID = 1L;

  VersionMismatchException(String detail) {
    super("version mismatch", detail);
  }
}
