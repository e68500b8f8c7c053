// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

/** A message did not reach its receiver, which may be gone for a while or for ever. */
public final class UnreachableException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnreachableException(String message) {
    super(message);
  }

  public UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
