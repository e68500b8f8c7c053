// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

/**
 * The exit codes of {@code gadus}. Scripts rely on them: they are stated in the help of commands.
 */
final class ExitCode {
  /** Done; for {@code job run}: the job completed and every partition's program returned 0. */
  static final int OK = 0;

  /** Anything that has no code of its own. */
  static final int ERROR = 1;

  /** A wrong command line, job file or configuration. Nothing was done. */
  static final int BAD_INPUT = 2;

  /** The job failed or was stopped. */
  static final int JOB_FAILED = 3;

  /** The job completed, and a program returned something other than 0. */
  static final int PROGRAM_FAILED = 4;

  /** No node answers at the address. */
  static final int UNREACHABLE = 5;

  /** Waiting ended before the job did; the job goes on. */
  static final int STILL_RUNNING = 6;

  /** A part of the node in this process did not work any more, and the process ended itself. */
  static final int NODE_FAILED = 7;

  private ExitCode() {}
}
