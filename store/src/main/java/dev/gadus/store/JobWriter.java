// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.model.Envelope;
import dev.gadus.model.Evaluation;
import dev.gadus.model.EvaluationStatus;
import dev.gadus.model.Event;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.HistoryEntry;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.Message;
import dev.gadus.model.NodeState;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Changes to a requester's store in one transaction: all of them or none. What it reads includes
 * what it wrote. An error thrown out of the function that got it undoes everything.
 */
public final class JobWriter extends JobReader {
  private final Mailbox mailbox;
  private final ChangeLog changes;
  private final AfterCommit afterCommit;

  JobWriter(StoreFile.OpenWrite writing, RecentRecords recent) {
    super(writing.transaction(), recent);
    this.mailbox = writing.mailbox();
    this.afterCommit = writing.afterCommit();
    this.changes = new ChangeLog(writing.transaction(), writing.time());
  }

  /** The jobs that this transaction changed. */
  Set<String> changedJobs() {
    return changes.changedJobs();
  }

  /**
   * Stores a new job.
   *
   * @throws StoreException.AlreadyExists when its id, or its name in its namespace, is in use
   */
  public void createJob(Job job) {
    StoreIds.require("jobId", job.id());
    String nameKey = JobIndex.nameKey(job.namespace(), job.name());
    if (table(JobBuckets.JOB).contains(job.id())) {
      throw new StoreException.AlreadyExists("job", job.id());
    }
    if (table(JobBuckets.INDEX_NAME).contains(nameKey)) {
      throw new StoreException.AlreadyExists(
          "job", job.name() + " in namespace " + job.namespace());
    }
    table(JobBuckets.INDEX_NAME).putText(nameKey, job.id());
    putJob(Optional.empty(), job);
  }

  /**
   * Stores the next version of a job and keeps what it was before.
   *
   * @throws StoreException.NotFound when there is no such job
   * @throws StoreException.WrongVersion when its version does not follow the stored one
   */
  public void putJobVersion(Job next) {
    Job stored = requireSameJob(next);
    if (next.version() != stored.version() + 1) {
      throw new StoreException.WrongVersion(
          "job", stored.id(), stored.version(), next.version() - 1);
    }
    requireChange(
        JobState.TABLE.allows(stored.state().state(), next.state().state()),
        stored,
        next.state().state());
    putReplacedVersion(stored);
    putJob(Optional.of(stored), next);
  }

  /**
   * Stores a changed job: another state, mostly. Make it from the job that this writer reads, by
   * {@link Job#withState}.
   *
   * @throws StoreException.NotFound when there is no such job
   * @throws StoreException.WrongVersion when version or revision do not follow the stored ones,
   *     since it was made from an older one
   * @throws StoreException.WrongState when the states do not allow the change
   */
  public void updateJob(Job changed) {
    Job stored = requireSameJob(changed);
    if (changed.version() != stored.version()) {
      throw new StoreException.WrongVersion(
          "job", stored.id(), stored.version(), changed.version());
    }
    requireRevision("job", stored.id(), stored.revision(), changed.revision());
    requireChange(
        JobState.TABLE.allows(stored.state().state(), changed.state().state()),
        stored,
        changed.state().state());
    putJob(Optional.of(stored), changed);
  }

  private Job requireSameJob(Job job) {
    Job stored = requireJob(job.id());
    boolean same =
        stored.name().equals(job.name())
            && stored.namespace().equals(job.namespace())
            && stored.type() == job.type()
            && stored.createTime() == job.createTime();
    if (!same) {
      throw new IllegalArgumentException(
          "name, namespace, type and creation time of a stored job stay: job " + job.id());
    }
    return stored;
  }

  private static void requireChange(boolean legal, Job stored, JobState wanted) {
    JobState found = stored.state().state();
    if (!legal && found != wanted) {
      throw new StoreException.WrongState(
          "job", stored.id(), found.text(), wanted.text(), JobState.TABLE.next(found));
    }
  }

  /** A change is made from the stored record, or it would undo what came between. */
  private static void requireRevision(String kind, String id, long stored, long changed) {
    if (changed != stored && changed != stored + 1) {
      throw new StoreException.WrongVersion(kind, id, stored, changed - 1);
    }
  }

  private void putJob(Optional<Job> before, Job after) {
    table(JobBuckets.JOB).put(after.id(), after);
    replaceKeys(
        JobBuckets.INDEX_CREATED,
        before.map(JobIndex::createdKeys).orElse(Set.of()),
        JobIndex.createdKeys(after));
    replaceKeys(
        JobBuckets.INDEX_MODIFIED,
        before.map(JobIndex::modifiedKeys).orElse(Set.of()),
        JobIndex.modifiedKeys(after));
    changes.append(Change.Kind.JOB, after.id(), "", after.state().state().text(), after.revision());
  }

