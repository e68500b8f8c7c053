// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.model.DesiredState;
import dev.gadus.model.Evaluation.Trigger;
import dev.gadus.model.Event;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.IdSource;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.NodeInfo;
import dev.gadus.model.Plan;
import dev.gadus.model.Resources;
import dev.gadus.model.Status;
import dev.gadus.model.Timeouts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * One batch job in a world without threads, messages or disks: nodes come and go, executions go on
 * or fail as the dice say, and after each event the scheduler decides and its plan is checked and
 * applied. The same seed gives the same run.
 */
final class SimulatedJob {
  private final Random dice;
  private final IdSource ids = Sample.countingIds();
  private final Map<String, Execution> executions = new LinkedHashMap<>();
  private final Map<String, KnownNode> nodes = new LinkedHashMap<>();
  private final List<Plan.FollowUp> followUps = new ArrayList<>();
  private Job job;
  private Instant versionTime = Sample.START;
  private Instant now = Sample.START;
  private int steps;

  SimulatedJob(long seed) {
    this.dice = new Random(seed);
    Timeouts timeouts =
        new Timeouts(
            dice.nextBoolean() ? 0 : 1 + dice.nextInt(60),
            dice.nextBoolean() ? 0 : dice.nextInt(300),
            dice.nextInt(4) > 0 ? 0 : 1 + dice.nextInt(2000));
    this.job = Sample.stored("j-" + seed, dice.nextInt(50), timeouts);
    int nodeCount = dice.nextInt(8);
    for (int i = 0; i < nodeCount; i++) {
      join("n-" + i);
    }
  }

  /** Random events, then only progress, until the job ends. */
  Job run() {
    evaluate();
    int disturbances = dice.nextInt(60);
    for (int i = 0; i < disturbances && !job.isFinal(); i++) {
      disturb();
      evaluate();
    }
    while (!job.isFinal()) {
      assertThat(++steps).as("steps until the job ends").isLessThan(20_000);
      proceed();
      evaluate();
    }
    assertThat(live()).as("live executions of a finished job").isEmpty();
    return job;
  }

  private void disturb() {
    now = now.plusMillis(dice.nextInt(20_000));
    String nodeId = "n-" + dice.nextInt(8);
    switch (dice.nextInt(14)) {
      case 0 -> join(nodeId);
      case 1 ->
          nodes.computeIfPresent(nodeId, (id, n) -> Sample.disconnected(n.state().info(), false));
      case 2 ->
          nodes.computeIfPresent(nodeId, (id, n) -> Sample.disconnected(n.state().info(), true));
      case 3 -> restart(nodeId);
      case 4 -> {
        if (dice.nextInt(20) == 0) {
          job = job.withState(Status.of(JobState.STOPPED, "by the user"), nanos());
        }
      }
      case 5 -> {
        if (dice.nextInt(4) == 0) {
          job =
              job.withSpecOf(job.withCount(dice.nextInt(30)), Status.of(JobState.PENDING), nanos());
          versionTime = now;
        }
      }
      default -> proceed();
    }
  }

  /** Some live execution goes one step on; when there is none, time goes to the next follow-up. */
  private void proceed() {
    List<Execution> movable =
        live().stream()
            .filter(e -> nodes.get(e.nodeId()) != null)
            .filter(this::isReachable)
            .toList();
    if (movable.isEmpty()) {
      awaitFollowUp();
      return;
    }
    now = now.plusMillis(dice.nextInt(500));
    Execution execution = movable.get(dice.nextInt(movable.size()));
    switch (execution.state().state()) {
      case ASK_FOR_BID -> {
        if (dice.nextInt(10) == 0) {
          move(execution, ExecutionState.ASK_FOR_BID_REJECTED, Map.of());
        } else {
          move(execution, ExecutionState.ASK_FOR_BID_ACCEPTED, Map.of());
        }
      }
      case BID_ACCEPTED -> move(execution, ExecutionState.RUNNING, Map.of());
      case RUNNING -> finish(execution);
      case PUBLISHING -> move(execution, ExecutionState.COMPLETED, Map.of());
      case UNDEFINED,
          NEW,
          ASK_FOR_BID_ACCEPTED,
          ASK_FOR_BID_REJECTED,
          BID_REJECTED,
          COMPLETED,
          FAILED,
          CANCELLED ->
          throw new AssertionError("execution left in state " + execution.state());
    }
  }

  private void finish(Execution execution) {
    switch (dice.nextInt(40)) {
      case 0 -> move(execution, ExecutionState.FAILED, Map.of());
      case 1, 2 -> move(execution, ExecutionState.FAILED, Map.of(Event.Detail.RETRYABLE, "true"));
      default ->
          move(
              execution,
              dice.nextBoolean() ? ExecutionState.PUBLISHING : ExecutionState.COMPLETED,
              Map.of());
    }
  }

  /** What is awaited must be announced by a follow-up, or come from a node that is away. */
  private void awaitFollowUp() {
    Optional<Plan.FollowUp> next =
        followUps.stream().min(Comparator.comparing(Plan.FollowUp::waitUntil));
    if (next.isPresent()) {
      now = next.get().waitUntil().isAfter(now) ? next.get().waitUntil() : now;
      followUps.removeIf(followUp -> !followUp.waitUntil().isAfter(now));
    } else {
      List<KnownNode> away =
          nodes.values().stream().filter(n -> !isConnected(n) && !n.lost()).toList();
      assertThat(away).as("nodes to wait for when nothing else is awaited").isNotEmpty();
    }
    nodes.replaceAll(
        (id, n) -> isConnected(n) ? n : Sample.disconnected(n.state().info(), dice.nextBoolean()));
  }

