// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import dev.gadus.model.IdSource;
import dev.gadus.model.ResourceRequest;
import dev.gadus.model.TaskTypes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * How a requester works.
 *
 * @param clock tells the time of everything that is decided and noted
 * @param ids makes the ids of jobs, executions and evaluations
 * @param taskTypes what tasks may name; jobs that name anything else are refused
 * @param ticker calls the requester's housekeeping
 * @param defaultResources what a task gets that does not say
 * @param nodeTimeout after so long without a heartbeat a node is lost
 * @param workers evaluations that are handled at a time, at least 1
 */
public record RequesterOptions(
    InstantSource clock,
    IdSource ids,
    TaskTypes taskTypes,
    Ticker ticker,
    ResourceRequest defaultResources,
    Duration nodeTimeout,
    int workers) {
  /** Small enough for a laptop, large enough for a program that does something. */
  public static final ResourceRequest DEFAULT_RESOURCES =
      new ResourceRequest("500m", "512Mb", "", "");

  /** Four missed heartbeats. */
  public static final Duration DEFAULT_NODE_TIMEOUT = Duration.ofMinutes(1);

  /** Workers mostly wait for the disk, and those that wait together share one wait. */
  public static final int DEFAULT_WORKERS = 8;

  public RequesterOptions {
    if (nodeTimeout.isNegative() || nodeTimeout.isZero()) {
      throw new IllegalArgumentException(
          "nodeTimeout must be more than zero: nodeTimeout=" + nodeTimeout);
    }
    if (workers < 1) {
      throw new IllegalArgumentException("workers must be 1 or more: workers=" + workers);
    }
  }

  /** The usual settings. */
  public static RequesterOptions of(InstantSource clock, IdSource ids, TaskTypes taskTypes) {
    return new RequesterOptions(
        clock,
        ids,
        taskTypes,
        Ticker.every("requester ticker", Ticker.DEFAULT_PERIOD),
        DEFAULT_RESOURCES,
        DEFAULT_NODE_TIMEOUT,
        DEFAULT_WORKERS);
  }

  public RequesterOptions withTicker(Ticker changed) {
    return changed(draft -> draft.ticker = changed);
  }

  public RequesterOptions withDefaultResources(ResourceRequest changed) {
    return changed(draft -> draft.defaultResources = changed);
  }

  public RequesterOptions withNodeTimeout(Duration changed) {
    return changed(draft -> draft.nodeTimeout = changed);
  }

  public RequesterOptions withWorkers(int changed) {
    return changed(draft -> draft.workers = changed);
  }

  private RequesterOptions changed(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.options();
  }

  /** The components, while some of them change. */
  private static final class Draft {
    private final RequesterOptions before;
    private Ticker ticker;
    private ResourceRequest defaultResources;
    private Duration nodeTimeout;
    private int workers;

    Draft(RequesterOptions before) {
      this.before = before;
      this.ticker = before.ticker;
      this.defaultResources = before.defaultResources;
      this.nodeTimeout = before.nodeTimeout;
      this.workers = before.workers;
    }

    RequesterOptions options() {
      return new RequesterOptions(
          before.clock,
          before.ids,
          before.taskTypes,
          ticker,
          defaultResources,
          nodeTimeout,
          workers);
    }
  }
}
