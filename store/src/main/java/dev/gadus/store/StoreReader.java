// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.bolt.Transaction;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A store as it is in one transaction. Used by the thread that got it, and only until the
 * transaction ends.
 */
public abstract sealed class StoreReader permits JobReader, ExecutionReader {
  private final Transaction transaction;
  private final RecentRecords recent;
  private final Map<BucketName, Table> tables = new HashMap<>();

  StoreReader(Transaction transaction, RecentRecords recent) {
    this.transaction = transaction;
    this.recent = recent;
  }

  final Table table(BucketName bucket) {
    return tables.computeIfAbsent(bucket, name -> Table.in(transaction, name, recent));
  }

  /** The position of the latest change: what to go on from after reading what is there now. */
  public final long lastPosition() {
    return table(SharedBuckets.CHANGE).sequence();
  }

  /**
   * The changes after a position, in order.
   *
   * @param jobId of this job and its executions alone; absent for all
   * @param limit most that are returned
   * @throws StoreException.PositionGone when changes after the position are not kept any more
   */
  public final Changes changes(long position, Optional<String> jobId, int limit) {
    return ChangeLog.after(table(SharedBuckets.CHANGE), position, jobId, limit);
  }
}
