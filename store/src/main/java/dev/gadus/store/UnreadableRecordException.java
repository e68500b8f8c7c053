// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import java.io.Serial;

/** A record of an imported file that is not what it should be; the message says what it is. */
final class UnreadableRecordException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  UnreadableRecordException(String message) {
    super(message);
  }

  UnreadableRecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
