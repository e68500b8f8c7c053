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
import dev.gadus.model.Timeouts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One decision of the {@link BatchScheduler}, step by step. Used once. */
final class BatchDecision {
  /** The error code of an execution that the requester ended at its time limit. */
  static final String EXECUTION_TIMEOUT_CODE = "Requester:ExecutionTimeout";

  private final Snapshot snapshot;
  private final IdSource ids;
  private final Job job;
  private final Timeouts timeouts;
  private final Instant now;
  private final Map<String, KnownNode> nodes;
  private final Draft draft;

  BatchDecision(Snapshot snapshot, IdSource ids) {
    this.snapshot = snapshot;
    this.ids = ids;
    this.job = snapshot.job();
    this.timeouts = job.task().timeouts();
    this.now = snapshot.now();
    this.nodes =
        snapshot.nodes().stream().collect(Collectors.toMap(KnownNode::id, Function.identity()));
    this.draft = new Draft(snapshot);
  }

  Plan decide() {
    if (job.isFinal()) {
      cancelAll("the job is " + job.state().state().text().toLowerCase(Locale.ROOT));
      return draft.toPlan();
    }
    if (isPastTotalTimeout()) {
      failJob(
          Event.Topic.JOB_TIMEOUT,
          "job timed out: it was not done %d seconds after its submission"
              .formatted(timeouts.totalTimeout()),
          Map.of());
      return draft.toPlan();
    }
    cancelOldVersions();
    failLostAndOverdue();
    List<Partition> partitions = partitions();
    partitions.forEach(this::cancelSurplus);
    Optional<Partition> exhausted =
        partitions.stream().filter(p -> p.needsExecution() && p.isExhausted()).findFirst();
    if (exhausted.isPresent()) {
      failFor(exhausted.get());
      return draft.toPlan();
    }
    if (partitions.stream().allMatch(Partition::isCompleted)) {
      draft.jobState(JobState.COMPLETED, Event.Topic.STATE_UPDATE, "job completed successfully");
      return draft.toPlan();
    }
    if (place(partitions.stream().filter(Partition::needsExecution).toList())) {
      approveOffers();
      addTimeoutFollowUps();
    }
    return draft.toPlan();
  }

  private boolean isPastTotalTimeout() {
    return totalDeadline().filter(deadline -> !now.isBefore(deadline)).isPresent();
  }

  private Optional<Instant> totalDeadline() {
    return timeouts.totalTimeout() > 0
        ? Optional.of(Times.after(snapshot.versionTime(), timeouts.totalTimeout()))
        : Optional.empty();
  }

  private void cancelAll(String why) {
    for (Execution execution : draft.live()) {
      cancel(execution, why);
    }
  }

  private void cancel(Execution execution, String why) {
    draft.stop(
        execution, ExecutionState.CANCELLED, "execution stop requested because " + why, Map.of());
  }

  private void failJob(String topic, String message, Map<String, String> details) {
    cancelAll("the job failed");
    Map<String, String> all = new HashMap<>(details);
    all.put(Event.Detail.IS_ERROR, "true");
    draft.jobState(JobState.FAILED, topic, message, all);
  }

  /** Fails the job with what ended the partition's last attempt. */
  private void failFor(Partition partition) {
    int attempts = partition.endedWithoutResult().size();
    String message =
        "%sfailed after %d %s: %s"
            .formatted(
                job.count() > 1 ? "partition %d ".formatted(partition.index()) : "",
                attempts,
                attempts == 1 ? "attempt" : "attempts",
                partition.last().map(last -> last.state().message()).orElse(""));
    failJob(Event.Topic.STATE_UPDATE, message, Map.of());
  }

  private void cancelOldVersions() {
    for (Execution execution : draft.live()) {
      if (execution.jobVersion() != job.version()) {
        cancel(execution, "the job was updated");
      }
    }
  }

  private void failLostAndOverdue() {
    for (Execution execution : draft.live()) {
      String nodeId = execution.nodeId();
      if (isLost(execution)) {
        draft.stop(
            execution,
            ExecutionState.FAILED,
            "node %s has disappeared".formatted(nodeId),
            NodeFault.LOST.details(nodeId));
      } else if (deadline(execution).filter(time -> !now.isBefore(time)).isPresent()) {
        failOverdue(execution);
      }
    }
  }

  private void failOverdue(Execution execution) {
    if (isUnanswered(execution)) {
      draft.stop(
          execution,
          ExecutionState.FAILED,
          "node %s did not answer the offer within %d seconds"
              .formatted(execution.nodeId(), BatchScheduler.OFFER_TIMEOUT.toSeconds()),
          NodeFault.SILENT.details(execution.nodeId()));
    } else {
      draft.stop(
          execution,
          ExecutionState.FAILED,
          "execution timed out after %d seconds".formatted(timeouts.executionLimitSeconds()),
          Map.of(Event.Detail.ERROR_CODE, EXECUTION_TIMEOUT_CODE));
    }
  }

  private boolean isLost(Execution execution) {
    KnownNode node = nodes.get(execution.nodeId());
    return node == null || node.lost();
  }

  private static boolean isUnanswered(Execution execution) {
    return switch (execution.state().state()) {
      case NEW, ASK_FOR_BID -> true;
      case UNDEFINED,
          ASK_FOR_BID_ACCEPTED,
          ASK_FOR_BID_REJECTED,
          BID_ACCEPTED,
          RUNNING,
          PUBLISHING,
          BID_REJECTED,
          COMPLETED,
          FAILED,
          CANCELLED ->
          false;
    };
  }

