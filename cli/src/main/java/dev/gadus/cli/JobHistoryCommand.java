// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.client.GadusClient;
import dev.gadus.client.HistoryQuery;
import dev.gadus.client.Page;
import dev.gadus.model.HistoryEntry;
import dev.gadus.model.IdSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gadus job history}. */
@Command(name = "history", description = "Show what happened to a job, oldest first.")
final class JobHistoryCommand implements Runnable {
  static final List<Column<HistoryEntry>> COLUMNS =
      List.of(
          Column.of("TIME", entry -> Times.brief(entry.time()), entry -> entry.time().toString()),
          Column.of("LEVEL", HistoryEntry::type),
          Column.of("VERSION", entry -> Long.toString(entry.jobVersion())),
          Column.of(
              "EXECUTION",
              entry -> JobCommands.orDash(IdSource.shortId(entry.executionId())),
              HistoryEntry::executionId),
          Column.of("TOPIC", entry -> entry.event().topic()),
          Column.of("EVENT", entry -> entry.event().message()));

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
      HistoryQuery query =
          new HistoryQuery(
              eventType, executionId, versions.one.version, versions.all, limit, "", Duration.ZERO);
      if (follow) {
        follow(client, query);
      } else {
        output.print(context.out(), COLUMNS, read(client, query));
      }
    }
  }

  private void follow(GadusClient client, HistoryQuery query) {
    HistoryPages pages = new HistoryPages(client, target.job, target.namespace);
    Consumer<HistoryEntry> lines = output.stream(context.out(), COLUMNS);
    HistoryQuery next = query;
    int printed = 0;
    while (true) {
      Page<HistoryEntry> page = pages.next(next, GadusClient.MAX_WAIT);
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
      next = query.from(page.nextToken());
    }
  }

  /**
   * What there is now. The token of a job that goes on never ends, so a page without rows is the
   * end.
   */
  private List<HistoryEntry> read(GadusClient client, HistoryQuery query) {
    List<HistoryEntry> entries = new ArrayList<>();
    Page<HistoryEntry> page;
    String token = "";
    do {
      page = client.history(target.job, target.namespace, query.from(token));
      entries.addAll(page.items());
      token = page.nextToken();
    } while (limit == 0 && !page.isLast() && !page.items().isEmpty());
    return limit == 0 || entries.size() <= limit ? entries : entries.subList(0, limit);
  }
}
