// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.client.GadusClient;
import dev.gadus.client.LogLine;
import dev.gadus.client.LogRequest;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gadus job logs}. */
@Command(
    name = "logs",
    description = {
      "Print what an execution of a job printed: its standard output on standard output, its"
          + " standard error on standard error.",
      "Without an option that chooses: the newest that failed, or if none did, the newest. Several"
          + " are printed in the order of partitions, each under a heading."
    })
final class JobLogsCommand implements Runnable {
  private final Context context;

  @Mixin private JobCommands.Target target = new JobCommands.Target();

  @ArgGroup(exclusive = true)
  private Choice choice = new Choice();

  @Option(
      names = {"-f", "--follow"},
      description = "Go on until the execution ends.")
  private boolean follow;

  @Option(
      names = {"-t", "--tail"},
      description = "Leave out what was printed before now.")
  private boolean tail;

  /** Which executions. */
  static final class Choice {
    @Option(
        names = {"-e", "--execution-id"},
        paramLabel = "ID",
        description = "This execution: its id or the beginning of it.")
    String executionId = "";

    @Option(
        names = {"-p", "--partition"},
        paramLabel = "N",
        description = "The last attempt at this partition; the first partition is 0.")
    int partition = NONE;

    @Option(names = "--failed", description = "All that failed or did not return 0.")
    boolean failed;

    @Option(names = "--all", description = "The last attempt at every partition.")
    boolean all;

    boolean isMade() {
      return !executionId.isEmpty() || partition != NONE || failed || all;
    }
  }

  private static final int NONE = -1;

  JobLogsCommand(Context context) {
    this.context = context;
  }

  @Override
  public void run() {
    if (choice.partition < NONE) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT, "--partition %d: must be 0 or more".formatted(choice.partition), "");
    }
    try (GadusClient client = context.client()) {
      if (!choice.executionId.isEmpty() || (follow && !choice.isMade())) {
        print(client, choice.executionId);
        return;
      }
      List<Execution> executions =
          client.executions(target.job, target.namespace, 0, false).stream()
              .sorted(JobExecutionsCommand.BY_PARTITION)
              .toList();
      if (choice.isMade()) {
        printChosen(client, executions);
      } else {
        printOne(client, executions);
      }
    }
  }

  /** The newest that failed, else the node's choice: the newest. Says which, when it matters. */
  private void printOne(GadusClient client, List<Execution> executions) {
    Optional<Execution> failed =
        executions.stream()
            .filter(JobLogsCommand::hasFailed)
            .max(Comparator.comparingLong(Execution::modifyTime));
    Optional<Execution> newest =
        executions.stream()
            .filter(execution -> execution.runOutput().isPresent())
            .max(Comparator.comparingLong(Execution::modifyTime));
    Optional<Execution> shown = failed.or(() -> newest);
    boolean several =
        executions.stream().mapToInt(Execution::partitionIndex).distinct().count() > 1;
    if (several && shown.isPresent()) {
      context
          .err()
          .printf(
              "Partition %d, the newest%s; --partition N, --failed and --all print others%n",
              shown.get().partitionIndex(), failed.isPresent() ? " that failed" : "");
    }
    print(client, shown.map(Execution::id).orElse(""));
  }

  private void printChosen(GadusClient client, List<Execution> executions) {
    List<Execution> chosen = chosen(executions);
    boolean headings = choice.partition == NONE;
    boolean first = true;
    for (Execution execution : chosen) {
      if (headings) {
        context.out().printf("%sPartition %d%n", first ? "" : "\n", execution.partitionIndex());
        context.out().flush();
      }
      first = false;
      print(client, execution.id());
    }
  }

  private List<Execution> chosen(List<Execution> executions) {
    if (choice.failed) {
      List<Execution> failed = executions.stream().filter(JobLogsCommand::hasFailed).toList();
      if (failed.isEmpty()) {
        context.err().println("No execution failed, and every program that ended returned 0.");
      }
      return failed;
    }
    // The last attempt says most about a partition; what no node has taken up has said nothing.
    Map<Integer, Execution> last = new TreeMap<>();
    executions.stream()
        .filter(execution -> execution.runOutput().isPresent() || isRunning(execution))
        .forEach(execution -> last.put(execution.partitionIndex(), execution));
    if (choice.all) {
      return List.copyOf(last.values());
    }
    return Optional.ofNullable(last.get(choice.partition))
        .map(List::of)
        .orElseThrow(() ->
            new CommandFailure(
                ExitCode.ERROR,
                "partition %d of job %s has no output".formatted(choice.partition, target.job),
                "'gadus job executions %s' lists its executions".formatted(target.job)));
  }

  private static boolean isRunning(Execution execution) {
    return execution.state().state() == ExecutionState.RUNNING;
  }

  private static boolean hasFailed(Execution execution) {
    return execution.returnedNonZero()
        || (execution.state().state() == ExecutionState.FAILED
            && execution.runOutput().isPresent());
  }

  private void print(GadusClient client, String executionId) {
    LogRequest request = new LogRequest(executionId, tail, follow);
    if (follow) {
      new PatientLogs(client, patience())
          .read(target.job, target.namespace, request, line -> print(context, line));
    } else {
      client.logs(target.job, target.namespace, request, line -> print(context, line));
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