  /**
   * When the requester gives up on a live execution of a connected node. Time in which the
   * requester or the node was away does not count: a report may be on its way. While the node is
   * away there is no deadline, since it comes back or is lost.
   */
  private Optional<Instant> deadline(Execution execution) {
    KnownNode node = nodes.get(execution.nodeId());
    Optional<Instant> connected = Optional.ofNullable(node).flatMap(KnownNode::connectedSince);
    return connected.flatMap(since -> {
      Instant from = latest(Times.instant(execution.modifyTime()), snapshot.startedAt(), since);
      return switch (execution.state().state()) {
        case NEW, ASK_FOR_BID -> Optional.of(from.plus(BatchScheduler.OFFER_TIMEOUT));
        case RUNNING, PUBLISHING -> executionDeadline(from);
        case UNDEFINED,
            ASK_FOR_BID_ACCEPTED,
            ASK_FOR_BID_REJECTED,
            BID_ACCEPTED,
            BID_REJECTED,
            COMPLETED,
            FAILED,
            CANCELLED ->
            Optional.<Instant>empty();
      };
    });
  }

  private Optional<Instant> executionDeadline(Instant from) {
    long limit = timeouts.executionLimitSeconds();
    return limit == 0
        ? Optional.empty()
        : Optional.of(
            Times.after(
                from,
                Math.addExact(limit, BatchScheduler.EXECUTION_TIMEOUT_ALLOWANCE.toSeconds())));
  }

  private List<Partition> partitions() {
    Map<Integer, List<Execution>> attempts =
        draft.executions().stream()
            .filter(execution -> execution.jobVersion() == job.version())
            .collect(Collectors.groupingBy(Execution::partitionIndex));
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
        cancel(execution, "its partition is completed");
      } else if (!execution.equals(furthest)) {
        cancel(execution, "its partition has another execution");
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

  /**
   * Makes executions for the partitions that need one.
   *
   * @return false when the job failed by it
   */
  private boolean place(List<Partition> open) {
    if (open.isEmpty()) {
      markRunning();
      return true;
    }
    Placement placement = new Placement(job, snapshot.nodes(), ofThisVersion());
    Resources resources = Resources.parse(job.task().resources());
    List<Partition> unplaced = new ArrayList<>();
    for (Partition partition : open) {
      if (draft.created() == BatchScheduler.MAX_NEW_EXECUTIONS) {
        draft.followUp(Trigger.EXECUTION_LIMIT, now);
        break;
      }
      placement
          .choose(partition)
          .ifPresentOrElse(
              node -> draft.create(ids.next(IdSource.EXECUTION), node.id(), partition, resources),
              () -> unplaced.add(partition));
    }
    Optional<Partition> hopeless =
        unplaced.stream().filter(p -> !p.lastingFailures().isEmpty()).findFirst();
    if (hopeless.isPresent()) {
      failFor(hopeless.get());
      return false;
    }
    if (!unplaced.isEmpty()) {
      return await(placement, unplaced.size());
    }
    markRunning();
    return true;
  }

  private List<Execution> ofThisVersion() {
    return draft.executions().stream()
        .filter(execution -> execution.jobVersion() == job.version())
        .toList();
  }

  /**
   * Waits for nodes as long as the job allows.
   *
   * @return false when it does not, and the job failed
   */
  private boolean await(Placement placement, int unplaced) {
    String message = placement.notEnoughNodes(unplaced);
    Map<String, String> details = placement.notEnoughNodesDetails(unplaced);
    Instant deadline =
        latest(Times.after(snapshot.versionTime(), timeouts.queueTimeout()), graceEnd(placement));
    if (!now.isBefore(deadline)) {
      failJob(Event.Topic.QUEUEING, message, details);
      return false;
    }
    Instant next = now.plus(BatchScheduler.QUEUE_BACKOFF);
    draft.followUp(Trigger.JOB_QUEUE, next.isBefore(deadline) ? next : deadline);
    if (hasProgress()) {
      markRunning();
    } else if (job.state().state() != JobState.QUEUED) {
      draft.jobState(JobState.QUEUED, Event.Topic.QUEUEING, "job queued: " + message, details);
    }
    return true;
  }

  /** Until when nodes are expected back that the job could use. */
  private Instant graceEnd(Placement placement) {
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
    return from.plus(BatchScheduler.NODE_GRACE);
  }

  private boolean hasProgress() {
    return ofThisVersion().stream()
        .anyMatch(e -> !e.isFinal() || e.state().state() == ExecutionState.COMPLETED);
  }

  private void markRunning() {
    if (job.state().state() != JobState.RUNNING) {
      draft.jobState(JobState.RUNNING, Event.Topic.STATE_UPDATE, "job running");
    }
  }

  private void addTimeoutFollowUps() {
    totalDeadline().ifPresent(time -> draft.followUp(Trigger.JOB_TIMEOUT, time));
    draft.live().stream()
        .map(this::lookAgainAt)
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder())
        .ifPresent(time -> draft.followUp(Trigger.EXECUTION_TIMEOUT, time));
  }

  /** An offer to a node that is away has no deadline yet, and gets one when the node is back. */
  private Optional<Instant> lookAgainAt(Execution execution) {
    Duration ahead = BatchScheduler.OFFER_TIMEOUT;
    return deadline(execution)
        .or(() -> isUnanswered(execution) ? Optional.of(now.plus(ahead)) : Optional.empty());
  }

  private static Instant latest(Instant first, Instant... others) {
    Instant found = first;
    for (Instant other : others) {
      found = other.isAfter(found) ? other : found;
    }
    return found;
  }
}
