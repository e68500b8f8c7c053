// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.model.GadusException;
import java.io.Serial;

/** Why a command did not do what was asked, with the exit code that says so. */
final class CommandFailure extends GadusException {
  @Serial private static final long serialVersionUID = 1L;

  private final int exitCode;

  /**
   * @param exitCode one of {@link ExitCode}
   * @param text what went wrong
   * @param hint what to do about it; may be empty
   */
  CommandFailure(int exitCode, String text, String hint) {
    super(text, hint, null);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
