// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.client.GadusClient;
import dev.gadus.client.LogLine;
import dev.gadus.client.LogRequest;
import java.io.PrintStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gadus job logs}. */
@Command(
    name = "logs",
    description =
        "Print what an execution of a job printed: its standard output on standard output, its"
            + " standard error on standard error.")
final class JobLogsCommand implements Runnable {
  private final Context context;

  @Mixin private JobCommands.Target target = new JobCommands.Target();

  @Option(
      names = {"-e", "--execution-id"},
      paramLabel = "ID",
      description = "Which execution (default: the newest).")
  private String executionId = "";

  @Option(
      names = {"-f", "--follow"},
      description = "Go on until the execution ends.")
  private boolean follow;

  @Option(
      names = {"-t", "--tail"},
      description = "Leave out what was printed before now.")
  private boolean tail;

  JobLogsCommand(Context context) {
    this.context = context;
  }

  @Override
  public void run() {
    try (GadusClient client = context.client()) {
      LogRequest request = new LogRequest(executionId, tail, follow);
      if (follow) {
        new PatientLogs(client, patience())
            .read(target.job, target.namespace, request, line -> print(context, line));
      } else {
        client.logs(target.job, target.namespace, request, line -> print(context, line));
      }
    }
  }

  private Patience patience() {
    return new Patience(
        context.err(),
        Patience.DEFAULT,
        () ->
            "the job goes on: when the node is back, 'gadus job logs %s --follow' prints its output"
                .formatted(target.words()));
  }

  static void print(Context context, LogLine line) {
    PrintStream stream = line.isError() ? context.err() : context.out();
    stream.print(line.text());
    stream.flush();
  }
}
