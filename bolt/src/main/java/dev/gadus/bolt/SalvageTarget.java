// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where what was saved is written: some bucket at a time, in transactions of bounded size. */
final class SalvageTarget implements AutoCloseable {
  /** Bytes of keys and values after which the target commits. */
  private static final long TRANSACTION_BYTES = 16 << 20;

  /** Buckets of a way that a finding names; the file may nest them as deep as it is long. */
  private static final int MAX_NAMES_SHOWN = 32;

  private final Database database;

  /** The way to the bucket that is written to; null in the root bucket. */
  private @Nullable Way way;

  private @Nullable Transaction writing;
  private @Nullable Bucket place;
  private long writtenBytes;

  SalvageTarget(Database database) {
    this.database = database;
  }

  /** The way to a bucket: that to the bucket that it is in, and its name. */
  static final class Way {
    final @Nullable Way above;
    final byte[] name;

    Way(@Nullable Way above, byte[] name) {
      this.above = above;
      this.name = name;
    }
  }

  @Nullable Way way() {
    return way;
  }

  /** Goes to a bucket that was made before. */
  void enter(@Nullable Way next) {
    // The bucket that was just made in the one that was written last is at hand.
    Bucket above = next != null && next.above == way ? place : null;
    way = next;
    place = above == null || next == null ? null : above.bucket(next.name).orElse(null);
  }

  /** Returns whether the bucket has such a key, or a bucket of this name. */
  boolean has(byte[] key) {
    Bucket bucket = place();
    return bucket.get(key).isPresent() || bucket.bucket(key).isPresent();
  }

  void put(byte[] key, byte[] value) {
    makeRoom(key.length + (long) value.length);
    place().put(key, value);
  }

  void makeBucket(byte[] name, long sequence) {
    makeRoom(name.length);
    place().createBucketIfAbsent(name).setSequence(sequence);
  }

  /** Returns the way as text, for a finding. */
  String pathText() {
    List<byte[]> names = names(MAX_NAMES_SHOWN + 1);
    boolean cut = names.size() > MAX_NAMES_SHOWN;
    StringBuilder text = new StringBuilder(cut ? "bucket .../" : "bucket /");
    for (byte[] name : cut ? names.subList(1, names.size()) : names) {
      text.append(HexFormat.of().formatHex(name)).append('/');
    }
    return text.toString();
  }

  /** Returns the names of the buckets on the way, the last ones when there are more. */
  private List<byte[]> names(int limit) {
    List<byte[]> names = new ArrayList<>();
    for (Way step = way; step != null && names.size() < limit; step = step.above) {
      names.add(step.name);
    }
    return names.reversed();
  }

  /** Returns the bucket of the target at the end of the way. */
  private Bucket place() {
    Transaction transaction = writing;
    if (transaction == null) {
      transaction = database.beginWrite();
      writing = transaction;
      place = null;
    }
    Bucket bucket = place;
    if (bucket == null) {
      bucket = transaction.rootBucket();
      for (byte[] name : names(Integer.MAX_VALUE)) {
        bucket = bucket.bucket(name).orElseThrow();
      }
      place = bucket;
    }
    bucket.setFillPercent(1.0);
    return bucket;
  }

  private void makeRoom(long bytes) {
    if (writtenBytes + bytes > TRANSACTION_BYTES) {
      commit();
    }
    writtenBytes += bytes;
  }

  void commit() {
    Transaction transaction = writing;
    writing = null;
    place = null;
    writtenBytes = 0;
    if (transaction != null) {
      transaction.commit();
    }
  }

  /** Takes back what is not committed. */
  @Override
  public void close() {
    Transaction transaction = writing;
    writing = null;
    if (transaction != null) {
      transaction.close();
    }
  }
}
