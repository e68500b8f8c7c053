// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import dev.gadus.model.EvaluationStatus;
import dev.gadus.model.Event;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.IdSource;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.Plan;
import dev.gadus.model.Status;
import dev.gadus.store.HistoryQuery;
import dev.gadus.store.JobReader;
import dev.gadus.store.JobStore;
import dev.gadus.store.JobWriter;
import dev.gadus.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a job and decides: reads what there is, asks the scheduler, and applies its plan, in one
 * transaction, so that nothing can change in between. A look that fails is repeated with growing
 * pauses; when it fails for good the job fails, with the reason.
 */
final class Evaluator {
  /** Enough to pass over a brief disturbance; what fails as often fails always. */
  static final int MAX_FAILURES = 5;

  /** After a first failure; it doubles with each further one. */
  static final Duration FIRST_RETRY = Duration.ofSeconds(1);

  /** Between attempts to note that a look failed for good, when even that fails. */
  static final Duration LAST_RETRY = Duration.ofMinutes(5);

  /** Between attempts while the disk takes nothing: soon after there is room again. */
  static final Duration DISK_RETRY = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(Evaluator.class);

  private final JobStore store;
  private final EvaluationBroker broker;
  private final Supplier<List<KnownNode>> nodes;
  private final IdSource ids;
  private final Evaluations evaluations;
  private final KnownExecutions known = new KnownExecutions();
  private final InstantSource clock;
  private final Instant startedAt;
  private final Consumer<Effects> follow;

  /**
   * @param nodes the nodes as they are when a decision is made
   * @param follow takes what a committed transaction did
   */
  Evaluator(
      JobStore store,
      EvaluationBroker broker,
      Supplier<List<KnownNode>> nodes,
      Consumer<Effects> follow,
      IdSource ids,
      InstantSource clock) {
    this.store = store;
    this.broker = broker;
    this.nodes = nodes;
    this.ids = ids;
    this.evaluations = new Evaluations(ids);
    this.clock = clock;
    this.startedAt = clock.instant();
    this.follow = follow;
  }

  /** Looks at a job; what goes wrong is logged and leads to another look. */
  void handle(EvaluationBroker.Work work) {
    try {
      Effects effects =
          work.failures() < MAX_FAILURES
              ? store.write(writer -> decide(writer, work))
              : store.write(writer -> giveUp(writer, work));
      broker.done(work, effects.settledEvaluations());
    } catch (StoreException.DiskFull | StoreException.WriteFailed e) {
      // Neither a defect nor a fault of the job, which waits for as long as it takes.
      LOG.warn("job {} waits to be looked at: {}", work.jobId(), e.getMessage());
      broker.postponed(work, clock.instant().plus(DISK_RETRY));
    } catch (OutOfMemoryError e) {
      // Ends this thread, which ends the node: nobody knows what else went wrong.
      throw e;
    } catch (RuntimeException | Error e) {
      // Also a defect of ours must not end the worker: the job would never be looked at again.
      Duration pause = pause(work.failures());
      LOG.error(
          "job {}: evaluation {} failed, attempt={}, next in {} s",
          work.jobId(),
          work.due().getFirst().id(),
          work.failures() + 1,
          pause.toSeconds(),
          e);
      broker.failed(work, clock.instant().plus(pause));
    }
  }

  private static Duration pause(int failuresBefore) {
    return failuresBefore < MAX_FAILURES
        ? FIRST_RETRY.multipliedBy(1L << failuresBefore)
        : LAST_RETRY;
  }

  private Effects decide(JobWriter writer, EvaluationBroker.Work work) {
    Effects effects = new Effects(writer, follow);
    Optional<Job> found = writer.job(work.jobId());
    if (found.isEmpty()) {
      // Deleted with its evaluations; only the broker still had them.
      work.due().forEach(effects::settled);
      work.later().forEach(effects::settled);
      return effects;
    }
    Job job = found.get();
    Instant now = clock.instant();
    KnownExecutions.JobExecutions executions = known.read(writer, job.id());
    writer.afterCommit(() -> known.committed(executions));
    Snapshot snapshot =
        new Snapshot(
            job,
            versionTime(writer, job),
            executions.relevantTo(job),
            nodes.get(),
            work.due().getFirst(),
            now,
            startedAt);
    new PlanApplier(writer, effects, evaluations, now).apply(job, plan(snapshot), work);
    return effects;
  }

  private Plan plan(Snapshot snapshot) {
    return switch (snapshot.job().type()) {
      case BATCH -> BatchScheduler.plan(snapshot, ids);
      case OPS -> OpsScheduler.plan(snapshot, ids);
      case SERVICE, DAEMON ->
          throw new IllegalStateException(
              "no scheduler for job %s of type %s"
                  .formatted(snapshot.job().id(), snapshot.job().type().text()));
    };
  }

  /** Fails a job that cannot be decided, without asking the scheduler. */
  private Effects giveUp(JobWriter writer, EvaluationBroker.Work work) {
    Effects effects = new Effects(writer, follow);
    Job job = writer.requireJob(work.jobId());
    Instant now = clock.instant();
    String reason = "the job could not be scheduled: see the requester's log";
    List<Plan.Stop> stops =
        writer.executions(job.id()).stream()
            .filter(execution -> !execution.isFinal())
            .map(e ->
                new Plan.Stop(
                    e.id(), ExecutionState.CANCELLED, Event.Topic.SCHEDULING, reason, Map.of()))
            .toList();
    Optional<Status<JobState>> failed =
        job.isFinal() ? Optional.empty() : Optional.of(Status.of(JobState.FAILED, reason));
    List<Event> events =
        failed.stream()
            .map(status ->
                Event.of(
                    Event.Topic.SCHEDULING,
                    reason,
                    now,
                    Map.of(
                        Event.Detail.NEW_STATE,
                        status.state().text(),
                        Event.Detail.IS_ERROR,
                        "true")))
            .toList();
    Plan plan = new Plan(List.of(), List.of(), stops, failed, events, List.of());
    new PlanApplier(writer, effects, evaluations, now).apply(job, plan, work);
    long nanos = Times.nanos(now);
    work.due()
        .forEach(
            one -> writer.putEvaluation(one.withStatus(EvaluationStatus.FAILED, reason, nanos)));
    return effects;
  }

  /** When the job's current version was submitted: the time of the first row that it has. */
  private static Instant versionTime(JobReader reader, Job job) {
    if (job.version() == 1) {
      return Times.instant(job.createTime());
    }
    return reader
        .history(HistoryQuery.of(job.id()).ofVersion(job.version()).withLimit(1))
        .items()
        .getFirst()
        .time();
  }
}
