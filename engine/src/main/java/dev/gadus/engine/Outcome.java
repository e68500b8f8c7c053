// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine;

/** How a run of a task ended. Thread-safe, values. */
public sealed interface Outcome {

  /**
   * The program ended by itself. Any code but zero is the program's own way to say that something
   * went wrong.
   */
  record Exited(int code) implements Outcome {}

  /**
   * The run was ended for the program, or could not be started; {@code message} is a sentence for
   * the user.
   */
  record Failed(Reason reason, String message) implements Outcome {}

  /** The run was cancelled before the program ended. */
  record Cancelled() implements Outcome {}

  /** Why a run failed. */
  enum Reason {
    /** It needed more memory than it may use. */
    MEMORY_LIMIT,
    /** It wanted to write more, or more files, than it may. */
    DISK_LIMIT,
    /** It ran longer than it may. */
    TIMEOUT,
    /** It did what a program must not do: an access out of bounds, endless recursion, an abort. */
    TRAP,
    /**
     * It cannot be run at all: not a program, an unknown entry point, an import that nobody offers.
     */
    BAD_PROGRAM,
    /**
     * What ran it came to an end of its own before the program did: the program broke its runtime,
     * or somebody killed that.
     */
    CRASHED,
    /** The node's fault. */
    ENGINE_ERROR
  }
}
