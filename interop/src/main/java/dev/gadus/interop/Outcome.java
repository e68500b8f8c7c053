// SPDX-License-Identifier: Apache-2.0
package dev.gadus.interop;

import java.nio.charset.StandardCharsets;

/** What a program left when it ended: its exit code, and everything that it wrote. */
public final class Outcome {
  private final int exitCode;
  private final byte[] output;
  private final String errors;

  Outcome(int exitCode, byte[] output, String errors) {
    this.exitCode = exitCode;
    this.output = output;
    this.errors = errors;
  }

  /**
   * Returns 0 when the program says that all went well; 128 + the signal's number when it was
   * killed.
   */
  public int exitCode() {
    return exitCode;
  }

  /**
   * Returns a copy of everything that it wrote to standard output: bytes, since bucket names need
   * not be text.
   */
  public byte[] output() {
    return output.clone();
  }

  /** Returns the standard output as text. */
  public String text() {
    return new String(output, StandardCharsets.UTF_8);
  }

  /** Returns everything that it wrote to standard error. */
  public String errors() {
    return errors;
  }

  /**
   * Returns the standard output when the exit code is 0, and throws with everything that is known
   * otherwise.
   */
  public String textOfSuccess() {
    if (exitCode != 0) {
      throw new AssertionError("the program failed: " + this);
    }
    return text();
  }

  @Override
  public String toString() {
    return "exitCode=" + exitCode + "\noutput=" + text() + "\nerrors=" + errors;
  }
}
