// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import dev.gadus.model.Evaluation.Trigger;
import dev.gadus.model.Event;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.Timeouts;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What decisions about jobs of different types have in common. For one decision. */
final class JobSteps {
  /**
   * New executions of one evaluation: each carries a copy of the job to its node in the transaction
   * of the plan, and a job may be megabytes long. The rest follows in the next evaluation.
   */
  static final int MAX_NEW_EXECUTIONS = 20;

  /**
   * How long a job waits for nodes that are expected back, whatever its queue timeout: after a
   * start of the requester, and after one of its nodes was lost or started again. Two heartbeats of
   * a node.
   */
  static final Duration NODE_GRACE = Duration.ofSeconds(30);

  /** How long a connected node may take to answer an offer: it decides at once, but may be busy. */
  static final Duration OFFER_TIMEOUT = Duration.ofMinutes(1);

  /**
   * Added to the execution timeout before the requester steps in: the compute node keeps the limit
   * itself and reports it better.
   */
  static final Duration EXECUTION_TIMEOUT_ALLOWANCE = Duration.ofSeconds(30);

  /** The error code of an execution that the requester ended at its time limit. */
  static final String EXECUTION_TIMEOUT_CODE = "Requester:ExecutionTimeout";

  private final Snapshot snapshot;
  private final PlanDraft draft;
  private final Job job;
  private final Timeouts timeouts;
  private final Instant now;
  private final Map<String, KnownNode> nodes;

  JobSteps(Snapshot snapshot, PlanDraft draft) {
    this.snapshot = snapshot;
    this.draft = draft;
    this.job = snapshot.job();
    this.timeouts = job.task().timeouts();
    this.now = snapshot.now();
    this.nodes =
        snapshot.nodes().stream().collect(Collectors.toMap(KnownNode::id, Function.identity()));
  }

  /** The executions of the job's current version, as they are with what was decided until now. */
  List<Execution> ofThisVersion() {
    return draft.executions().stream()
        .filter(execution -> execution.jobVersion() == job.version())
        .toList();
  }

  /** Ends what is left of a job that has ended. */
  void cancelForEndedJob() {
    cancelAll("the job is " + job.state().state().text().toLowerCase(Locale.ROOT));
  }

  void cancelAll(String why) {
    for (Execution execution : draft.live()) {
      cancel(execution, why);
    }
  }

  void cancel(Execution execution, String why) {
    draft.stop(
        execution,
        ExecutionState.CANCELLED,
        Event.Topic.SCHEDULING,
        "execution stop requested because " + why,
        Map.of());
  }

  void cancelOldVersions() {
    for (Execution execution : draft.live()) {
      if (execution.jobVersion() != job.version()) {
        cancel(execution, "the job was updated");
      }
    }
  }

  void complete() {
    List<Execution> completed =
        ofThisVersion().stream()
            .filter(execution -> execution.state().state() == ExecutionState.COMPLETED)
            .toList();
    long nonZero = completed.stream().filter(Execution::returnedNonZero).count();
    if (nonZero == 0) {
      draft.jobState(JobState.COMPLETED, Event.Topic.STATE_UPDATE, "job completed successfully");
    } else {
      draft.jobState(
          JobState.COMPLETED,
          Event.Topic.STATE_UPDATE,
          "%d of %d programs did not return 0".formatted(nonZero, completed.size()),
          Map.of());
    }
  }

  void markRunning() {
    if (job.state().state() != JobState.RUNNING) {
      draft.jobState(JobState.RUNNING, Event.Topic.STATE_UPDATE, "job running");
    }
  }

  void failJob(String topic, String message, Map<String, String> details) {
    cancelAll("the job failed");
    Map<String, String> all = new HashMap<>(details);
    all.put(Event.Detail.IS_ERROR, "true");
    draft.jobState(JobState.FAILED, topic, message, all);
  }

  /** True when the job has had all the time that it may take. */
  boolean isPastTotalTimeout() {
    return totalDeadline().filter(deadline -> !now.isBefore(deadline)).isPresent();
  }

  void failAtTotalTimeout() {
    failJob(
        Event.Topic.JOB_TIMEOUT,
        "job timed out: it was not done %d seconds after its submission"
            .formatted(timeouts.totalTimeout()),
        Map.of());
  }

  private Optional<Instant> totalDeadline() {
    return timeouts.totalTimeout() > 0
        ? Optional.of(Times.after(snapshot.versionTime(), timeouts.totalTimeout()))
        : Optional.empty();
  }

