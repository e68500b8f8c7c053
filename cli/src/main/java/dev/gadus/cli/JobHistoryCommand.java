// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.client.GadusClient;
import dev.gadus.client.HistoryRequest;
import dev.gadus.client.ListPage;
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
      HistoryRequest request =
          new HistoryRequest(
              eventType, executionId, versions.one.version, versions.all, limit, "", Duration.ZERO);
      if (follow) {
        follow(client, request);
      } else {
        output.print(context.out(), COLUMNS, read(client, request));
      }
    }
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
    Consumer<HistoryEntry> lines = output.stream(context.out(), COLUMNS);
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

  /**
   * What there is now. The token of a job that goes on never ends, so a page without rows is the
   * end.
   */
  private List<HistoryEntry> read(GadusClient client, HistoryRequest request) {
    List<HistoryEntry> entries = new ArrayList<>();
    ListPage<HistoryEntry> page;
    String token = "";
    do {
      page = client.history(target.job, target.namespace, request.from(token));
      entries.addAll(page.items());
      token = page.nextToken();
    } while (limit == 0 && !page.isLast() && !page.items().isEmpty());
    return limit == 0 || entries.size() <= limit ? entries : entries.subList(0, limit);
  }
}
