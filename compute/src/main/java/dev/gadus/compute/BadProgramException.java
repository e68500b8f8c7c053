// SPDX-License-Identifier: Apache-2.0
package dev.gadus.compute;

import java.io.Serial;

/**
 * A program that cannot be run, whatever the node. The message is a sentence for the user who wrote
 * the job.
 */
final class BadProgramException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  BadProgramException(String message) {
    super(message);
  }

  BadProgramException(String message, Throwable cause) {
    super(message, cause);
  }
}
