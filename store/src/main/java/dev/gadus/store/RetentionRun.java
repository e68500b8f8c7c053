// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Removes what a limit does not keep, oldest first, in many short transactions, so that others wait
 * little.
 *
 * @param <W> the view that changes are made by
 */
final class RetentionRun<W> {
  /**
   * Records removed in one transaction: short for others that wait, long enough to share a sync.
   */
  static final int BATCH = 50;

  private final Retention.Limit limit;
  private final String lastExpired;
  private final Source<W> source;
  private final Function<StoreFunction<W, Step, RuntimeException>, Step> write;

  /** Where the records are. */
  interface Source<W> {
    /** The records that the limit is about, in order of their last change, oldest first. */
    Postings postings(W view);

    /** Removes a record unless that must wait; returns whether it did. */
    boolean remove(W writer, String id);
  }

  /**
   * What a transaction did.
   *
   * @param due how many records the limit does not keep, those that must wait among them
   * @param position the last record that it looked at
   * @param ended whether there is nothing more to remove
   */
  record Step(int due, int removed, String position, boolean ended) {}

  RetentionRun(
      Retention.Limit limit,
      Instant now,
      Source<W> source,
      Function<StoreFunction<W, Step, RuntimeException>, Step> write) {
    this.limit = limit;
    this.lastExpired = limit.age().map(age -> Keys.padded(Keys.nanos(now.minus(age)))).orElse("");
    this.source = source;
    this.write = write;
  }

  /**
   * Removes all that is due, and returns how much that was.
   *
   * @param present how many records the limit is about; any number when it has no count
   */
  long run(long present) {
    // Those that must wait count as well, or newer ones would be removed in their place.
    long excess = Math.max(0, present - limit.count().orElse(present));
    long removed = 0;
    Step step = new Step(0, 0, Postings.BEFORE_ALL, false);
    while (!step.ended()) {
      long more = excess;
      String position = step.position();
      step = write.apply(view -> step(view, position, more));
      excess -= step.due();
      removed += step.removed();
    }
    return removed;
  }

  /** How many records a list holds. */
  static long count(Postings postings) {
    long count = 0;
    for (@Nullable String at = postings.first(); at != null; at = postings.find(at, false)) {
      count++;
    }
    return count;
  }

  private Step step(W view, String after, long excess) {
    Postings postings = source.postings(view);
    List<String> due = new ArrayList<>();
    @Nullable String next = postings.find(after, false);
    while (next != null && due.size() < BATCH && isDue(next, due.size() < excess)) {
      due.add(next);
      next = postings.find(next, false);
    }
    int removed = 0;
    for (String position : due) {
      if (source.remove(view, Keys.lastPart(position))) {
        removed++;
      }
    }
    return new Step(due.size(), removed, due.isEmpty() ? after : due.getLast(), due.size() < BATCH);
  }

  private boolean isDue(String position, boolean tooMany) {
    return tooMany || position.substring(0, Keys.DIGITS).compareTo(lastExpired) <= 0;
  }
}
