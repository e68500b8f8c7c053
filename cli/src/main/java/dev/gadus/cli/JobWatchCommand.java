// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.client.ChangeList;
import dev.gadus.client.ChangeList.Change;
import dev.gadus.client.GadusClient;
import dev.gadus.model.IdSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gadus job watch}. */
@Command(
    name = "watch",
    description = {
      "Show changes as they come, one a line: of one job until it ends, or of all jobs and"
          + " executions until interrupted.",
      "Each change has a position. With --from the command goes on after one that it has shown"
          + " before, also when the node was started again since: nothing is missed and nothing"
          + " comes twice."
    })
final class JobWatchCommand implements Runnable {
  private static final List<Column<Change>> COLUMNS =
      List.of(
          Column.of("POSITION", change -> Long.toString(change.position())),
          Column.time("TIME", Change::time),
          Column.of("KIND", Change::kind),
          Column.of("JOB", change -> IdSource.shortId(change.jobId()), Change::jobId),
          Column.of(
              "EXECUTION",
              change -> JobCommands.orDash(IdSource.shortId(change.executionId())),
              Change::executionId),
          Column.of("REV.", change -> Long.toString(change.revision())),
          Column.of("STATE", Change::state));

  private final Context context;

  @Mixin private ListOutput output = new ListOutput();

  @Parameters(
      arity = "0..1",
      paramLabel = "JOB",
      description = "The job's id, the beginning of its id, or its name (default: all jobs).")
  private String job = "";

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      description = "The namespace of a JOB that is given by its name (default: default).")
  private String namespace = "";

  @Option(
      names = "--from",
      paramLabel = "POSITION",
      description = "Changes after this position (default: from now on).")
  private long from = -1;

  JobWatchCommand(Context context) {
    this.context = context;
  }

  @Override
  public void run() {
    try (GadusClient client = context.client()) {
      Consumer<Change> lines = output.stream(context, COLUMNS);
      OptionalLong position = from < 0 ? OptionalLong.empty() : OptionalLong.of(from);
      boolean ended = false;
      Patience patience = new Patience(context.err(), Patience.DEFAULT, this::howToGoOn);
      while (!ended) {
        OptionalLong after = position;
        // Looked at before asking, so that the changes up to the end are in the answer.
        boolean over = !job.isEmpty() && patience.ask(() -> client.job(job, namespace)).isFinal();
        Duration wait = over ? Duration.ZERO : GadusClient.MAX_WAIT;
        ChangeList changes = patience.ask(() -> client.changes(job, namespace, after, wait));
        changes.changes().forEach(lines);
        position = OptionalLong.of(changes.position());
        from = changes.position();
        ended = over && changes.changes().isEmpty();
      }
    }
  }

  /** With the position that was seen last, so that nothing is missed. */
  private String howToGoOn() {
    List<String> words = new ArrayList<>(List.of("gadus", "job", "watch"));
    if (!job.isEmpty()) {
      words.add(job);
    }
    if (!namespace.isEmpty()) {
      words.addAll(List.of("--namespace", namespace));
    }
    words.addAll(List.of("--from", Long.toString(from)));
    return "when the node is back, '%s' goes on from here".formatted(String.join(" ", words));
  }
}
