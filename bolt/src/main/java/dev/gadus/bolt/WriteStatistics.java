// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/**
 * The work of write transactions.
 *
 * @param allocatedPageCount pages allocated, overflow pages among them
 * @param nodeCount pages taken into memory to be changed
 * @param rebalanceCount nodes merged or removed because they had become too empty
 * @param splitCount nodes split because they had become too full
 * @param spillCount nodes written to pages
 * @param writeCount write calls
 * @param writtenBytes bytes written
 * @param syncCount waits for the disk
 */
public record WriteStatistics(
    long allocatedPageCount,
    long nodeCount,
    long rebalanceCount,
    long splitCount,
    long spillCount,
    long writeCount,
    long writtenBytes,
    long syncCount) {

  /** Of nothing. */
  public static final WriteStatistics EMPTY = new WriteStatistics(0, 0, 0, 0, 0, 0, 0, 0);

  /** Adds the changes of a commit, before they are written. */
  WriteStatistics plusChanges(long allocatedPages, Spiller.Counts changes) {
    return new WriteStatistics(
        allocatedPageCount + allocatedPages,
        nodeCount + changes.nodes(),
        rebalanceCount + changes.rebalances(),
        splitCount + changes.splits(),
        spillCount + changes.spills(),
        writeCount,
        writtenBytes,
        syncCount);
  }

  /** Sets what all write transactions together wrote and waited for. */
  WriteStatistics withWrites(long writes, long bytes, long syncs) {
    return new WriteStatistics(
        allocatedPageCount,
        nodeCount,
        rebalanceCount,
        splitCount,
        spillCount,
        writes,
        bytes,
        syncs);
  }

  /**
   * {@return the sum of both}
   *
   * @param other what is added
   */
  public WriteStatistics plus(WriteStatistics other) {
    return new WriteStatistics(
        allocatedPageCount + other.allocatedPageCount,
        nodeCount + other.nodeCount,
        rebalanceCount + other.rebalanceCount,
        splitCount + other.splitCount,
        spillCount + other.spillCount,
        writeCount + other.writeCount,
        writtenBytes + other.writtenBytes,
        syncCount + other.syncCount);
  }
}
