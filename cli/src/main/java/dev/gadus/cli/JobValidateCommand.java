// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.model.Job;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code gadus job validate}. */
@Command(
    name = "validate",
    description =
        "Check a job file as 'job run' does before it hands it in, without asking a node.",
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

  @Mixin private JobSource.Variables variables = new JobSource.Variables();

  JobValidateCommand(Context context) {
    this.context = context;
  }

  @Override
  public void run() {
    Job _ = JobSource.open(context.surroundings(), file, variables).job();
    context.out().println("OK");
  }
}
