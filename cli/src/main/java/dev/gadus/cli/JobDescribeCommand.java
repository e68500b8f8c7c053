// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gadus.client.GadusClient;
import dev.gadus.client.JobDetails;
import dev.gadus.model.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gadus job describe}. */
@Command(
    name = "describe",
    description = "Show a job with its history, its executions and what they printed.")
final class JobDescribeCommand implements Runnable {
  private final Context context;

  @Mixin private JobCommands.Target target = new JobCommands.Target();
  @Mixin private JobCommands.VersionOption version = new JobCommands.VersionOption();

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      description = "table, json or yaml (default: table, for people).")
  private OutputFormat format = OutputFormat.TABLE;

  @Option(names = "--pretty", description = "Indent JSON.")
  private boolean pretty;

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
      if (format == OutputFormat.TABLE) {
        new JobDescription(context.out()).print(details);
      } else {
        Documents.print(context.out(), tree(details), format == OutputFormat.YAML, pretty);
      }
    }
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
