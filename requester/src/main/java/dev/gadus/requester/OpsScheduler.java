// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import dev.gadus.model.Evaluation.Trigger;
import dev.gadus.model.Event;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.IdSource;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.Plan;
import dev.gadus.model.Resources;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides about ops jobs: one execution on every node that can run the job when it is submitted,
 * without asking the nodes first. An execution that fails is not repeated, since an operation on a
 * node may not bear it; the job goes on elsewhere and has failed in the end. A node that refuses
 * turns out to be none that can run it.
 */
final class OpsScheduler {
  private final Snapshot snapshot;
  private final IdSource ids;
  private final Job job;
  private final Instant now;
  private final PlanDraft draft;
  private final JobSteps steps;

  private OpsScheduler(Snapshot snapshot, IdSource ids) {
    this.snapshot = snapshot;
    this.ids = ids;
    this.job = snapshot.job();
    this.now = snapshot.now();
    this.draft = new PlanDraft(snapshot);
    this.steps = new JobSteps(snapshot, draft);
  }

  /** A pure function: the same snapshot and ids give the same plan. */
  static Plan plan(Snapshot snapshot, IdSource ids) {
    OpsScheduler scheduler = new OpsScheduler(snapshot, ids);
    scheduler.decide();
    return scheduler.draft.toPlan();
  }

  private void decide() {
    if (job.isFinal()) {
      steps.cancelForEndedJob();
      return;
    }
    steps.cancelOldVersions();
    // While the job is not Running, its executions are still being made.
    boolean complete = job.state().state() == JobState.RUNNING;
    if (complete && haveAllEnded()) {
      end();
      return;
    }
    if (steps.isPastTotalTimeout()) {
      steps.failAtTotalTimeout();
      return;
    }
    steps.failLostAndOverdue();
    if (!complete) {
      place();
    } else if (haveAllEnded()) {
      end();
    }
    if (!draft.endsJob()) {
      steps.addTimeoutFollowUps();
    }
  }

  private boolean haveAllEnded() {
    return steps.ofThisVersion().stream().allMatch(Execution::isFinal);
  }

  /** Ends a job whose executions have all ended: how they did is how it does. */
  private void end() {
    List<Execution> run =
        steps.ofThisVersion().stream()
            .filter(e -> e.state().state() != ExecutionState.ASK_FOR_BID_REJECTED)
            .toList();
    Optional<Execution> failed =
        run.stream().filter(e -> e.state().state() != ExecutionState.COMPLETED).findFirst();
    if (run.isEmpty()) {
      failForWantOfNodes(placement());
    } else if (failed.isPresent()) {
      long failures =
          run.stream().filter(e -> e.state().state() != ExecutionState.COMPLETED).count();
      steps.failJob(
          Event.Topic.STATE_UPDATE,
          "%d of %d executions failed, on node %s: %s"
              .formatted(
                  failures, run.size(), failed.get().nodeId(), failed.get().state().message()),
          Map.of());
    } else {
      steps.complete();
    }
  }

  /** Makes executions on the nodes that have none yet. */
  private void place() {
    Placement placement = placement();
    List<String> taken = steps.ofThisVersion().stream().map(Execution::nodeId).toList();
    List<KnownNode> free =
        placement.candidates().stream().filter(node -> !taken.contains(node.id())).toList();
    if (free.isEmpty() && taken.isEmpty()) {
      await(placement);
      return;
    }
    Resources resources = Resources.parse(job.task().resources());
    for (KnownNode node : free.subList(0, Math.min(free.size(), JobSteps.MAX_NEW_EXECUTIONS))) {
      draft.createApproved(ids.next(IdSource.EXECUTION), node.id(), resources);
    }
    if (free.size() > JobSteps.MAX_NEW_EXECUTIONS) {
      draft.followUp(Trigger.EXECUTION_LIMIT, now);
    } else if (haveAllEnded()) {
      // Nothing was made now, and what earlier decisions made is through.
      end();
    } else {
      steps.markRunning();
    }
  }

  /** An ops job does not queue: it waits only for nodes that are expected back at this moment. */
  private void await(Placement placement) {
    Instant deadline = steps.nodesExpectedUntil(placement);
    if (!now.isBefore(deadline)) {
      failForWantOfNodes(placement);
      return;
    }
    draft.followUp(Trigger.JOB_QUEUE, deadline);
    steps.markQueued(placement.notEnoughNodes(1), placement.notEnoughNodesDetails(1));
  }

  private void failForWantOfNodes(Placement placement) {
    steps.failJob(
        Event.Topic.QUEUEING, placement.notEnoughNodes(1), placement.notEnoughNodesDetails(1));
  }

  private Placement placement() {
    return new Placement(job, snapshot.nodes(), steps.ofThisVersion());
  }
}
