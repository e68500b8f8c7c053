// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.model.JobState;
import dev.gadus.model.JobType;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which jobs a list holds, in which order, and which part of it is wanted. Start from {@link #ALL}.
 *
 * @param namespace absent for all
 * @param states empty for all
 * @param types empty for all
 * @param nodeId jobs with an execution on this node, in order of creation only; absent for all
 * @param labels what the jobs' labels must be
 * @param from jobs whose creation or change, whichever the order is by, is at this time or later
 * @param until the same, at this time or earlier
 * @param newestFirst false for oldest first
 * @param limit most jobs in a page; 0 for no limit
 * @param token the last page's {@link Page#nextToken}, empty for the first page; its order,
 *     direction and limit win over the ones here
 */
public record JobQuery(
    Optional<String> namespace,
    Set<JobState> states,
    Set<JobType> types,
    Optional<String> nodeId,
    LabelSelector labels,
    Instant from,
    Instant until,
    Order order,
    boolean newestFirst,
    int limit,
    String token) {
  /** Every job, oldest first, in one page. */
  public static final JobQuery ALL =
      new JobQuery(
          Optional.empty(),
          Set.of(),
          Set.of(),
          Optional.empty(),
          LabelSelector.ALL,
          Instant.EPOCH,
          Instant.MAX,
          Order.CREATED,
          false,
          0,
          "");

  /** What a list is sorted by; equal times are in the order of ids. */
  public enum Order {
    CREATED,
    /** A job that changes between two pages moves, and may be seen again at its new place. */
    MODIFIED
  }

  public JobQuery {
    states = Set.copyOf(states);
    types = Set.copyOf(types);
    if (limit < 0) {
      throw new StoreException.InvalidQuery("limit must be 0 or more: limit=" + limit);
    }
  }

  public JobQuery inNamespace(String name) {
    return new JobQuery(
        Optional.of(name),
        states,
        types,
        nodeId,
        labels,
        from,
        until,
        order,
        newestFirst,
        limit,
        token);
  }

  public JobQuery withStates(JobState first, JobState... more) {
    return new JobQuery(
        namespace,
        EnumSet.of(first, more),
        types,
        nodeId,
        labels,
        from,
        until,
        order,
        newestFirst,
        limit,
        token);
  }

  public JobQuery withTypes(JobType first, JobType... more) {
    return new JobQuery(
        namespace,
        states,
        EnumSet.of(first, more),
        nodeId,
        labels,
        from,
        until,
        order,
        newestFirst,
        limit,
        token);
  }

  public JobQuery onNode(String id) {
    return new JobQuery(
        namespace,
        states,
        types,
        Optional.of(id),
        labels,
        from,
        until,
        order,
        newestFirst,
        limit,
        token);
  }

  public JobQuery withLabels(LabelSelector selector) {
    return new JobQuery(
        namespace, states, types, nodeId, selector, from, until, order, newestFirst, limit, token);
  }

  public JobQuery between(Instant earliest, Instant latest) {
    return new JobQuery(
        namespace,
        states,
        types,
        nodeId,
        labels,
        earliest,
        latest,
        order,
        newestFirst,
        limit,
        token);
  }

  public JobQuery orderedBy(Order changed, boolean newest) {
    return new JobQuery(
        namespace, states, types, nodeId, labels, from, until, changed, newest, limit, token);
  }

  public JobQuery withLimit(int most) {
    return new JobQuery(
        namespace, states, types, nodeId, labels, from, until, order, newestFirst, most, token);
  }

  /** The same list from where the last page ended. */
  public JobQuery after(String nextToken) {
    return new JobQuery(
        namespace,
        states,
        types,
        nodeId,
        labels,
        from,
        until,
        order,
        newestFirst,
        limit,
        nextToken);
  }
}
