// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.client.ClientException;
import dev.gadus.client.GadusClient;
import dev.gadus.client.LogRequest;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.IdSource;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.RunOutput;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What became of a job that ended: what its programs printed, and the exit code that says how it
 * went.
 */
final class JobOutcome {
  private final Context context;
  private final GadusClient client;
  private final Patience patience;
  private final Job job;
  private final List<Execution> executions;

  JobOutcome(Context context, GadusClient client, Patience patience, Job job) {
    this.context = context;
    this.client = client;
    this.patience = patience;
    this.job = job;
    this.executions =
        client.executions(job.id(), "", 0, false).stream()
            .sorted(
                Comparator.comparingInt(Execution::partitionIndex)
                    .thenComparingLong(Execution::createTime))
            .toList();
  }

  /** The executions that completed, one for each partition of a job that completed. */
  List<Execution> completed() {
    return executions.stream()
        .filter(execution -> execution.state().state() == ExecutionState.COMPLETED)
        .toList();
  }

  /**
   * Prints what the completed executions printed, in the order of partitions, each under a heading
   * when the job has several.
   */
  void printOutput() {
    boolean headings = job.count() > 1;
    boolean first = true;
    for (Execution execution : completed()) {
      if (headings) {
        context.out().printf("%sPartition %d%n", first ? "" : "\n", execution.partitionIndex());
      }
      first = false;
      printOutput(execution);
    }
    context.out().flush();
  }

  /**
   * The whole output: from the record when that has all of it, else from the node, else the
   * beginning. Only the node knows in which order the two streams were written.
   */
  private void printOutput(Execution execution) {
    RunOutput output = execution.runOutput().orElse(new RunOutput("", false, "", false, 0, ""));
    boolean truncated = output.stdoutTruncated() || output.stderrTruncated();
    boolean oneStream = output.stdout().isEmpty() || output.stderr().isEmpty();
    if (truncated || !oneStream) {
      try {
        new PatientLogs(client, patience)
            .read(
                job.id(),
                "",
                new LogRequest(execution.id(), false, false),
                line -> JobLogsCommand.print(context, line));
        return;
      } catch (ClientException.Unreachable e) {
        throw e;
      } catch (ClientException _) {
        // The node does not have it any more.
      }
    }
    context.out().print(output.stdout());
    context.err().print(output.stderr());
    if (truncated) {
      context.err().println("(the rest is in the results)");
    }
  }

  /**
   * Says on standard error what went wrong, if anything did, and returns one of {@link ExitCode}.
   */
  int report() {
    String shortId = IdSource.shortId(job.id());
    if (job.state().state() != JobState.COMPLETED) {
      context
          .err()
          .printf(
              "Error: job %s: %s%n",
              shortId,
              job.state().state() == JobState.STOPPED
                  ? "stopped" + suffix(job.state().message())
                  : failure(job.state().message()));
      failures().forEach(line -> context.err().println(line));
      context
          .err()
          .printf(
              "Hint:  'gadus job describe %s' shows its history, 'gadus job logs --failed %1$s'"
                  + " what it printed.%n",
              shortId);
      return ExitCode.JOB_FAILED;
    }
    List<String> nonZero =
        completed().stream()
            .filter(execution -> exitCode(execution) != 0)
            .map(execution ->
                "partition %d: the program returned %d"
                    .formatted(execution.partitionIndex(), exitCode(execution)))
            .toList();
    if (nonZero.isEmpty()) {
      return ExitCode.OK;
    }
    nonZero.forEach(line -> context.err().println("Error: " + line));
    return ExitCode.PROGRAM_FAILED;
  }

  private List<String> failures() {
    List<String> lines = new ArrayList<>();
    for (Execution execution : executions) {
      String message = execution.state().message();
      if (execution.state().state() == ExecutionState.FAILED
          && !job.state().message().contains(message)) {
        lines.add(
            "  partition %d: %s".formatted(execution.partitionIndex(), Table.oneLine(message)));
      }
    }
    return lines.stream().distinct().toList();
  }

  /** The requester's message says what failed; there is none when a foreign server sends none. */
  private static String failure(String message) {
    return message.isEmpty() ? "failed" : message;
  }

  private static String suffix(String message) {
    return message.isEmpty() ? "" : ": " + message;
  }

  private static int exitCode(Execution execution) {
    return execution.runOutput().map(RunOutput::exitCode).orElse(0);
  }
}
