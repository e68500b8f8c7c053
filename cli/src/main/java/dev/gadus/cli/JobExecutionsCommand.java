// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.client.GadusClient;
import dev.gadus.model.Execution;
import dev.gadus.model.IdSource;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code gadus job executions}. */
@Command(name = "executions", description = "List the executions of a job, oldest first.")
final class JobExecutionsCommand implements Runnable {
  static final List<Column<Execution>> COLUMNS =
      List.of(
          Column.of(
              "CREATED",
              execution -> Times.brief(execution.createTime()),
              execution -> Times.full(execution.createTime())),
          Column.of(
              "MODIFIED",
              execution -> Times.brief(execution.modifyTime()),
              execution -> Times.full(execution.modifyTime())),
          Column.of("ID", execution -> IdSource.shortId(execution.id()), Execution::id),
          Column.of("PARTITION", execution -> Integer.toString(execution.partitionIndex())),
          Column.of("NODE ID", e -> IdSource.shortId(e.nodeId()), Execution::nodeId),
          Column.of("REV.", execution -> Long.toString(execution.revision())),
          Column.of("STATE", execution -> execution.state().state().text()),
          Column.of("DESIRED", execution -> execution.desired().state().text()),
          Column.of("COMMENT", execution -> execution.state().message()));

  private final Context context;

  @Mixin private ListOutput output = new ListOutput();
  @Mixin private JobCommands.Target target = new JobCommands.Target();
  @Mixin private JobCommands.VersionsOption versions = new JobCommands.VersionsOption();

  JobExecutionsCommand(Context context) {
    this.context = context;
  }

  @Override
  public void run() {
    try (GadusClient client = context.client()) {
      output.print(
          context.out(),
          COLUMNS,
          client.executions(target.job, target.namespace, versions.one.version, versions.all));
    }
  }
}
