// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import dev.gadus.model.Execution;
import dev.gadus.model.Job;
import dev.gadus.model.RunOutput;
import dev.gadus.store.Change;
import dev.gadus.store.Changes;
import dev.gadus.store.JobReader;
import dev.gadus.store.StoreException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was read of the executions of large jobs, and at which position of the store's changes, so
 * that the next decision reads only what has changed since. Without what they printed, which no
 * decision needs; of their output only an exit code other than 0 is kept. Thread-safe.
 *
 * <p>A transaction may be undone after it was read from, so that what was read is noted only when
 * it has been committed.
 */
final class KnownExecutions {
  /** Below it, reading all of them costs no more than looking for changes. */
  static final int MIN_EXECUTIONS = 100;

  /** Jobs that are large and active at a time; others are read in full. */
  static final int MAX_JOBS = 8;

  /** More changes than this cost as much as reading the job anew. */
  private static final int MAX_CHANGES = 10_000;

  private static final Comparator<Execution> ORDER =
      Comparator.comparingLong(Execution::createTime).thenComparing(Execution::id);

  private final Map<String, JobExecutions> byJob =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, JobExecutions> eldest) {
          return size() > MAX_JOBS;
        }
      };

  /**
   * The executions of a job as they are at a position.
   *
   * @param inOrder oldest first
   * @param places where in that each of them is, by its id
   */
  record JobExecutions(
      String jobId, long position, List<Execution> inOrder, Map<String, Integer> places) {
    /** What of them is of interest for a decision about the job's current version. */
    List<Execution> relevantTo(Job job) {
      return inOrder.stream()
          .filter(execution -> execution.jobVersion() == job.version() || !execution.isFinal())
          .toList();
    }
  }

  /** The executions of a job as the transaction sees them. */
  JobExecutions read(JobReader reader, String jobId) {
    @Nullable JobExecutions before = known(jobId);
    Optional<JobExecutions> now = before == null ? Optional.empty() : since(reader, before);
    return now.orElseGet(() -> readAll(reader, jobId));
  }

  private synchronized @Nullable JobExecutions known(String jobId) {
    return byJob.get(jobId);
  }

  private static JobExecutions readAll(JobReader reader, String jobId) {
    return sorted(
        jobId,
        reader.lastPosition(),
        reader.executions(jobId).stream().map(KnownExecutions::withoutOutput));
  }

  private static Optional<JobExecutions> since(JobReader reader, JobExecutions before) {
    Changes changes;
    try {
      changes = reader.changes(before.position(), Optional.of(before.jobId()), MAX_CHANGES);
    } catch (StoreException.PositionGone tooLongAgo) {
      return Optional.empty();
    }
    if (changes.changes().size() == MAX_CHANGES) {
      return Optional.empty();
    }
    // Most changes are of executions that are known: those keep their places.
    List<Execution> known = new ArrayList<>(before.inOrder());
    Map<String, Execution> added = new HashMap<>();
    for (Change change : changes.changes()) {
      if (change.kind() == Change.Kind.EXECUTION) {
        Execution now = withoutOutput(reader.requireExecution(change.executionId()));
        @Nullable Integer place = before.places().get(now.id());
        if (place == null) {
          added.put(now.id(), now);
        } else {
          known.set(place, now);
        }
      }
    }
    return Optional.of(
        added.isEmpty()
            ? new JobExecutions(
                before.jobId(),
                changes.position(),
                Collections.unmodifiableList(known),
                before.places())
            : sorted(
                before.jobId(),
                changes.position(),
                Stream.concat(known.stream(), added.values().stream())));
  }

  private static JobExecutions sorted(String jobId, long position, Stream<Execution> executions) {
    List<Execution> inOrder = executions.sorted(ORDER).toList();
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < inOrder.size(); i++) {
      places.put(inOrder.get(i).id(), i);
    }
    return new JobExecutions(jobId, position, inOrder, Collections.unmodifiableMap(places));
  }

  private static Execution withoutOutput(Execution execution) {
    return execution.runOutput().isEmpty()
        ? execution
        : execution.withResult(
            execution.publishedResult(),
            execution
                .runOutput()
                .map(RunOutput::exitCode)
                .filter(code -> code != 0)
                .map(code -> new RunOutput("", false, "", false, code, "")));
  }

  /** Notes what a transaction read that was committed. */
  synchronized void committed(JobExecutions executions) {
    if (executions.inOrder().size() >= MIN_EXECUTIONS) {
      byJob.put(executions.jobId(), executions);
    } else {
      byJob.remove(executions.jobId());
    }
  }
}
