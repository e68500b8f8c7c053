package dev.gadus.requester;

import dev.gadus.model.Execution;
import dev.gadus.model.Job;
import dev.gadus.store.Change;
import dev.gadus.store.Changes;
import dev.gadus.store.JobReader;
import dev.gadus.store.StoreException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was read of the executions of large jobs, and at which position of the store's changes, so
 * that the next look reads only what has changed since. Without their output, which no decision
 * needs. Thread-safe.
 *
 * <p>A transaction may be undone after it was read from, so that a look is noted only when it has
 * been committed.
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

  private final Map<String, Look> looks =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Look> eldest) {
          return size() > MAX_JOBS;
        }
      };

  /**
   * The executions of a job as they are at a position.
   *
   * @param inOrder oldest first
   */
  record Look(String jobId, long position, Map<String, Execution> byId, List<Execution> inOrder) {
    /** What of them is of interest for a decision about the job's current version. */
    List<Execution> relevantTo(Job job) {
      return inOrder.stream()
          .filter(execution -> execution.jobVersion() == job.version() || !execution.isFinal())
          .toList();
    }
  }

  /** The executions of a job as the transaction sees them. */
  Look look(JobReader reader, String jobId) {
    @Nullable Look before = known(jobId);
    Optional<Look> now = before == null ? Optional.empty() : since(reader, before);
    return now.orElseGet(() -> readAll(reader, jobId));
  }

  private synchronized @Nullable Look known(String jobId) {
    return looks.get(jobId);
  }

  private static Look readAll(JobReader reader, String jobId) {
    Map<String, Execution> byId = new HashMap<>();
    reader.executions(jobId).forEach(one -> byId.put(one.id(), withoutOutput(one)));
    return look(jobId, reader.lastPosition(), byId);
  }

  private static Optional<Look> since(JobReader reader, Look before) {
    Changes changes;
    try {
      changes = reader.changes(before.position(), Optional.of(before.jobId()), MAX_CHANGES);
    } catch (StoreException.PositionGone tooLongAgo) {
      return Optional.empty();
    }
    if (changes.changes().size() == MAX_CHANGES) {
      return Optional.empty();
    }
    Map<String, Execution> byId = new HashMap<>(before.byId());
    for (Change change : changes.changes()) {
      if (change.kind() == Change.Kind.EXECUTION) {
        Execution now = reader.requireExecution(change.executionId());
        byId.put(now.id(), withoutOutput(now));
      }
    }
    return Optional.of(look(before.jobId(), changes.position(), byId));
  }

  private static Look look(String jobId, long position, Map<String, Execution> byId) {
    return new Look(jobId, position, byId, byId.values().stream().sorted(ORDER).toList());
  }

  private static Execution withoutOutput(Execution execution) {
    return execution.runOutput().isEmpty()
        ? execution
        : execution.withResult(execution.publishedResult(), Optional.empty());
  }

  /** Notes a look whose transaction was committed. */
  synchronized void committed(Look look) {
    if (look.byId().size() >= MIN_EXECUTIONS) {
      looks.put(look.jobId(), look);
    } else {
      looks.remove(look.jobId());
    }
  }
}
