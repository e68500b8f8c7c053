// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import dev.gadus.model.Evaluation.Trigger;
import dev.gadus.model.Event;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.IdSource;
import dev.gadus.model.Job;
import dev.gadus.model.Plan;
import dev.gadus.model.Resources;
import dev.gadus.model.Timeouts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Decides about batch jobs: each of {@code Count} partitions runs until it completed once. Several
 * partitions may share a node.
 */
final class BatchScheduler {
  /** How long a waiting job waits for another look, unless a node joins before. */
  static final Duration QUEUE_BACKOFF = Duration.ofMinutes(1);

  private final Snapshot snapshot;
  private final IdSource ids;
  private final Job job;
  private final Timeouts timeouts;
  private final Instant now;
  private final PlanDraft draft;
  private final JobSteps steps;

  private BatchScheduler(Snapshot snapshot, IdSource ids) {
    this.snapshot = snapshot;
    this.ids = ids;
    this.job = snapshot.job();
    this.timeouts = job.task().timeouts();
    this.now = snapshot.now();
    this.draft = new PlanDraft(snapshot);
    this.steps = new JobSteps(snapshot, draft);
  }

  /** A pure function: the same snapshot and ids give the same plan. */
  static Plan plan(Snapshot snapshot, IdSource ids) {
    BatchScheduler scheduler = new BatchScheduler(snapshot, ids);
    scheduler.decide();
    return scheduler.draft.toPlan();
  }

  private void decide() {
    if (job.isFinal()) {
      steps.cancelForEndedJob();
      return;
    }
    steps.cancelOldVersions();
    if (isCompleted()) {
      steps.cancelAll("its partition is completed");
      steps.complete();
      return;
    }
    if (steps.isPastTotalTimeout()) {
      steps.failAtTotalTimeout();
      return;
    }
    steps.failLostAndOverdue();
    List<Partition> partitions = partitions();
    partitions.forEach(this::cancelSurplus);
    List<Partition> open = partitions.stream().filter(Partition::needsExecution).toList();
    Optional<Partition> exhausted = open.stream().filter(Partition::isExhausted).findFirst();
    if (exhausted.isPresent()) {
      failFor(exhausted.get());
    } else {
      place(open);
    }
    if (!draft.endsJob()) {
      approveOffers();
      steps.addTimeoutFollowUps();
    }
  }

  /** Fails the job with what ended the partition. */
  private void failFor(Partition partition) {
    int attempts = partition.endedWithoutResult().size();
    steps.failJob(
        Event.Topic.STATE_UPDATE,
        "%sfailed after %d %s: %s"
            .formatted(
                job.count() > 1 ? "partition %d ".formatted(partition.index()) : "",
                attempts,
                attempts == 1 ? "attempt" : "attempts",
                partition.reasonOfFailure()),
        Map.of());
  }

  private boolean isCompleted() {
    BitSet completed = new BitSet(job.count());
    for (Execution execution : steps.ofThisVersion()) {
      if (execution.state().state() == ExecutionState.COMPLETED) {
        completed.set(execution.partitionIndex());
      }
    }
    return completed.nextClearBit(0) >= job.count();
  }

  private List<Partition> partitions() {
    Map<Integer, List<Execution>> attempts =
        steps.ofThisVersion().stream().collect(Collectors.groupingBy(Execution::partitionIndex));
    return IntStream.range(0, job.count())
        .mapToObj(index -> new Partition(index, attempts.getOrDefault(index, List.of())))
        .toList();
  }

  /** A partition has one live execution at most, and none once it completed. */
  private void cancelSurplus(Partition partition) {
    List<Execution> live = partition.live();
    if (live.isEmpty()) {
      return;
    }
    Execution furthest =
        live.stream().max(Comparator.comparingInt(e -> e.state().state().code())).orElseThrow();
    for (Execution execution : live) {
      if (partition.isCompleted()) {
        steps.cancel(execution, "its partition is completed");
      } else if (!execution.equals(furthest)) {
        steps.cancel(execution, "its partition has another execution");
      }
    }
  }

  private void approveOffers() {
    for (Execution execution : draft.live()) {
      if (execution.state().state() == ExecutionState.ASK_FOR_BID_ACCEPTED) {
        draft.approve(execution);
      }
    }
  }

  /** Makes executions for the partitions that need one, or fails the job. */
  private void place(List<Partition> open) {
    if (open.isEmpty()) {
      steps.markRunning();
      return;
    }
    Placement placement = new Placement(job, snapshot.nodes(), steps.ofThisVersion());
    Resources resources = Resources.parse(job.task().resources());
    List<Partition> unplaced = new ArrayList<>();
    for (Partition partition : open) {
      if (draft.created() == JobSteps.MAX_NEW_EXECUTIONS) {
        draft.followUp(Trigger.EXECUTION_LIMIT, now);
        break;
      }
      placement
          .choose(partition)
          .ifPresentOrElse(
              node -> draft.create(ids.next(IdSource.EXECUTION), node.id(), partition, resources),
              () -> unplaced.add(partition));
    }
    Optional<Partition> hopeless = unplaced.stream().filter(Partition::rulesOutNodes).findFirst();
    if (hopeless.isPresent()) {
      failFor(hopeless.get());
    } else if (!unplaced.isEmpty()) {
      await(placement, unplaced.size());
    } else {
      steps.markRunning();
    }
  }

  /** Waits for nodes as long as the job allows, and fails it after that. */
  private void await(Placement placement, int unplaced) {
    String message = placement.notEnoughNodes(unplaced);
    Map<String, String> details = placement.notEnoughNodesDetails(unplaced);
    Instant deadline =
        JobSteps.latest(
            Times.after(snapshot.versionTime(), timeouts.queueTimeout()),
            steps.nodesExpectedUntil(placement));
    if (!now.isBefore(deadline)) {
      steps.failJob(Event.Topic.QUEUEING, message, details);
      return;
    }
    Instant next = now.plus(QUEUE_BACKOFF);
    draft.followUp(Trigger.JOB_QUEUE, next.isBefore(deadline) ? next : deadline);
    if (hasProgress()) {
      steps.markRunning();
    } else {
      steps.markQueued(message, details);
    }
  }

  private boolean hasProgress() {
    return steps.ofThisVersion().stream()
        .anyMatch(e -> !e.isFinal() || e.state().state() == ExecutionState.COMPLETED);
  }
}
