// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.bolt.Transaction;
import dev.gadus.model.Evaluation;
import dev.gadus.model.Execution;
import dev.gadus.model.HistoryEntry;
import dev.gadus.model.IdSource;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.NodeState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A requester's store as it is in one transaction. Used by the thread that got it, and only until
 * the transaction ends.
 */
public sealed class JobReader extends StoreReader permits JobWriter {
  private static final int AMBIGUOUS_IDS_SHOWN = 5;

  JobReader(Transaction transaction, RecentRecords recent) {
    super(transaction, recent);
  }

  /** The latest version of a job. */
  public final Optional<Job> job(String jobId) {
    return table(JobBuckets.JOB).get(jobId, Job.class);
  }

  /**
   * The latest version of a job.
   *
   * @throws StoreException.NotFound when there is none with this id
   */
  public final Job requireJob(String jobId) {
    return job(jobId).orElseThrow(() -> new StoreException.NotFound("job", jobId));
  }

  public final Optional<Job> jobByName(String namespace, String name) {
    return table(JobBuckets.INDEX_NAME)
        .getText(JobIndex.nameKey(namespace, name))
        .map(id -> table(JobBuckets.JOB).require(id, Job.class));
  }

  /**
   * The job that a person means: a name in the namespace, else an id, else the beginning of an id
   * with or without its {@code j-}.
   *
   * @throws StoreException.NotFound when nothing fits
   * @throws StoreException.Ambiguous when several ids start so
   */
  public final Job findJob(String nameOrId, String namespace) {
    Optional<Job> named = jobByName(namespace, nameOrId);
    if (named.isPresent()) {
      return named.get();
    }
    Optional<Job> exact = job(nameOrId);
    if (exact.isPresent()) {
      return exact.get();
    }
    List<String> ids = nameOrId.isEmpty() ? List.of() : jobIds(nameOrId);
    if (ids.isEmpty() && !nameOrId.isEmpty()) {
      ids = jobIds(IdSource.JOB + "-" + nameOrId);
    }
    return switch (ids.size()) {
      case 0 -> throw new StoreException.NotFound("job", nameOrId);
      case 1 -> requireJob(ids.getFirst());
      default -> throw new StoreException.Ambiguous(nameOrId, ids);
    };
  }

  private List<String> jobIds(String prefix) {
    List<String> ids = new ArrayList<>();
    table(JobBuckets.JOB)
        .forEachKey(
            prefix,
            id -> {
              ids.add(id);
              return ids.size() < AMBIGUOUS_IDS_SHOWN;
            });
    return ids;
  }

  /** One page of the jobs that fit. */
  public final Page<Job> jobs(JobQuery query) {
    return JobList.page(this, query);
  }

  /** How many jobs are in each state; states without jobs are left out. */
  public final Map<String, Long> countByState() {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (JobState state : JobState.values()) {
      long count = table(JobBuckets.INDEX_CREATED).count(Keys.prefix(JobIndex.state(state)));
      if (count > 0) {
        counts.put(state.text(), count);
      }
    }
    return counts;
  }

  /** All versions of a job, oldest first; the last is {@link #job}. */
  public final List<Job> versions(String jobId) {
    List<Job> versions = table(JobBuckets.VERSION).list(Keys.prefix(jobId), Job.class);
    job(jobId).ifPresent(versions::add);
    return versions;
  }

  /** A job as it was at the end of the given version. */
  public final Optional<Job> jobVersion(String jobId, long version) {
    Optional<Job> latest = job(jobId);
    if (latest.isPresent() && latest.get().version() == version) {
      return latest;
    }
    return table(JobBuckets.VERSION).get(Keys.join(jobId, Keys.padded(version)), Job.class);
  }

  /** The number of the last row of a job's history; 0 when it has none. */
  public final long lastHistoryNumber(String jobId) {
    return table(JobBuckets.HISTORY)
        .lastKey(Keys.prefix(jobId))
        .map(key -> Keys.number(Keys.lastPart(key)))
        .orElse(0L);
  }

