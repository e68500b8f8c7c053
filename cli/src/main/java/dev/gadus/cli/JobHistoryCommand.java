// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.client.GadusClient;
import dev.gadus.client.HistoryRequest;
import dev.gadus.client.ListPage;
import dev.gadus.model.HistoryEntry;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gadus job history}. */
@Command(name = "history", description = "Show what happened to a job, oldest first.")
final class JobHistoryCommand implements Runnable {
  /** By partition for people, by execution in wide tables. */
  private static List<Column<HistoryEntry>> columns(Partitions partitions) {
    return List.of(
        Column.time("TIME", HistoryEntry::time),
        Column.of("LEVEL", HistoryEntry::type).as(Column.Kind.WIDE),
        Column.<HistoryEntry>of("VERSION", entry -> Long.toString(entry.jobVersion()))
            .as(Column.Kind.WIDE),
        Column.of("EXECUTION", HistoryEntry::executionId).as(Column.Kind.WIDE),
        Column.of("PARTITION", entry -> partitions.text(entry.executionId())),
        Column.of("TOPIC", entry -> entry.event().topic()),
        Column.<HistoryEntry>of("EVENT", entry -> entry.event().message()).as(Column.Kind.WRAPPED));
  }

  private final Context context;

  @Mixin private ListOutput output = new ListOutput();
  @Mixin private JobCommands.Target target = new JobCommands.Target();
  @Mixin private JobCommands.VersionsOption versions = new JobCommands.VersionsOption();

  @Option(
      names = "--event-type",
      paramLabel = "TYPE",
      description = "all (the default), job or execution.")
  private String eventType = "all";

  @Option(
      names = "--execution-id",
      paramLabel = "ID",
      description = "Only events of executions whose ids begin with this.")
  private String executionId = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Show at most N events (default: 0, all).")
  private int limit;

  @Option(
      names = {"-f", "--follow"},
      description = "Show further events as they come, one a line, until the job ends.")
  private boolean follow;

  JobHistoryCommand(Context context) {
    this.context = context;
  }

  @Override
  public void run() {
    try (GadusClient client = context.client()) {
      HistoryRequest request =
          new HistoryRequest(
              eventType, executionId, versions.one.version, versions.all, limit, "", Duration.ZERO);
      if (follow) {
        follow(client, request);
      } else {
        output.print(
            context,
            columns(partitions(client)),
            HistoryPages.all(client, target.job, target.namespace, request));
      }
    }
  }

  private Partitions partitions(GadusClient client) {
    return new Partitions(client, target.job, target.namespace);
  }

  private void follow(GadusClient client, HistoryRequest request) {
    Patience patience =
        new Patience(
            context.err(),
            Patience.DEFAULT,
            () ->
                "the job goes on: when the node is back, 'gadus job history %s --follow' shows it"
                    .formatted(target.words()));
    HistoryPages pages = new HistoryPages(client, patience, target.job, target.namespace);
    Consumer<HistoryEntry> lines = output.stream(context, columns(partitions(client)));
    HistoryRequest next = request;
    int printed = 0;
    while (true) {
      ListPage<HistoryEntry> page = pages.next(next);
      for (HistoryEntry entry : page.items()) {
        lines.accept(entry);
        printed++;
        if (printed == limit) {
          return;
        }
      }
      if (page.isLast()) {
        return;
      }
      next = request.from(page.nextToken());
    }
  }
}
