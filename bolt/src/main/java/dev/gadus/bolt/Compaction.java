// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Copies all that is in one database into another, in transactions of bounded size. */
final class Compaction {
  private final Database target;
  private final long transactionMaxBytes;

  /** From the root bucket to the one that is being copied. */
  private final List<Level> levels = new ArrayList<>();

  private @Nullable Transaction writing;
  private long writtenBytes;

  private Compaction(Database target, long transactionMaxBytes) {
    this.target = target;
    this.transactionMaxBytes = transactionMaxBytes;
  }

  static void copy(Database source, Database target, long transactionMaxBytes) {
    Compaction compaction = new Compaction(target, transactionMaxBytes);
    try (Transaction reading = source.beginRead()) {
      requireRoom(reading, target);
      compaction.copyAll(reading.rootBucket());
      compaction.commit();
    } finally {
      compaction.close();
    }
  }

  /**
   * Refuses to begin what cannot end. Where all pages that are in use fit, the copy does; else the
   * pages are looked at, for some may be half empty, and what is in them has to fit.
   */
  private static void requireRoom(Transaction reading, Database target) {
    long room = target.roomBytes();
    if (room >= reading.size()) {
      return;
    }
    BucketStatistics all = reading.rootBucket().statistics();
    long needed = all.leafUsedBytes();
    if (room < needed) {
      throw BoltException.Storage.noRoom(
          "compaction was not begun: No space left on device: it needs "
              + needed
              + " bytes at least, and there is room for "
              + room
              + ": file="
              + target.path());
    }
  }

  /** A bucket that is being copied, up to where its cursor stands. */
  private static final class Level {
    final Cursor cursor;
    final byte[] name;
    @Nullable Bucket copy;

    Level(Bucket source, byte[] name) {
      this.cursor = source.cursor();
      this.name = name;
    }
  }

  /**
   * Buckets may be nested deeper than the thread's stack goes, so the way down is kept in a list.
   */
  private void copyAll(Bucket root) {
    levels.add(new Level(root, new byte[0]));
    while (!levels.isEmpty()) {
      Cursor cursor = levels.getLast().cursor;
      if (!cursor.next()) {
        levels.removeLast();
        continue;
      }
      byte[] key = cursor.key();
      if (cursor.isBucket()) {
        copyBucket(cursor.bucket(), key);
      } else {
        byte[] value = cursor.value();
        makeRoom((long) key.length + value.length);
        place().put(key, value);
      }
    }
  }

  private void copyBucket(Bucket parent, byte[] name) {
    Bucket source =
        parent
            .bucket(name)
            .orElseThrow(() ->
                new BoltException.CorruptDatabase(
                    BoltException.CorruptDatabase.NO_PAGE,
                    "a bucket is not where its name belongs"));
    makeRoom(name.length);
    Bucket copy = place().createBucket(name);
    copy.setSequence(source.sequence());
    levels.add(new Level(source, name));
  }

  /** Returns the bucket of the target that the last level is copied into. */
  private Bucket place() {
    Transaction transaction = writing;
    if (transaction == null) {
      transaction = target.beginWrite();
      writing = transaction;
      writtenBytes = 0;
      levels.forEach(level -> level.copy = null);
    }
    Bucket copy = transaction.rootBucket();
    int known = levels.size() - 1;
    while (known > 0 && levels.get(known).copy == null) {
      known--;
    }
    for (int i = known; i < levels.size(); i++) {
      Level level = levels.get(i);
      Bucket open = level.copy;
      if (open == null) {
        open = i == 0 ? copy : copy.bucket(level.name).orElseThrow();
        // Keys come in order, so no page will be inserted into.
        open.setFillPercent(1.0);
        level.copy = open;
      }
      copy = open;
    }
    return copy;
  }

  /** Commits when the transaction would become too large. */
  private void makeRoom(long bytes) {
    boolean full =
        transactionMaxBytes > 0 && writtenBytes > 0 && writtenBytes + bytes > transactionMaxBytes;
    if (full) {
      commit();
    }
    writtenBytes += bytes;
  }

  private void commit() {
    Transaction transaction = writing;
    writing = null;
    writtenBytes = 0;
    if (transaction != null) {
      transaction.commit();
    }
  }

  private void close() {
    if (writing != null) {
      writing.close();
    }
  }
}
