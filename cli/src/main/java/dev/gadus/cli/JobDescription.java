// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.client.JobDetails;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.HistoryEntry;
import dev.gadus.model.IdSource;
import dev.gadus.model.Job;
import dev.gadus.model.RunOutput;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A job for people to read: what matters first, executions in the order of partitions, and of many
 * those that need a look.
 */
record JobDescription(PrintStream out, Table.Style style, Depth depth) {
  /** Rows that are seen at a glance; more are shown on request. */
  static final int MAX_BRIEF_EXECUTIONS = 10;

  /** Outputs that leave the rest of a description on the screen. */
  static final int MAX_BRIEF_OUTPUTS = 4;

  /** How much is shown of the executions. */
  enum Depth {
    BRIEF,
    EXECUTIONS,
    FULL
  }

  private static final List<Column<HistoryEntry>> EVENTS =
      List.of(
          Column.time("TIME", HistoryEntry::time),
          Column.of("TOPIC", entry -> entry.event().topic()),
          Column.<HistoryEntry>of("EVENT", entry -> entry.event().message())
              .as(Column.Kind.WRAPPED));

  /**
   * @param details with the job's own history, and for {@link Depth#FULL} that of its executions
   */
  void print(JobDetails details) {
    List<Execution> executions =
        details.executions().stream().sorted(JobExecutionsCommand.BY_PARTITION).toList();
    job(details.job());
    summary(executions);
    heading("Job History");
    events(
        details.history().stream()
            .filter(entry -> entry.type().equals(HistoryEntry.JOB_LEVEL))
            .toList());
    if (executions.isEmpty()) {
      return;
    }
    executions(executions);
    if (depth == Depth.FULL) {
      for (Execution execution : executions) {
        heading("History of " + name(execution));
        events(
            details.history().stream()
                .filter(entry -> entry.executionId().equals(execution.id()))
                .toList());
      }
    }
    output(details.job(), executions);
  }

  private void job(Job job) {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("ID", job.id());
    lines.put("Name", job.name());
    lines.put("Namespace", job.namespace());
    lines.put("Type", job.type().text());
    String state = job.state().state().text();
    lines.put("State", style.colour() ? Colours.of(state) : state);
    if (!job.state().message().isEmpty()) {
      lines.put("Message", job.state().message());
    }
    lines.put("Count", Integer.toString(job.count()));
    lines.put("Created Time", style.times().named(job.createTime()));
    lines.put("Modified Time", style.times().named(job.modifyTime()));
    lines.put("Version", Long.toString(job.version()));
    lines.forEach((name, value) -> out.printf("%-13s = %s%n", name, value));
  }

  private void summary(List<Execution> executions) {
    heading("Summary");
    Map<ExecutionState, Long> counts =
        executions.stream()
            .collect(
                Collectors.groupingBy(
                    execution -> execution.state().state(), TreeMap::new, Collectors.counting()));
    counts.forEach((state, count) -> out.printf("%s = %d%n", state.text(), count));
    long nonZero = executions.stream().filter(Execution::returnedNonZero).count();
    if (nonZero > 0) {
      out.printf("Completed with an exit code other than 0 = %d%n", nonZero);
    }
    if (counts.isEmpty()) {
      out.println("no executions");
    }
  }

  private void executions(List<Execution> executions) {
    boolean all = depth != Depth.BRIEF || executions.size() <= MAX_BRIEF_EXECUTIONS;
    List<Execution> shown = all ? executions : notable(executions, MAX_BRIEF_EXECUTIONS);
    heading(
        all
            ? "Executions"
            : "Executions (%d of %d; --executions shows all)"
                .formatted(shown.size(), executions.size()));
    Table.print(out, JobExecutionsCommand.COLUMNS, shown, style);
  }

  /** Those that need a look, or else the first; in the order of partitions. */
  private static List<Execution> notable(List<Execution> executions, int limit) {
    return Stream.concat(
            executions.stream().filter(JobDescription::needsALook),
            executions.stream().filter(execution -> !needsALook(execution)))
        .limit(limit)
        .sorted(JobExecutionsCommand.BY_PARTITION)
        .toList();
  }

  private static boolean needsALook(Execution execution) {
    return execution.state().state() != ExecutionState.COMPLETED || execution.returnedNonZero();
  }

  private void events(List<HistoryEntry> entries) {
    Table.print(out, EVENTS, entries, style);
  }

  private void output(Job job, List<Execution> executions) {
    List<Execution> ended =
        executions.stream().filter(execution -> execution.runOutput().isPresent()).toList();
    if (ended.isEmpty()) {
      return;
    }
    boolean all = depth == Depth.FULL || ended.size() <= MAX_BRIEF_OUTPUTS;
    List<Execution> shown = all ? ended : notable(ended, MAX_BRIEF_OUTPUTS);
    heading(
        all
            ? "Standard Output"
            : "Standard Output (%d of %d; 'gadus job logs --all %s' prints all)"
                .formatted(shown.size(), ended.size(), IdSource.shortId(job.id())));
    for (Execution execution : shown) {
      if (ended.size() > 1) {
        out.println(name(execution) + ":");
      }
      RunOutput output = execution.runOutput().orElseThrow();
      text(output.stdout());
      text(output.stderr());
      if (output.stdoutTruncated() || output.stderrTruncated()) {
        out.println("Output truncated");
      }
    }
  }

  private static String name(Execution execution) {
    return "Partition %d (%s)"
        .formatted(execution.partitionIndex(), IdSource.shortId(execution.id()));
  }

  private void text(String text) {
    out.print(text);
    if (!text.isEmpty() && !text.endsWith("\n")) {
      out.println();
    }
  }

  private void heading(String text) {
    out.println();
    out.println(text);
  }
}