  private void replaceKeys(BucketName bucket, Set<String> before, Set<String> after) {
    Table index = table(bucket);
    for (String key : before) {
      if (!after.contains(key)) {
        index.delete(key);
      }
    }
    Set<String> added = new HashSet<>(after);
    added.removeAll(before);
    added.forEach(index::mark);
  }

  /**
   * Stores a new execution of a stored job.
   *
   * @throws StoreException.AlreadyExists when its id is in use
   * @throws StoreException.NotFound when there is no such job
   */
  public void createExecution(Execution execution) {
    StoreIds.require("executionId", execution.id());
    StoreIds.require("nodeId", execution.nodeId());
    Job job = requireJob(execution.jobId());
    if (table(JobBuckets.INDEX_EXECUTION).contains(execution.id())) {
      throw new StoreException.AlreadyExists("execution", execution.id());
    }
    table(JobBuckets.INDEX_EXECUTION).putText(execution.id(), execution.jobId());
    table(JobBuckets.INDEX_CREATED).mark(JobIndex.nodeKey(job, execution.nodeId()));
    putExecution(execution);
  }

  /**
   * Stores a changed execution. Make it from the one that this writer reads, by {@link
   * Execution#withState} and its like.
   *
   * @throws StoreException.NotFound when there is no such execution
   * @throws StoreException.WrongVersion when its revision does not follow the stored one
   * @throws StoreException.FinalState when its state differs and the stored one is final
   * @throws StoreException.WrongState when the states do not allow the change
   */
  public void updateExecution(Execution changed) {
    Execution stored = requireExecution(changed.id());
    boolean same =
        stored.jobId().equals(changed.jobId())
            && stored.nodeId().equals(changed.nodeId())
            && stored.jobVersion() == changed.jobVersion()
            && stored.createTime() == changed.createTime();
    if (!same) {
      throw new IllegalArgumentException(
          "job, job version, node and creation time of a stored execution stay: execution "
              + changed.id());
    }
    requireRevision("execution", stored.id(), stored.revision(), changed.revision());
    ExecutionState from = stored.state().state();
    ExecutionState to = changed.state().state();
    if (from != to) {
      if (from.isFinal()) {
        throw new StoreException.FinalState("execution", stored.id(), from.text(), to.text());
      }
      if (!ExecutionState.TABLE.allows(from, to)) {
        throw new StoreException.WrongState(
            "execution", stored.id(), from.text(), to.text(), ExecutionState.TABLE.next(from));
      }
    }
    putExecution(changed);
  }

  private void putExecution(Execution execution) {
    table(JobBuckets.EXECUTION).put(Keys.join(execution.jobId(), execution.id()), execution);
    if (execution.isFinal()) {
      table(JobBuckets.INDEX_LIVE).delete(JobIndex.liveKey(execution));
    } else {
      table(JobBuckets.INDEX_LIVE).putText(JobIndex.liveKey(execution), execution.jobId());
    }
    changes.append(
        Change.Kind.EXECUTION,
        execution.jobId(),
        execution.id(),
        execution.state().state().text(),
        execution.revision());
  }

  /** Adds a row about the job itself to its history; the event's time is the row's. */
  public HistoryEntry appendHistory(Job job, Event event) {
    return appendHistory(HistoryEntry.JOB_LEVEL, job.id(), job.version(), "", event);
  }

  /** Adds a row about an execution to its job's history; the event's time is the row's. */
  public HistoryEntry appendHistory(Execution execution, Event event) {
    return appendHistory(
        HistoryEntry.EXECUTION_LEVEL,
        execution.jobId(),
        execution.jobVersion(),
        execution.id(),
        event);
  }

  private HistoryEntry appendHistory(
      String type, String jobId, long jobVersion, String executionId, Event event) {
    if (!table(JobBuckets.JOB).contains(jobId)) {
      throw new StoreException.NotFound("job", jobId);
    }
    HistoryEntry entry =
        new HistoryEntry(
            lastHistoryNumber(jobId) + 1,
            type,
            jobId,
            jobVersion,
            executionId,
            event,
            event.timestamp());
    putHistory(entry);
    return entry;
  }

  private void putHistory(HistoryEntry entry) {
    table(JobBuckets.HISTORY).put(Keys.join(entry.jobId(), Keys.padded(entry.seqNum())), entry);
    changes.touch(entry.jobId());
  }

  private void putReplacedVersion(Job replaced) {
    table(JobBuckets.VERSION)
        .put(Keys.join(replaced.id(), Keys.padded(replaced.version())), replaced);
  }

