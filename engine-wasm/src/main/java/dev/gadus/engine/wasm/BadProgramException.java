// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import java.io.Serial;

/**
 * A program that cannot be run, whatever the node. The message is a sentence for the user who wrote
 * the job.
 */
final class BadProgramException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final String text;

  BadProgramException(String text) {
    super(text);
    this.text = text;
  }

  BadProgramException(String text, Throwable cause) {
    super(text, cause);
    this.text = text;
  }

  /** The message, which is never absent. */
  String text() {
    return text;
  }
}
