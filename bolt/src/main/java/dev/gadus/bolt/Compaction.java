package dev.gadus.bolt;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Copies all that is in one database into another, in transactions of bounded size. */
final class Compaction {
  private final Database target;
  private final long transactionMaxBytes;
  private @Nullable Transaction writing;
  private long writtenBytes;

  private Compaction(Database target, long transactionMaxBytes) {
    this.target = target;
    this.transactionMaxBytes = transactionMaxBytes;
  }

  static void copy(Database source, Database target, long transactionMaxBytes) {
    Compaction compaction = new Compaction(target, transactionMaxBytes);
    try (Transaction reading = source.beginRead()) {
      compaction.copyBucket(reading.rootBucket(), new ArrayDeque<>());
      compaction.commit();
    } finally {
      compaction.close();
    }
  }

  private void copyBucket(Bucket source, Deque<byte[]> path) {
    Cursor cursor = source.cursor();
    Bucket place = place(path);
    while (cursor.next()) {
      byte[] key = cursor.key();
      if (cursor.isBucket()) {
        Bucket child =
            source
                .bucket(key)
                .orElseThrow(() ->
                    new CorruptDatabaseException(
                        CorruptDatabaseException.NO_PAGE,
                        "a bucket is not where its name belongs"));
        makeRoom(key.length);
        Bucket copy = place(path).createBucket(key);
        copy.setFillPercent(1.0);
        copy.setSequence(child.sequence());
        path.addLast(key);
        copyBucket(child, path);
        path.removeLast();
        place = place(path);
      } else {
        byte[] value = cursor.value();
        if (makeRoom((long) key.length + value.length)) {
          place = place(path);
        }
        place.put(key, value);
      }
    }
  }

  /** Returns the bucket of the target to which a path leads. */
  private Bucket place(Deque<byte[]> path) {
    Transaction transaction = writing;
    if (transaction == null) {
      transaction = target.beginWrite();
      writing = transaction;
      writtenBytes = 0;
    }
    Bucket bucket = transaction.rootBucket();
    for (byte[] name : path) {
      bucket = bucket.bucket(name).orElseThrow();
    }
    // Keys come in order, so no page will be inserted into.
    bucket.setFillPercent(1.0);
    return bucket;
  }

  /** Commits when the transaction would become too large; returns whether it did. */
  private boolean makeRoom(long bytes) {
    boolean full =
        transactionMaxBytes > 0 && writtenBytes > 0 && writtenBytes + bytes > transactionMaxBytes;
    if (full) {
      commit();
    }
    writtenBytes += bytes;
    return full;
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
