// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.client.GadusClient;
import dev.gadus.model.Job;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code gadus job versions}. */
@Command(name = "versions", description = "List the stored versions of a job, oldest first.")
final class JobVersionsCommand implements Runnable {
  private static final List<Column<Job>> COLUMNS =
      List.of(
          Column.time("MODIFIED", job -> Times.ofNanos(job.modifyTime())),
          Column.of("VERSION", job -> Long.toString(job.version())),
          JobListCommand.state(),
          Column.<Job>of("MESSAGE", job -> job.state().message()).as(Column.Kind.FLEXIBLE));

  private final Context context;

  @Mixin private ListOutput output = new ListOutput();
  @Mixin private JobCommands.Target target = new JobCommands.Target();

  JobVersionsCommand(Context context) {
    this.context = context;
  }

  @Override
  public void run() {
    try (GadusClient client = context.client()) {
      output.print(context, COLUMNS, client.versions(target.job, target.namespace));
    }
  }
}
