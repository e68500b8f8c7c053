// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import dev.gadus.model.DesiredState;
import dev.gadus.model.Evaluation;
import dev.gadus.model.EvaluationStatus;
import dev.gadus.model.Event;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.IdSource;
import dev.gadus.model.Job;
import dev.gadus.model.Message;
import dev.gadus.model.Plan;
import dev.gadus.model.Status;
import dev.gadus.store.JobWriter;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes what was decided about a job: executions, the job's state, history, messages for the
 * nodes, later looks, and the evaluations that asked for it. All in the transaction of one writer.
 */
final class PlanApplier {
  private final JobWriter writer;
  private final Effects effects;
  private final Evaluations evaluations;
  private final Instant now;
  private final long nowNanos;

  PlanApplier(JobWriter writer, Effects effects, Evaluations evaluations, Instant now) {
    this.writer = writer;
    this.effects = effects;
    this.evaluations = evaluations;
    this.now = now;
    this.nowNanos = Times.nanos(now);
  }

  /** Applies a plan that was made from what the writer reads. */
  void apply(Job job, Plan plan, EvaluationBroker.Work work) {
    plan.stop().forEach(this::stop);
    plan.approve().forEach(this::approve);
    plan.create().forEach(execution -> create(job, execution));
    plan.jobState()
        .ifPresent(status -> {
          writer.updateJob(job.withState(status, nowNanos));
          effects.note(
              "job %s is %s now%s"
                  .formatted(
                      job.id(),
                      status.state().text(),
                      status.message().isEmpty() ? "" : ": " + firstLine(status.message())));
        });
    plan.jobEvents().forEach(event -> writer.appendHistory(job, event));
    boolean ends =
        job.isFinal() || plan.jobState().filter(status -> status.state().isFinal()).isPresent();
    if (ends) {
      settle(work.later(), EvaluationStatus.CANCELED, "the job has ended");
    } else {
      followUps(job, plan, work);
    }
    Evaluation handled = work.due().getFirst();
    settle(List.of(handled), EvaluationStatus.COMPLETE, summary(plan));
    settle(
        work.due().subList(1, work.due().size()),
        EvaluationStatus.CANCELED,
        "decided by evaluation " + handled.id());
  }

  private void stop(Plan.Stop stop) {
    Execution execution = writer.requireExecution(stop.executionId());
    Execution stopped =
        execution.withState(
            new Status<>(stop.state(), stop.reason(), stop.details()),
            Status.of(DesiredState.STOPPED, stop.reason()),
            nowNanos);
    writer.updateExecution(stopped);
    effects.ended(stopped);
    Map<String, String> details = new HashMap<>(stop.details());
    details.put(Event.Detail.NEW_STATE, stop.state().text());
    if (stop.state() == ExecutionState.FAILED) {
      details.put(Event.Detail.IS_ERROR, "true");
    }
    writer.appendHistory(stopped, Event.of(stop.topic(), stop.reason(), now, details));
    writer.send(
        stopped.nodeId(),
        stop.state() == ExecutionState.BID_REJECTED
            ? new Message.RejectBid(stopped.id(), stop.reason())
            : new Message.CancelExecution(stopped.id(), stop.reason()));
  }

  private void approve(String executionId) {
    Execution approved =
        writer
            .requireExecution(executionId)
            .withState(
                Status.of(ExecutionState.BID_ACCEPTED), Status.of(DesiredState.RUNNING), nowNanos);
    writer.updateExecution(approved);
    writer.appendHistory(
        approved,
        Event.of(
            Event.Topic.SCHEDULING,
            "accepted the offer of " + IdSource.shortId(approved.nodeId()),
            now,
            Map.of(Event.Detail.NEW_STATE, ExecutionState.BID_ACCEPTED.text())));
    writer.send(approved.nodeId(), new Message.AcceptBid(executionId));
  }

  private void create(Job job, Execution planned) {
    boolean approved = planned.desired().state() == DesiredState.RUNNING;
    ExecutionState state = approved ? ExecutionState.BID_ACCEPTED : ExecutionState.ASK_FOR_BID;
    Execution asked = planned.withState(Status.of(state), planned.desired(), nowNanos);
    writer.createExecution(asked);
    effects.created(asked);
    if (!asked.previousExecution().isEmpty()) {
      Execution previous = writer.requireExecution(asked.previousExecution());
      writer.updateExecution(previous.withNextExecution(asked.id()));
    }
    writer.appendHistory(
        asked,
        Event.of(
            Event.Topic.SCHEDULING,
            "requested execution on " + IdSource.shortId(asked.nodeId()),
            now,
            Map.of(Event.Detail.NODE_ID, asked.nodeId(), Event.Detail.NEW_STATE, state.text())));
    writer.send(asked.nodeId(), new Message.AskForBid(asked, job, approved));
  }

  /** Later looks, except those that a pending evaluation takes care of already. */
  private void followUps(Job job, Plan plan, EvaluationBroker.Work work) {
    for (Plan.FollowUp followUp : plan.followUps()) {
      if (!work.isAwaited(followUp.trigger(), followUp.waitUntil())) {
        evaluations.at(writer, effects, job, followUp.trigger(), followUp.waitUntil(), now);
      }
    }
  }

  private void settle(List<Evaluation> settled, EvaluationStatus status, String comment) {
    for (Evaluation evaluation : settled) {
      writer.putEvaluation(evaluation.withStatus(status, comment, nowNanos));
      effects.settled(evaluation);
    }
  }

  private static String summary(Plan plan) {
    String counts =
        "executions: %d created, %d approved, %d stopped"
            .formatted(plan.create().size(), plan.approve().size(), plan.stop().size());
    return plan.jobState().map(status -> counts + "; job " + status.state().text()).orElse(counts);
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
