// SPDX-License-Identifier: Apache-2.0
package dev.gadus.client;

import org.jspecify.annotations.Nullable;

/** A call to a node that brought no answer to use. */
public abstract sealed class ClientException extends RuntimeException
    permits NodeUnreachableException, RequestRefusedException, UnexpectedAnswerException {
  private static final long serialVersionUID = 1;

  ClientException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** The message, which is never absent. */
  public final String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