  private void restart(String nodeId) {
    if (nodes.containsKey(nodeId)) {
      for (Execution execution : live()) {
        if (execution.nodeId().equals(nodeId)
            && execution.state().state().code() >= ExecutionState.BID_ACCEPTED.code()) {
          move(execution, ExecutionState.FAILED, NodeFault.RESTARTED.details(nodeId));
        }
      }
      join(nodeId);
    }
  }

  private void join(String nodeId) {
    List<String> engines = nodeId.endsWith("7") ? List.of("docker") : List.of("wasm");
    NodeInfo info = Sample.nodeInfo(nodeId, engines, Map.of());
    nodes.put(nodeId, new KnownNode(Sample.connected(info, now), false, Resources.NONE));
  }

  private void evaluate() {
    do {
      followUps.removeIf(followUp -> !followUp.waitUntil().isAfter(now));
      Snapshot snapshot =
          new Snapshot(
              job,
              versionTime,
              known(),
              List.copyOf(nodes.values()),
              Sample.evaluation(job, Trigger.EXECUTION_UPDATE),
              now,
              Sample.START);
      Plan plan = BatchScheduler.plan(snapshot, ids);
      check(plan);
      apply(plan);
      checkInvariants();
    } while (followUps.stream().anyMatch(followUp -> !followUp.waitUntil().isAfter(now)));
  }

  /** What the requester hands in: all of the current version, and what lives of older ones. */
  private List<Execution> known() {
    return executions.values().stream()
        .filter(e -> e.jobVersion() == job.version() || !e.isFinal())
        .toList();
  }

  private void check(Plan plan) {
    assertThat(plan.create()).hasSizeLessThanOrEqualTo(JobSteps.MAX_NEW_EXECUTIONS);
    if (job.isFinal()) {
      assertThat(plan.create()).as("executions for a finished job").isEmpty();
      assertThat(plan.approve()).as("approvals for a finished job").isEmpty();
      assertThat(plan.jobState()).as("state of a finished job").isEmpty();
    }
    for (Execution created : plan.create()) {
      assertThat(created.partitionIndex()).isBetween(0, job.count() - 1);
      assertThat(ofPartition(created.partitionIndex()))
          .as("completed executions of a partition that is run")
          .noneMatch(e -> e.state().state() == ExecutionState.COMPLETED);
      KnownNode node = Objects.requireNonNull(nodes.get(created.nodeId()));
      assertThat(node.state().isConnected()).isTrue();
      assertThat(node.state().info().computeNodeInfo().orElseThrow().executionEngines())
          .contains("wasm");
    }
  }

  private void apply(Plan plan) {
    for (Plan.Stop stop : plan.stop()) {
      move(stored(stop.executionId()), stop.state(), stop.details());
    }
    for (String id : plan.approve()) {
      move(stored(id), ExecutionState.BID_ACCEPTED, Map.of());
    }
    for (Execution created : plan.create()) {
      assertThat(executions.put(created.id(), created)).isNull();
      move(created, ExecutionState.ASK_FOR_BID, Map.of());
    }
    plan.jobState()
        .ifPresent(state -> {
          assertThat(JobState.TABLE.allows(job.state().state(), state.state()))
              .as("%s to %s", job.state(), state)
              .isTrue();
          job = job.withState(state, nanos());
        });
    followUps.addAll(plan.followUps());
  }

  private void checkInvariants() {
    Map<Integer, List<Execution>> partitions =
        executions.values().stream()
            .filter(e -> e.jobVersion() == job.version())
            .collect(Collectors.groupingBy(Execution::partitionIndex));
    partitions.forEach((index, attempts) -> {
      Partition partition = new Partition(index, attempts);
      assertThat(partition.live()).as("live executions of partition " + index).hasSizeLessThan(2);
      assertThat(partition.failures()).hasSizeLessThanOrEqualTo(Partition.MAX_FAILURES);
      assertThat(partition.lastingFailures())
          .hasSizeLessThanOrEqualTo(Partition.MAX_LASTING_FAILURES);
      assertThat(attempts.stream().filter(e -> e.state().state() == ExecutionState.COMPLETED))
          .hasSizeLessThan(2);
    });
    assertThat(live()).allMatch(e -> e.jobVersion() == job.version() && !job.isFinal());
    if (job.state().state() == JobState.COMPLETED) {
      assertThat(partitions).hasSize(job.count());
      assertThat(partitions.values())
          .allMatch(attempts ->
              attempts.stream().anyMatch(e -> e.state().state() == ExecutionState.COMPLETED));
    }
  }

  private void move(Execution execution, ExecutionState to, Map<String, String> details) {
    ExecutionState from = execution.state().state();
    assertThat(ExecutionState.TABLE.allows(from, to)).as("%s to %s", from, to).isTrue();
    DesiredState wanted = to.isFinal() ? DesiredState.STOPPED : DesiredState.RUNNING;
    executions.put(
        execution.id(),
        execution.withState(new Status<>(to, "by the dice", details), Status.of(wanted), nanos()));
  }

  private List<Execution> ofPartition(int index) {
    return executions.values().stream()
        .filter(e -> e.jobVersion() == job.version() && e.partitionIndex() == index)
        .toList();
  }

  private Execution stored(String id) {
    return Objects.requireNonNull(executions.get(id), id);
  }

  private List<Execution> live() {
    return executions.values().stream().filter(e -> !e.isFinal()).toList();
  }

  private boolean isReachable(Execution execution) {
    KnownNode node = nodes.get(execution.nodeId());
    return node != null && isConnected(node);
  }

  private static boolean isConnected(KnownNode node) {
    return node.state().isConnected();
  }

  private long nanos() {
    return Times.nanos(now);
  }
}
