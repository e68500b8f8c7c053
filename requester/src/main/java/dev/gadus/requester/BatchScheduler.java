package dev.gadus.requester;

import dev.gadus.model.IdSource;
import dev.gadus.model.Plan;
import java.time.Duration;

/**
 * Decides about batch jobs: each of {@code Count} partitions runs until it completed once. Several
 * partitions may share a node.
 *
 * <p>A pure function: the same snapshot and ids give the same plan.
 */
final class BatchScheduler {
  /**
   * New executions of one evaluation: each carries a copy of the job to its node in the transaction
   * of the plan, and a job may be megabytes long. The rest follows in the next evaluation.
   */
  static final int MAX_NEW_EXECUTIONS = 20;

  /** How long a waiting job waits for another look, unless a node joins before. */
  static final Duration QUEUE_BACKOFF = Duration.ofMinutes(1);

  /**
   * How long a job without a queue timeout waits for nodes that are expected back: after a start of
   * the requester, and after a node was lost or started again. Two heartbeats of a node.
   */
  static final Duration NODE_GRACE = Duration.ofSeconds(30);

  /**
   * How long a connected node may take to answer an offer: it decides at once and only may be busy.
   */
  static final Duration OFFER_TIMEOUT = Duration.ofMinutes(1);

  /**
   * Added to the execution timeout before the requester steps in: the compute node keeps the limit
   * itself and reports it better.
   */
  static final Duration EXECUTION_TIMEOUT_ALLOWANCE = Duration.ofSeconds(30);

  private final IdSource ids;

  BatchScheduler(IdSource ids) {
    this.ids = ids;
  }

  Plan plan(Snapshot snapshot) {
    return new BatchDecision(snapshot, ids).decide();
  }
}