  public final Optional<Execution> execution(String executionId) {
    return table(JobBuckets.INDEX_EXECUTION)
        .getText(executionId)
        .map(jobId ->
            table(JobBuckets.EXECUTION).require(Keys.join(jobId, executionId), Execution.class));
  }

  /**
   * An execution.
   *
   * @throws StoreException.NotFound when there is none with this id
   */
  public final Execution requireExecution(String executionId) {
    return execution(executionId)
        .orElseThrow(() -> new StoreException.NotFound("execution", executionId));
  }

  /** All executions of all versions of a job, oldest first. Reads them all. */
  public final List<Execution> executions(String jobId) {
    List<Execution> executions =
        table(JobBuckets.EXECUTION).list(Keys.prefix(jobId), Execution.class);
    executions.sort(Comparator.comparingLong(Execution::createTime).thenComparing(Execution::id));
    return executions;
  }

  /** The executions of one version of a job, oldest first. */
  public final List<Execution> executions(String jobId, long jobVersion) {
    return executions(jobId).stream()
        .filter(execution -> execution.jobVersion() == jobVersion)
        .toList();
  }

  /** The executions on a node that are not final, in the order of their ids. */
  public final List<Execution> liveExecutionsOnNode(String nodeId) {
    return liveExecutions(Keys.prefix(nodeId));
  }

  /** All executions that are not final, by node. */
  public final List<Execution> liveExecutions() {
    return liveExecutions("");
  }

  private List<Execution> liveExecutions(String prefix) {
    List<Execution> live = new ArrayList<>();
    table(JobBuckets.INDEX_LIVE)
        .forEachText(
            prefix,
            (key, jobId) ->
                live.add(
                    table(JobBuckets.EXECUTION)
                        .require(Keys.join(jobId, Keys.lastPart(key)), Execution.class)));
    return live;
  }

  public final Optional<Evaluation> evaluation(String jobId, String evaluationId) {
    return table(JobBuckets.EVALUATION).get(Keys.join(jobId, evaluationId), Evaluation.class);
  }

  /** All evaluations of a job, in the order of their ids. */
  public final List<Evaluation> evaluations(String jobId) {
    return table(JobBuckets.EVALUATION).list(Keys.prefix(jobId), Evaluation.class);
  }

  /**
   * The pending evaluations, those that may be handled first in front: by the time to wait for,
   * then by creation.
   *
   * @param until none that is to wait beyond this time; {@link Instant#MAX} for all
   * @param limit most that are returned; 0 for no limit
   */
  public final List<Evaluation> pendingEvaluations(Instant until, int limit) {
    String lastTime = Keys.padded(Keys.nanos(until));
    List<Evaluation> pending = new ArrayList<>();
    table(JobBuckets.INDEX_PENDING)
        .forEachText(
            "",
            (key, jobId) -> {
              if (key.substring(0, Keys.DIGITS).compareTo(lastTime) > 0) {
                return false;
              }
              pending.add(
                  table(JobBuckets.EVALUATION)
                      .require(Keys.join(jobId, Keys.lastPart(key)), Evaluation.class));
              return pending.size() != limit;
            });
    return pending;
  }

  /**
   * One page of a job's history, in order. While the job is not final the page's token is never
   * empty, even when there is nothing more yet: asking again with it follows the job. When the job
   * is final and its last row was returned, the token is empty.
   *
   * @throws StoreException.NotFound when there is no such job
   */
  public final Page<HistoryEntry> history(HistoryQuery query) {
    return HistoryPages.page(this, query);
  }

  public final Optional<NodeState> node(String nodeId) {
    return table(JobBuckets.NODE).get(nodeId, NodeState.class);
  }

  /** All nodes that the requester knows, in the order of their ids. */
  public final List<NodeState> nodes() {
    return table(JobBuckets.NODE).list("", NodeState.class);
  }
}
