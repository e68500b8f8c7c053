// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.bolt.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The latest changes of a store, in the bucket {@code change} under {@code position / job id}. The
 * bucket's own sequence is the last position.
 */
final class ChangeLog {
  /** Enough for somebody who was away for a while on a busy node; some 20 MB. */
  static final int KEPT = 100_000;

  private final Table table;
  private final Instant time;
  private final Set<String> changedJobs = new HashSet<>();

  ChangeLog(Transaction transaction, Instant time) {
    this.table = Table.in(transaction, SharedBuckets.CHANGE);
    this.time = time;
  }

  /** The jobs that this transaction changed or touched. */
  Set<String> changedJobs() {
    return changedJobs;
  }

  /** Wakes the watches of a job, without a change that is handed out. */
  void touch(String jobId) {
    changedJobs.add(jobId);
  }

  void append(Change.Kind kind, String jobId, String executionId, String state, long revision) {
    long position = table.nextSequence();
    table.put(
        key(position, jobId),
        new Change(position, kind, jobId, executionId, state, revision, time));
    changedJobs.add(jobId);
    if (position > KEPT) {
      String old = Keys.prefix(Keys.padded(position - KEPT));
      table.keys(old).forEach(table::delete);
    }
  }

  /**
   * The changes after a position, in order.
   *
   * @param jobId of this job alone; absent for all
   * @param limit most that are returned
   * @throws StoreException.PositionGone when changes after the position are not kept any more
   */
  static Changes after(Table table, long position, Optional<String> jobId, int limit) {
    long last = table.sequence();
    if (position > last || position < 0) {
      throw new StoreException.InvalidQuery(
          "position " + position + " is not one of this store, whose last is " + last);
    }
    if (last - position > KEPT) {
      throw new StoreException.PositionGone(position, last - KEPT, last);
    }
    List<Change> changes = new ArrayList<>();
    String start = Keys.padded(position + 1);
    String wanted = jobId.orElse("");
    table.forEachKey(
        "",
        start,
        key -> {
          if (wanted.isEmpty() || Keys.lastPart(key).equals(wanted)) {
            changes.add(table.require(key, Change.class));
          }
          return changes.size() < limit;
        });
    return new Changes(changes, changes.size() < limit ? last : changes.getLast().position());
  }

  private static String key(long position, String jobId) {
    return Keys.join(Keys.padded(position), jobId);
  }
}