  /** Fails executions whose node is lost or that are past their time. */
  void failLostAndOverdue() {
    for (Execution execution : draft.live()) {
      String nodeId = execution.nodeId();
      if (isLost(execution)) {
        draft.stop(
            execution,
            ExecutionState.FAILED,
            Event.Topic.SCHEDULING,
            "node %s has disappeared".formatted(nodeId),
            NodeFault.LOST.details(nodeId));
      } else if (deadline(execution).filter(time -> !now.isBefore(time)).isPresent()) {
        failOverdue(execution);
      }
    }
  }

  private void failOverdue(Execution execution) {
    if (execution.isUnanswered()) {
      draft.stop(
          execution,
          ExecutionState.FAILED,
          Event.Topic.SCHEDULING,
          "node %s did not answer the offer within %d seconds"
              .formatted(execution.nodeId(), OFFER_TIMEOUT.toSeconds()),
          NodeFault.SILENT.details(execution.nodeId()));
    } else {
      draft.stop(
          execution,
          ExecutionState.FAILED,
          Event.Topic.EXECUTION_TIMEOUT,
          "execution timed out after %d seconds".formatted(timeouts.executionLimitSeconds()),
          Map.of(Event.Detail.ERROR_CODE, EXECUTION_TIMEOUT_CODE));
    }
  }

  private boolean isLost(Execution execution) {
    KnownNode node = nodes.get(execution.nodeId());
    return node == null || node.lost();
  }

  /**
   * When the requester gives up on a live execution of a connected node. Time in which the
   * requester or the node was away does not count: a report may be on its way. While the node is
   * away there is no deadline, since it comes back or is lost.
   */
  private Optional<Instant> deadline(Execution execution) {
    KnownNode node = nodes.get(execution.nodeId());
    Optional<Instant> connected = Optional.ofNullable(node).flatMap(KnownNode::connectedSince);
    if (connected.isEmpty()) {
      return Optional.empty();
    }
    Instant from =
        latest(Times.instant(execution.modifyTime()), snapshot.startedAt(), connected.get());
    if (execution.isUnanswered()) {
      return Optional.of(from.plus(OFFER_TIMEOUT));
    }
    return switch (execution.state().state()) {
      case RUNNING, PUBLISHING -> executionDeadline(timeouts, from);
      case UNDEFINED,
          NEW,
          ASK_FOR_BID,
          ASK_FOR_BID_ACCEPTED,
          ASK_FOR_BID_REJECTED,
          BID_ACCEPTED,
          BID_REJECTED,
          COMPLETED,
          FAILED,
          CANCELLED ->
          Optional.empty();
    };
  }

  /** When the requester ends an execution that runs since then, if it has a limit. */
  static Optional<Instant> executionDeadline(Timeouts timeouts, Instant from) {
    long limit = timeouts.executionLimitSeconds();
    return limit == 0
        ? Optional.empty()
        : Optional.of(
            Times.after(Times.after(from, limit), EXECUTION_TIMEOUT_ALLOWANCE.toSeconds()));
  }

  /** Looks again when the next time limit is reached. */
  void addTimeoutFollowUps() {
    totalDeadline().ifPresent(time -> draft.followUp(Trigger.JOB_TIMEOUT, time));
    draft.live().stream()
        .map(this::lookAgainAt)
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder())
        .ifPresent(time -> draft.followUp(Trigger.EXECUTION_TIMEOUT, time));
  }

  /** An offer to a node that is away has no deadline yet, and gets one when the node is back. */
  private Optional<Instant> lookAgainAt(Execution execution) {
    return deadline(execution)
        .or(() ->
            execution.isUnanswered() ? Optional.of(now.plus(OFFER_TIMEOUT)) : Optional.empty());
  }

  /** Until when nodes are expected back that the job could use. */
  Instant nodesExpectedUntil(Placement placement) {
    boolean nodesMissing =
        placement.available() == 0
            || snapshot.nodes().stream()
                .anyMatch(node -> node.runsExecutions() && !node.state().isConnected());
    Instant lastFault =
        ofThisVersion().stream()
            .filter(execution -> NodeFault.of(execution).isPresent())
            .map(execution -> Times.instant(execution.modifyTime()))
            .max(Comparator.naturalOrder())
            .orElse(Instant.EPOCH);
    Instant from = nodesMissing ? latest(snapshot.startedAt(), lastFault) : lastFault;
    return from.plus(NODE_GRACE);
  }

  /** Shows a job that waits as queued, with what it waits for, once. */
  void markQueued(String message, Map<String, String> details) {
    if (job.state().state() != JobState.QUEUED) {
      draft.jobState(JobState.QUEUED, Event.Topic.QUEUEING, "job queued: " + message, details);
    }
  }

  static Instant latest(Instant first, Instant... others) {
    Instant found = first;
    for (Instant other : others) {
      found = other.isAfter(found) ? other : found;
    }
    return found;
  }
}
