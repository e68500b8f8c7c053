// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/** Both meta pages are damaged: their checksums do not match what they hold. */
public final class ChecksumException extends BoltException {
  private static final long serialVersionUID = 1L;

  ChecksumException(String detail) {
    super("checksum error", detail);
  }
}
