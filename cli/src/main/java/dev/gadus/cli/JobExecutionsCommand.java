// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.client.GadusClient;
import dev.gadus.model.Execution;
import dev.gadus.model.IdSource;
import dev.gadus.model.RunOutput;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code gadus job executions}. */
@Command(
    name = "executions",
    description = "List the executions of a job by partition, in JSON and YAML oldest first.")
final class JobExecutionsCommand implements Runnable {
  /** The order in which people look for an execution. */
  static final Comparator<Execution> BY_PARTITION =
      Comparator.comparingInt(Execution::partitionIndex)
          .thenComparingLong(Execution::createTime)
          .thenComparing(Execution::id);

  static final List<Column<Execution>> COLUMNS =
      List.of(
          Column.<Execution>time("CREATED", execution -> Times.ofNanos(execution.createTime()))
              .as(Column.Kind.WIDE),
          Column.<Execution>time("MODIFIED", execution -> Times.ofNanos(execution.modifyTime()))
              .as(Column.Kind.WIDE),
          Column.of("PARTITION", execution -> Integer.toString(execution.partitionIndex())),
          Column.of("ID", execution -> IdSource.shortId(execution.id()), Execution::id),
          Column.of("NODE ID", e -> IdSource.shortId(e.nodeId()), Execution::nodeId),
          Column.<Execution>of("REV.", execution -> Long.toString(execution.revision()))
              .as(Column.Kind.WIDE),
          Column.<Execution>of("STATE", execution -> execution.state().state().text())
              .as(Column.Kind.STATE),
          Column.<Execution>of("DESIRED", execution -> execution.desired().state().text())
              .as(Column.Kind.WIDE),
          Column.of("EXIT", JobExecutionsCommand::exitCode).as(Column.Kind.STATE),
          new Column<>(
              "DURATION",
              (execution, times) -> Times.length(duration(execution, times.now())),
              execution ->
                  execution.isFinal() ? duration(execution, Instant.MAX).toMillis() + " ms" : "-",
              Column.Kind.PLAIN),
          Column.<Execution>of("COMMENT", execution -> execution.state().message())
              .as(Column.Kind.FLEXIBLE));

  /** What the program returned; a dash when it has not, or did not end by itself. */
  static String exitCode(Execution execution) {
    return execution
        .runOutput()
        .map(RunOutput::exitCode)
        .filter(code -> code >= 0)
        .map(code -> Integer.toString(code))
        .orElse("-");
  }

  /** From its creation to its end, or until now. */
  static Duration duration(Execution execution, Instant now) {
    Instant created = Times.ofNanos(execution.createTime());
    Duration length =
        Duration.between(
            created, execution.isFinal() ? Times.ofNanos(execution.modifyTime()) : now);
    // The clock of the node may be ahead.
    return length.isNegative() ? Duration.ZERO : length;
  }

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
      List<Execution> executions =
          client.executions(target.job, target.namespace, versions.one.version, versions.all);
      output.print(
          context,
          COLUMNS,
          output.isTable() ? executions.stream().sorted(BY_PARTITION).toList() : executions);
    }
  }
}
