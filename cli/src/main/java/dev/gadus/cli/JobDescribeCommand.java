// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gadus.client.GadusClient;
import dev.gadus.client.HistoryRequest;
import dev.gadus.client.JobDetails;
import dev.gadus.model.HistoryEntry;
import dev.gadus.model.Job;
import dev.gadus.model.Json;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gadus job describe}. */
@Command(
    name = "describe",
    description = {
      "Show a job: a summary, its history, its executions and what they printed.",
      "Of a job with many executions those are shown that failed, go on or did not return 0, or"
          + " else the first; --executions shows all, and --full also their histories and outputs."
    })
final class JobDescribeCommand implements Runnable {
  private final Context context;

  @Mixin private JobCommands.Target target = new JobCommands.Target();
  @Mixin private JobCommands.VersionOption version = new JobCommands.VersionOption();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "table, json or yaml (default: table, for people).")
  private OutputFormat format = OutputFormat.TABLE;

  @Option(names = "--pretty", description = "Indent JSON.")
  private boolean pretty;

  @Option(names = "--executions", description = "List all executions.")
  private boolean executions;

  @Option(
      names = "--full",
      description = "List all executions, with the history and the output of each.")
  private boolean full;

  @Option(names = "--utc", description = "Show times in UTC (default: in your time zone).")
  private boolean utc;

  JobDescribeCommand(Context context) {
    this.context = context;
  }

  @Override
  public void run() {
    if (format == OutputFormat.CSV) {
      throw new CommandFailure(ExitCode.BAD_INPUT, "--output csv: must be table, json or yaml", "");
    }
    try (GadusClient client = context.client()) {
      JobDetails details = client.describe(target.job, target.namespace, version.version);
      if (format != OutputFormat.TABLE) {
        Documents.print(context.out(), tree(details), format == OutputFormat.YAML, pretty);
        return;
      }
      JobDescription.Depth depth =
          full
              ? JobDescription.Depth.FULL
              : executions ? JobDescription.Depth.EXECUTIONS : JobDescription.Depth.BRIEF;
      new JobDescription(context.out(), Table.Style.of(context, utc), depth)
          .print(
              new JobDetails(details.job(), history(client, details.job()), details.executions()));
    }
  }

  /** What is shown of the history, whole: the answer about a job has its beginning alone. */
  private List<HistoryEntry> history(GadusClient client, Job job) {
    return HistoryPages.all(
        client,
        job.id(),
        "",
        new HistoryRequest(full ? "all" : "job", "", job.version(), false, 0, "", Duration.ZERO));
  }

  /** As the API sends it. */
  private static ObjectNode tree(JobDetails details) {
    ObjectNode tree = Json.mapper().createObjectNode();
    tree.set("Job", Json.mapper().valueToTree(details.job()));
    tree.putObject("History")
        .put("NextToken", "")
        .set("Items", Json.mapper().valueToTree(details.history()));
    tree.putObject("Executions")
        .put("NextToken", "")
        .set("Items", Json.mapper().valueToTree(details.executions()));
    return tree;
  }
}
