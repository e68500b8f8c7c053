// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code gadus job validate}. */
@Command(
    name = "validate",
    description = "Check a job file without asking a node.",
    footer = {
      "",
      "Exit codes:",
      "  0  the file is good",
      "  2  it is not; every problem is printed with its place"
    })
final class JobValidateCommand implements Runnable {
  private final Context context;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      defaultValue = "-",
      description = "The job file (default: standard input).")
  private String file = "-";

  JobValidateCommand(Context context) {
    this.context = context;
  }

  @Override
  public void run() {
    JobSource.open(context.surroundings(), file).job();
    context.out().println("OK");
  }
}
