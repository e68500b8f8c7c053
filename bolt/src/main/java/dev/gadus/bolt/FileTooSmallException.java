// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/** The file is shorter than its two meta pages. */
public final class FileTooSmallException extends BoltException {
  private static final long serialVersionUID = 1L;

  FileTooSmallException(long size, String detail) {
    super("file size too small " + size, detail);
  }
}
