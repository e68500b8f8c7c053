// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.client.GadusClient;
import dev.gadus.model.IdSource;
import dev.gadus.model.Job;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gadus job stop}. */
@Command(name = "stop", description = "Stop a job and its executions.")
final class JobStopCommand implements Runnable {
  private final Context context;

  @Mixin private JobCommands.Target target = new JobCommands.Target();

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the job's history.")
  private String reason = "stopped by the user";

  @Option(names = "--quiet", description = "Print nothing.")
  private boolean quiet;

  JobStopCommand(Context context) {
    this.context = context;
  }

  @Override
  public void run() {
    try (GadusClient client = context.client()) {
      Job job = client.job(target.job, target.namespace);
      if (job.isFinal()) {
        throw new CommandFailure(
            ExitCode.ERROR,
            "job %s cannot be stopped: it is %s".formatted(job.id(), job.state().state().text()),
            "");
      }
      String evaluation = client.stop(job.id(), job.namespace(), reason);
      if (!quiet) {
        context
            .out()
            .printf("Stopping %s; evaluation %s%n", IdSource.shortId(job.id()), evaluation);
      }
    }
  }
}
