// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.client.GadusClient;
import dev.gadus.client.JobListRequest;
import dev.gadus.client.ListPage;
import dev.gadus.model.IdSource;
import dev.gadus.model.Job;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gadus job list}. */
@Command(name = "list", description = "List jobs, newest first.")
final class JobListCommand implements Runnable {
  private static final List<Column<Job>> COLUMNS =
      List.of(
          Column.time("CREATED", job -> Times.ofNanos(job.createTime())),
          Column.of("ID", job -> IdSource.shortId(job.id()), Job::id),
          Column.<Job>of(
                  "NAME",
                  job -> job.name().equals(job.id()) ? IdSource.shortId(job.id()) : job.name(),
                  Job::name)
              .as(Column.Kind.FLEXIBLE),
          Column.of("JOB", JobCommands::engine).as(Column.Kind.WIDE),
          Column.<Job>of("TYPE", job -> job.type().text()).as(Column.Kind.WIDE),
          state(),
          Column.<Job>of("MESSAGE", job -> job.state().message()).as(Column.Kind.FLEXIBLE));

  /** The state of a job. */
  static Column<Job> state() {
    return Column.<Job>of("STATE", job -> job.state().state().text()).as(Column.Kind.STATE);
  }

  private final Context context;

  @Mixin private ListOutput output = new ListOutput();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Show at most N jobs (default: 10; 0: all).")
  private int limit = 10;

  @Option(
      names = "--next-token",
      paramLabel = "TOKEN",
      description = "Go on where the page before ended, which printed this token.")
  private String nextToken = "";

  @Option(
      names = "--labels",
      paramLabel = "SELECTOR",
      description =
          "Only jobs with these labels, as team=docs or 'team in (docs,ops)'. May be repeated.")
  private List<String> labels = new ArrayList<>();

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      description = "Only jobs of this namespace (default: all).")
  private String namespace = "*";

  @Option(
      names = "--order-by",
      paramLabel = "KEY",
      description = "created_at (the default) or modified_at.")
  private String orderBy = "created_at";

  @Option(names = "--order-reversed", description = "Oldest first.")
  private boolean reversed;

  JobListCommand(Context context) {
    this.context = context;
  }

  @Override
  public void run() {
    if (limit < 0) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT, "--limit %d: must be 0 or more".formatted(limit), "");
    }
    try (GadusClient client = context.client()) {
      ListPage<Job> page =
          client.jobs(new JobListRequest(namespace, labels, limit, nextToken, orderBy, !reversed));
      output.print(context, COLUMNS, page.items());
      if (!page.isLast() && output.isTable()) {
        context.err().println("More with: --next-token " + page.nextToken());
      }
    }
  }
}
