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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A job for people to read. */
record JobDescription(PrintStream out) {
  private static final List<Column<HistoryEntry>> EVENTS =
      List.of(
          Column.of("TIME", entry -> Times.brief(entry.time())),
          Column.of("TOPIC", entry -> entry.event().topic()),
          Column.of("EVENT", entry -> entry.event().message()));

  void print(JobDetails details) {
    job(details.job());
    summary(details.executions());
    heading("Job History");
    events(
        details.history().stream()
            .filter(entry -> entry.type().equals(HistoryEntry.JOB_LEVEL))
            .toList());
    if (details.executions().isEmpty()) {
      return;
    }
    List<Execution> newestFirst =
        details.executions().stream()
            .sorted(Comparator.comparingLong(Execution::createTime).reversed())
            .toList();
    heading("Executions");
    Table.print(out, JobExecutionsCommand.COLUMNS, newestFirst, false, false);
    for (Execution execution : newestFirst) {
      heading("Execution " + IdSource.shortId(execution.id()) + " History");
      events(
          details.history().stream()
              .filter(entry -> entry.executionId().equals(execution.id()))
              .toList());
    }
    output(details.executions());
  }

  private void job(Job job) {
    Map<String, String> lines = new java.util.LinkedHashMap<>();
    lines.put("ID", job.id());
    lines.put("Name", job.name());
    lines.put("Namespace", job.namespace());
    lines.put("Type", job.type().text());
    lines.put("State", job.state().state().text());
    if (!job.state().message().isEmpty()) {
      lines.put("Message", job.state().message());
    }
    lines.put("Count", Integer.toString(job.count()));
    lines.put("Created Time", Times.brief(job.createTime()));
    lines.put("Modified Time", Times.brief(job.modifyTime()));
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
    if (counts.isEmpty()) {
      out.println("no executions");
    }
  }

  private void events(List<HistoryEntry> entries) {
    Table.print(out, EVENTS, entries, false, true);
  }

  private void output(List<Execution> executions) {
    List<Execution> ended =
        executions.stream().filter(execution -> execution.runOutput().isPresent()).toList();
    if (ended.isEmpty()) {
      return;
    }
    heading("Standard Output");
    for (Execution execution : ended) {
      if (ended.size() > 1) {
        out.println("Execution " + IdSource.shortId(execution.id()) + ":");
      }
      RunOutput output = execution.runOutput().orElseThrow();
      text(output.stdout());
      text(output.stderr());
      if (output.stdoutTruncated() || output.stderrTruncated()) {
        out.println("Output truncated");
      }
    }
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
