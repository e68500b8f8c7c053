// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.model.JobState;
import dev.gadus.model.JobType;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

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
    return changed(draft -> draft.namespace = Optional.of(name));
  }

  public JobQuery withStates(JobState first, JobState... more) {
    return changed(draft -> draft.states = EnumSet.of(first, more));
  }

  public JobQuery withTypes(JobType first, JobType... more) {
    return changed(draft -> draft.types = EnumSet.of(first, more));
  }

  public JobQuery onNode(String id) {
    return changed(draft -> draft.nodeId = Optional.of(id));
  }

  public JobQuery withLabels(LabelSelector selector) {
    return changed(draft -> draft.labels = selector);
  }

  public JobQuery between(Instant earliest, Instant latest) {
    return changed(draft -> {
      draft.from = earliest;
      draft.until = latest;
    });
  }

  public JobQuery orderedBy(Order by, boolean newest) {
    return changed(draft -> {
      draft.order = by;
      draft.newestFirst = newest;
    });
  }

  public JobQuery withLimit(int most) {
    return changed(draft -> draft.limit = most);
  }

  /** The same list from where the last page ended. */
  public JobQuery after(String nextToken) {
    return changed(draft -> draft.token = nextToken);
  }

  private JobQuery changed(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.query();
  }

  /** The components, while one of them changes. */
  private static final class Draft {
    Optional<String> namespace;
    Set<JobState> states;
    Set<JobType> types;
    Optional<String> nodeId;
    LabelSelector labels;
    Instant from;
    Instant until;
    Order order;
    boolean newestFirst;
    int limit;
    String token;

    Draft(JobQuery query) {
      this.namespace = query.namespace;
      this.states = query.states;
      this.types = query.types;
      this.nodeId = query.nodeId;
      this.labels = query.labels;
      this.from = query.from;
      this.until = query.until;
      this.order = query.order;
      this.newestFirst = query.newestFirst;
      this.limit = query.limit;
      this.token = query.token;
    }

    JobQuery query() {
      return new JobQuery(
          namespace, states, types, nodeId, labels, from, until, order, newestFirst, limit, token);
    }
  }
}
