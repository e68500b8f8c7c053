// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import dev.gadus.model.Evaluation;
import dev.gadus.model.Evaluation.Trigger;
import dev.gadus.model.Event;
import dev.gadus.model.InvalidJobException;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.JobValidator;
import dev.gadus.model.Problem;
import dev.gadus.model.Status;
import dev.gadus.model.TaskTypes;
import dev.gadus.store.JobWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What users ask of jobs, each in the transaction of one writer. */
final class JobIntake {
  private final Evaluations evaluations;
  private final InstantSource clock;
  private final TaskTypes taskTypes;

  JobIntake(Evaluations evaluations, InstantSource clock, TaskTypes taskTypes) {
    this.evaluations = evaluations;
    this.clock = clock;
    this.taskTypes = taskTypes;
  }

  /** A job as it was stored, and the request to look at it. */
  record StoredJob(Job job, Evaluation evaluation) {
    Submission.Receipt receipt(List<String> warnings) {
      return new Submission.Receipt(job.id(), job.version(), evaluation.id(), warnings);
    }
  }

  /**
   * @throws InvalidJobException with everything that is wrong with the job
   */
  void check(Job job) {
    List<Problem> problems = JobValidator.validate(job, taskTypes);
    if (!problems.isEmpty()) {
      throw new InvalidJobException(problems);
    }
  }

  /** Stores a new job, or the next version of the one that has its name. */
  StoredJob submit(JobWriter writer, Effects effects, Job job, boolean force) {
    Optional<Job> existing = writer.jobByName(job.namespace(), job.name());
    return existing.isPresent()
        ? update(writer, effects, existing.get(), job, force)
        : create(writer, effects, job);
  }

  private StoredJob create(JobWriter writer, Effects effects, Job submitted) {
    Instant now = clock.instant();
    Job job = submitted.asCreated(Status.of(JobState.PENDING), Times.nanos(now));
    writer.createJob(job);
    writer.appendHistory(job, Event.of(Event.Topic.SUBMISSION, "job submitted", now));
    Evaluation evaluation = evaluations.now(writer, effects, job, Trigger.JOB_REGISTER, now);
    effects.note(
        "job %s submitted: name=%s namespace=%s count=%d"
            .formatted(job.id(), job.name(), job.namespace(), job.count()));
    return new StoredJob(job, evaluation);
  }

  private StoredJob update(
      JobWriter writer, Effects effects, Job existing, Job submitted, boolean force) {
    if (existing.type() != submitted.type()) {
      throw new RequesterException.TypeDiffers(existing, submitted.type());
    }
    if (!force && JobNormalizer.differences(existing, submitted).isEmpty()) {
      throw new RequesterException.Unchanged(existing);
    }
    return nextVersion(writer, effects, existing, submitted, "job updated", Trigger.JOB_UPDATE);
  }

  /** Stores a new version with the spec of another one. */
  StoredJob rerun(JobWriter writer, Effects effects, String jobId, long version, String reason) {
    Job job = writer.requireJob(jobId);
    switch (job.state().state()) {
      case UNDEFINED, PENDING, QUEUED -> throw new RequesterException.WrongState("rerun", job);
      case RUNNING, COMPLETED, FAILED, STOPPED -> {}
    }
    Job spec =
        version == 0
            ? job
            : writer
                .jobVersion(jobId, version)
                .orElseThrow(() -> new RequesterException.NoSuchVersion(job, version));
    String what = "job rerun requested" + (reason.isEmpty() ? "" : ": " + reason);
    return nextVersion(writer, effects, job, spec, what, Trigger.JOB_RERUN);
  }

  private StoredJob nextVersion(
      JobWriter writer, Effects effects, Job existing, Job spec, String what, Trigger trigger) {
    Instant now = clock.instant();
    Job next = existing.withSpecOf(spec, Status.of(JobState.PENDING), Times.nanos(now));
    writer.putJobVersion(next);
    writer.appendHistory(next, Event.of(Event.Topic.SUBMISSION, what, now));
    Evaluation evaluation = evaluations.now(writer, effects, next, trigger, now);
    effects.note("job %s: %s, version=%d".formatted(next.id(), what, next.version()));
    return new StoredJob(next, evaluation);
  }

  /**
   * Stops a job.
   *
   * @return the request to look at it; empty when it was stopped before, and nothing was done
   */
  Optional<Evaluation> stop(JobWriter writer, Effects effects, String jobId, String reason) {
    Job job = writer.requireJob(jobId);
    switch (job.state().state()) {
      case STOPPED -> {
        return Optional.empty();
      }
      case COMPLETED, FAILED -> throw new RequesterException.WrongState("stop", job);
      case UNDEFINED, PENDING, QUEUED, RUNNING -> {}
    }
    Instant now = clock.instant();
    String why = reason.isEmpty() ? "stopped by a user" : reason;
    Job stopped = job.withState(Status.of(JobState.STOPPED, why), Times.nanos(now));
    writer.updateJob(stopped);
    writer.appendHistory(
        stopped,
        Event.of(
            Event.Topic.STATE_UPDATE,
            "job stopped: " + why,
            now,
            Map.of(Event.Detail.NEW_STATE, JobState.STOPPED.text())));
    writer.appendHistory(
        stopped,
        Event.of(
            Event.Topic.SCHEDULING,
            "job asked to stop before it completed",
            now,
            Map.of(Event.Detail.REASON, why)));
    effects.note("job %s stopped: %s".formatted(jobId, why));
    return Optional.of(evaluations.now(writer, effects, stopped, Trigger.JOB_CANCEL, now));
  }
}
