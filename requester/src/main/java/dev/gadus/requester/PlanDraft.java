// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import dev.gadus.model.DesiredState;
import dev.gadus.model.Evaluation;
import dev.gadus.model.Event;
import dev.gadus.model.Execution;
import dev.gadus.model.Execution.Allocation;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.Plan;
import dev.gadus.model.Resources;
import dev.gadus.model.SpecConfig;
import dev.gadus.model.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A plan in the making, together with the executions as they will be once it is applied, so that
 * later steps of a decision build on earlier ones.
 */
final class PlanDraft {
  private final Snapshot snapshot;
  private final long nowNanos;
  private final Map<String, Execution> executions = new LinkedHashMap<>();
  private final List<Execution> create = new ArrayList<>();
  private final List<String> approve = new ArrayList<>();
  private final List<Plan.Stop> stop = new ArrayList<>();
  private final List<Event> jobEvents = new ArrayList<>();
  private final List<Plan.FollowUp> followUps = new ArrayList<>();
  private Optional<Status<JobState>> jobState = Optional.empty();

  PlanDraft(Snapshot snapshot) {
    this.snapshot = snapshot;
    this.nowNanos = Times.nanos(snapshot.now());
    snapshot.executions().forEach(execution -> executions.put(execution.id(), execution));
  }

  /** The executions as they are with what was decided until now, in the order of creation. */
  Collection<Execution> executions() {
    return List.copyOf(executions.values());
  }

  List<Execution> live() {
    return executions.values().stream().filter(execution -> !execution.isFinal()).toList();
  }

  int created() {
    return create.size();
  }

  /** Ends an execution; one that this plan was to make is not made. */
  void stop(
      Execution execution,
      ExecutionState state,
      String topic,
      String reason,
      Map<String, String> details) {
    if (create.removeIf(created -> created.id().equals(execution.id()))) {
      executions.remove(execution.id());
      return;
    }
    stop.add(new Plan.Stop(execution.id(), state, topic, reason, details));
    executions.put(
        execution.id(),
        execution.withState(
            new Status<>(state, reason, details), Status.of(DesiredState.STOPPED), nowNanos));
  }

  void approve(Execution execution) {
    approve.add(execution.id());
    executions.put(
        execution.id(),
        execution.withState(
            Status.of(ExecutionState.BID_ACCEPTED), Status.of(DesiredState.RUNNING), nowNanos));
  }

  /** Makes the next execution of a partition, to be offered to the node. */
  void create(String id, String nodeId, Partition partition, Resources resources) {
    put(
        execution(
            id,
            nodeId,
            DesiredState.PENDING,
            partition.last().map(Execution::id).orElse(""),
            partition.index(),
            resources));
  }

  /** Makes an execution that its node may start without being asked first. */
  void createApproved(String id, String nodeId, Resources resources) {
    put(execution(id, nodeId, DesiredState.RUNNING, "", 0, resources));
  }

  private void put(Execution execution) {
    create.add(execution);
    executions.put(execution.id(), execution);
  }

  private Execution execution(
      String id,
      String nodeId,
      DesiredState desired,
      String previous,
      int partitionIndex,
      Resources resources) {
    Job job = snapshot.job();
    return new Execution(
        id,
        job.namespace(),
        snapshot.evaluation().id(),
        "",
        nodeId,
        job.id(),
        job.version(),
        new Allocation(Map.of(job.task().name(), resources)),
        Status.of(desired),
        Status.of(ExecutionState.NEW),
        SpecConfig.NONE,
        Optional.empty(),
        previous,
        "",
        "",
        partitionIndex,
        1,
        nowNanos,
        nowNanos);
  }

  /** Changes the job's state to one that says it all. */
  void jobState(JobState state, String topic, String event) {
    jobState = Optional.of(Status.of(state));
    jobEvents.add(
        Event.of(topic, event, snapshot.now(), Map.of(Event.Detail.NEW_STATE, state.text())));
  }

  /** Changes the job's state, which shows the message too. */
  void jobState(JobState state, String topic, String message, Map<String, String> details) {
    jobState = Optional.of(Status.of(state, message));
    Map<String, String> all = new HashMap<>(details);
    all.put(Event.Detail.NEW_STATE, state.text());
    jobEvents.add(Event.of(topic, message, snapshot.now(), all));
  }

  /** True when the job has ended by what was decided until now. */
  boolean endsJob() {
    return jobState.filter(status -> status.state().isFinal()).isPresent();
  }

  void followUp(Evaluation.Trigger trigger, Instant time) {
    followUps.add(new Plan.FollowUp(trigger, time));
  }

  Plan toPlan() {
    return new Plan(create, approve, stop, jobState, jobEvents, followUps);
  }
}
