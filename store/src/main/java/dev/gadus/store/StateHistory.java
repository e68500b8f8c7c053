// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.model.Event;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.HistoryEntry;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Compares the states of a job and of its executions with the rows of the job's history that name
 * new states. A history that names none, such as one that was brought in from elsewhere, says
 * nothing.
 */
final class StateHistory {
  private final JobReader reader;
  private final Findings findings;
  private final Map<String, ExecutionState> executions = new HashMap<>();
  private Optional<HistoryEntry> lastOfJob = Optional.empty();

  StateHistory(JobReader reader, Findings findings) {
    this.reader = reader;
    this.findings = findings;
  }

  /** Takes the next row of a job. */
  void add(HistoryEntry entry) {
    if (entry.executionId().isEmpty()) {
      lastOfJob = Optional.of(entry);
      return;
    }
    newState(entry)
        .flatMap(StateHistory::executionState)
        .ifPresent(state -> checkStep(entry, state));
  }

  private void checkStep(HistoryEntry entry, ExecutionState state) {
    ExecutionState before = executions.put(entry.executionId(), state);
    findings.require(
        before == null || before == state || ExecutionState.TABLE.allows(before, state),
        "history row %d of job %s takes execution %s from %s to %s, which cannot follow"
            .formatted(
                entry.seqNum(),
                entry.jobId(),
                entry.executionId(),
                before == null ? "nothing" : before.text(),
                state.text()));
  }

  /** Compares what the rows of a job came to with the records, and is ready for the next job. */
  void finish(String jobId) {
    for (Map.Entry<String, ExecutionState> last : executions.entrySet()) {
      reader
          .table(JobBuckets.EXECUTION)
          .get(Keys.join(jobId, last.getKey()), Execution.class)
          .ifPresent(execution ->
              findings.require(
                  execution.state().state() == last.getValue(),
                  "execution %s is in state %s, the history of its job ends with %s"
                      .formatted(
                          execution.id(),
                          execution.state().state().text(),
                          last.getValue().text())));
    }
    reader.job(jobId).ifPresent(job -> lastOfJob.ifPresent(row -> compare(job, row)));
    executions.clear();
    lastOfJob = Optional.empty();
  }

  private void compare(Job job, HistoryEntry row) {
    Optional<JobState> last =
        newState(row)
            .filter(_ -> row.jobVersion() == job.version())
            .flatMap(text ->
                Arrays.stream(JobState.values())
                    .filter(state -> state.text().equals(text))
                    .findFirst());
    findings.require(
        last.isEmpty() || last.get() == job.state().state(),
        "job %s is in state %s, its history ends with %s"
            .formatted(
                job.id(), job.state().state().text(), last.map(JobState::text).orElse("nothing")));
  }

  private static Optional<String> newState(HistoryEntry entry) {
    return Optional.ofNullable(entry.event().details().get(Event.Detail.NEW_STATE));
  }

  private static Optional<ExecutionState> executionState(String text) {
    return Arrays.stream(ExecutionState.values())
        .filter(state -> state.text().equals(text))
        .findFirst();
  }
}