  /**
   * Stores a row of a job's history that was written elsewhere, with its number. For imports alone;
   * what happens here is appended by {@link #appendHistory(Job, Event)}.
   *
   * @throws StoreException.NotFound when there is no such job
   * @throws IllegalArgumentException when the number does not follow the last one's
   */
  public void importHistory(HistoryEntry entry) {
    requireJob(entry.jobId());
    long last = lastHistoryNumber(entry.jobId());
    if (entry.seqNum() != last + 1) {
      throw new IllegalArgumentException(
          "row "
              + entry.seqNum()
              + " of the history of job "
              + entry.jobId()
              + " cannot follow row "
              + last);
    }
    putHistory(entry);
  }

  /**
   * Stores what a job was before a later version, which is stored, replaced it elsewhere. For
   * imports alone; {@link #putJobVersion} keeps what it replaces by itself.
   *
   * @throws StoreException.NotFound when there is no such job
   * @throws StoreException.WrongVersion when the stored job is not of a later version
   */
  public void importReplacedVersion(Job replaced) {
    long latest = requireJob(replaced.id()).version();
    if (replaced.version() >= latest) {
      throw new StoreException.WrongVersion("job", replaced.id(), latest, replaced.version() + 1);
    }
    putReplacedVersion(replaced);
  }

  /**
   * Stores an evaluation, new or changed.
   *
   * @throws StoreException.NotFound when there is no such job
   */
  public void putEvaluation(Evaluation evaluation) {
    StoreIds.require("evaluationId", evaluation.id());
    if (!table(JobBuckets.JOB).contains(evaluation.jobId())) {
      throw new StoreException.NotFound("job", evaluation.jobId());
    }
    Table pending = table(JobBuckets.INDEX_PENDING);
    evaluation(evaluation.jobId(), evaluation.id())
        .ifPresent(stored -> pending.delete(JobIndex.pendingKey(stored)));
    if (evaluation.status() == EvaluationStatus.PENDING) {
      pending.putText(JobIndex.pendingKey(evaluation), evaluation.jobId());
    }
    table(JobBuckets.EVALUATION).put(Keys.join(evaluation.jobId(), evaluation.id()), evaluation);
  }

  /**
   * Removes a job with all that belongs to it: versions, executions, evaluations, history and every
   * index entry. For jobs that are over: a compute node that still holds an execution of it would
   * report to nobody.
   *
   * @throws StoreException.NotFound when there is no such job
   */
  public void deleteJob(String jobId) {
    Job job = requireJob(jobId);
    String prefix = Keys.prefix(jobId);
    for (Execution execution : executions(jobId)) {
      table(JobBuckets.INDEX_EXECUTION).delete(execution.id());
      table(JobBuckets.INDEX_LIVE).delete(JobIndex.liveKey(execution));
      table(JobBuckets.INDEX_CREATED).delete(JobIndex.nodeKey(job, execution.nodeId()));
    }
    for (Evaluation evaluation : evaluations(jobId)) {
      table(JobBuckets.INDEX_PENDING).delete(JobIndex.pendingKey(evaluation));
    }
    for (BucketName bucket : JobBuckets.BELOW_JOB) {
      Table table = table(bucket);
      table.keys(prefix).forEach(table::delete);
    }
    table(JobBuckets.INDEX_NAME).delete(JobIndex.nameKey(job.namespace(), job.name()));
    replaceKeys(JobBuckets.INDEX_CREATED, JobIndex.createdKeys(job), Set.of());
    replaceKeys(JobBuckets.INDEX_MODIFIED, JobIndex.modifiedKeys(job), Set.of());
    table(JobBuckets.JOB).delete(jobId);
    changes.append(Change.Kind.JOB_REMOVED, jobId, "", job.state().state().text(), job.revision());
  }

  /**
   * Has something done when this transaction has been committed, and only then: not when it is
   * undone, and once when its body runs several times. It is done on the thread that called {@link
   * JobStore#write}, before that returns, in the order of these calls; whoever shared the commit
   * may be ahead. The store can be read and changed there. What it throws comes out of {@code
   * write}, after what was to be done later; the change stands.
   */
  public void afterCommit(Runnable action) {
    afterCommit.add(action);
  }

  /** Writes a message for a node; it is sent after the transaction. */
  public Envelope send(String toNodeId, Message message) {
    return mailbox.send(toNodeId, message);
  }

  /**
   * Notes that a message is handled in this transaction.
   *
   * @return false when it was taken before, or is older than one that was: nothing is to be done
   * @throws StoreException.MessageGap when messages before it are missing
   */
  public boolean accept(Envelope envelope) {
    return mailbox.accept(envelope);
  }

  /** Stores what is known of a node. */
  public void putNode(NodeState node) {
    table(JobBuckets.NODE).put(StoreIds.require("nodeId", node.info().nodeId()), node);
  }

  /** Forgets a node; its executions stay. */
  public void removeNode(String nodeId) {
    table(JobBuckets.NODE).delete(nodeId);
  }
}
