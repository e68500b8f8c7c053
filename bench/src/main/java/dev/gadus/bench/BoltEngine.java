// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import dev.gadus.bolt.Bucket;
import dev.gadus.bolt.Cursor;
import dev.gadus.bolt.Database;
import dev.gadus.bolt.Options;
import dev.gadus.bolt.Transaction;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Our own engine. */
final class BoltEngine implements Engine {
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private static final int SHRINK_ABOVE_PERCENT = 25;

  private @Nullable Database database;
  private byte[] bucketName = {};

  @Override
  public void open(Path file, Opening opening, String bucket) {
    bucketName = bucket.getBytes(StandardCharsets.UTF_8);
    Options options =
        switch (opening) {
          case DURABLE -> Options.defaults();
          case FAST -> Options.defaults().noSync(true);
          case SHRINKING -> Options.defaults().shrinkAbovePercent(SHRINK_ABOVE_PERCENT);
        };
    Database opened = Database.open(file, options);
    database = opened;
    try (Transaction transaction = opened.beginRead()) {
      if (transaction.bucket(bucketName).isPresent()) {
        return;
      }
    }
    opened.update(transaction -> transaction.createBucketIfAbsent(bucketName).isWritable());
  }

  private Database database() {
    if (database == null) {
      throw new IllegalStateException("no file is open");
    }
    return database;
  }

  private Bucket bucket(Transaction transaction) {
    return transaction.bucket(bucketName).orElseThrow();
  }

  @Override
  public void write(Consumer<Writes> body) {
    database().update(transaction -> apply(body, transaction));
  }

  @Override
  public void writeTogether(Consumer<Writes> body) {
    database().batch(transaction -> apply(body, transaction));
  }

  private boolean apply(Consumer<Writes> body, Transaction transaction) {
    body.accept(new BoltWrites(bucket(transaction)));
    return true;
  }

  @Override
  public Reads beginRead() {
    Transaction transaction = database().beginRead();
    return new BoltReads(transaction, bucket(transaction));
  }

  @Override
  public boolean shrink() {
    database().shrink();
    return true;
  }

  @Override
  public long freePages() {
    return database().statistics().freePageCount() + database().statistics().pendingPageCount();
  }

  @Override
  public void close() {
    if (database != null) {
      database.close();
      database = null;
    }
  }

  /** The engine copies what it is given, so the arrays serve again and again. */
  private static final class BoltWrites implements Writes {
    private final Bucket bucket;
    private final byte[] key = new byte[Records.KEY_BYTES];
    private byte[] value = new byte[0];

    BoltWrites(Bucket bucket) {
      this.bucket = bucket;
    }

    @Override
    public void put(long id, long version, int valueBytes) {
      Records.fillKey(key, id);
      if (value.length == valueBytes) {
        Records.fillValue(value, id, version);
      } else {
        value = Records.value(id, version, valueBytes);
      }
      bucket.put(key, value);
    }

    @Override
    public void delete(long id) {
      Records.fillKey(key, id);
      bucket.delete(key);
    }
  }

  private static final class BoltReads implements Reads {
    private final Transaction transaction;
    private final Bucket bucket;
    private final byte[] key = new byte[Records.KEY_BYTES];
    private @Nullable Cursor cursor;

    /** Where all entries lie: in a read transaction it is the same for each. */
    private @Nullable MemorySegment memory;

    BoltReads(Transaction transaction, Bucket bucket) {
      this.transaction = transaction;
      this.bucket = bucket;
    }

    private Cursor cursor() {
      if (cursor == null) {
        cursor = bucket.cursor();
      }
      return cursor;
    }

    private MemorySegment memory() {
      if (memory == null) {
        memory = cursor().memory();
      }
      return memory;
    }

    @Override
    public long get(long id) {
      if (!seek(id)) {
        return ABSENT;
      }
      Cursor at = cursor();
      return memory().get(LONG, at.valueOffset()) + at.valueSize();
    }

    @Override
    public long copy(long id) {
      Records.fillKey(key, id);
      Optional<byte[]> value = bucket.get(key);
      return value.isEmpty() ? ABSENT : Records.longAt(value.get(), 0) + value.get().length;
    }

    @Override
    public long version(long id) {
      return seek(id) ? memory().get(LONG, cursor().valueOffset() + Long.BYTES) : ABSENT;
    }

    @Override
    public boolean first() {
      return cursor().first();
    }

    @Override
    public boolean seek(long id) {
      Records.fillKey(key, id);
      return cursor().seekExact(key);
    }

    @Override
    public void addUp(long most, Sum sum) {
      Cursor at = cursor();
      MemorySegment entries = memory();
      long total = 0;
      long count = 0;
      do {
        total +=
            Engine.entrySum(entries.get(LONG, at.keyOffset()), entries.get(LONG, at.valueOffset()));
        count++;
      } while (count < most && at.next());
      sum.total += total;
      sum.count += count;
    }

    @Override
    public void close() {
      transaction.close();
    }
  }
}
