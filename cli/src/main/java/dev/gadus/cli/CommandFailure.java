// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

/** Why a command did not do what was asked, in words for the user. */
final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int exitCode;
  private final String hint;

  /**
   * @param exitCode one of {@link ExitCode}
   * @param message what went wrong
   * @param hint what to do about it; may be empty
   */
  CommandFailure(int exitCode, String message, String hint) {
    super(message);
    this.exitCode = exitCode;
    this.hint = hint;
  }

  int exitCode() {
    return exitCode;
  }

  String hint() {
    return hint;
  }

  /** The message, since it is what the user reads. */
  String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
