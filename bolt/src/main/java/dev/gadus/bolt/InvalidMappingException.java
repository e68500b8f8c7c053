// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/** The operating system refused to map the file into memory. */
public final class InvalidMappingException extends BoltException {
  private static final long serialVersionUID = 1L;

  InvalidMappingException(String detail) {
    super("database isn't correctly mapped", detail);
  }
}
