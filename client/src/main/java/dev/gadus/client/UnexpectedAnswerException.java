// SPDX-License-Identifier: Apache-2.0
package dev.gadus.client;

import org.jspecify.annotations.Nullable;

/** Something answered that does not speak the API, or not this part of it. */
public final class UnexpectedAnswerException extends ClientException {
  private static final long serialVersionUID = 1;

  UnexpectedAnswerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
