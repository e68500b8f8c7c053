// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import dev.gadus.bolt.Bucket;
import dev.gadus.bolt.Cursor;
import dev.gadus.bolt.Database;
import dev.gadus.bolt.Transaction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** The work that {@code bench} measures. */
final class Benchmark {
  private static final byte[] BUCKET = "bench".getBytes(StandardCharsets.UTF_8);
  private static final long LEAST_READ_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * Which keys are written, in order or at random, and whether each batch gets a bucket of its own.
   */
  enum WriteMode {
    SEQUENTIAL("seq", false, false),
    RANDOM("rnd", true, false),
    SEQUENTIAL_NESTED("seq-nest", false, true),
    RANDOM_NESTED("rnd-nest", true, true);

    private final String text;
    private final boolean random;
    private final boolean nested;

    WriteMode(String text, boolean random, boolean nested) {
      this.text = text;
      this.random = random;
      this.nested = nested;
    }

    static WriteMode of(String text) {
      for (WriteMode mode : values()) {
        if (mode.text.equals(text)) {
          return mode;
        }
      }
      throw new Failure("the write mode should be one of seq, rnd, seq-nest, or rnd-nest");
    }
  }

  /** How keys are read: with a cursor, or each by itself in random order. */
  enum ReadMode {
    SEQUENTIAL,
    RANDOM;

    static ReadMode of(String text) {
      return switch (text) {
        case "seq" -> SEQUENTIAL;
        case "rnd" -> RANDOM;
        default -> throw new Failure("bench: read: invalid read mode: " + text);
      };
    }
  }

  /** What is written and read. */
  record Load(
      WriteMode writeMode,
      ReadMode readMode,
      long count,
      long batchSize,
      int keyBytes,
      int valueBytes,
      double fillPercent) {}

  /** How many operations took how long. */
  record Result(long operations, long nanos) {
    private long nanosPerOperation() {
      return operations == 0 ? 0 : nanos / operations;
    }

    String line(String name) {
      long each = nanosPerOperation();
      long perSecond = each == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / each;
      return "# "
          + name
          + "\t"
          + operations
          + "(ops)\t"
          + GoText.duration(nanos)
          + "\t("
          + GoText.duration(each)
          + "/op)\t("
          + perSecond
          + " op/sec)";
    }

    String goBenchLine(String name) {
      double each = operations == 0 ? 0 : (double) nanos / operations;
      String format =
          each >= 999.95
              ? "%10.0f"
              : each >= 99.995 ? "%12.1f" : each >= 9.9995 ? "%13.2f" : "%14.3f";
      return name + "\t" + String.format("%8d\t" + format + " ns/op", operations, each);
    }
  }

  /** A key that was written, and the bucket of its batch when batches have buckets of their own. */
  private static final class WrittenKey {
    private final byte[] nestedBucket;
    private final byte[] key;

    WrittenKey(byte[] nestedBucket, byte[] key) {
      this.nestedBucket = nestedBucket;
      this.key = key;
    }
  }

  private final Database database;
  private final Load load;
  private final Output output;
  private final LongSupplier nanoClock;
  private final RandomGenerator random;
  private final List<WrittenKey> written = new ArrayList<>();
  private int lastNumber;

  Benchmark(
      Database database, Load load, Output output, LongSupplier nanoClock, RandomGenerator random) {
    this.database = database;
    this.load = load;
    this.output = output;
    this.nanoClock = nanoClock;
    this.random = random;
  }

  Result write() {
    IntSupplier numbers = load.writeMode.random ? random::nextInt : () -> ++lastNumber;
    return measured(done -> {
      for (long first = 0; first < load.count; first += load.batchSize) {
        long iteration = first;
        database.update(transaction -> {
          output.errorLine("Starting write iteration " + iteration);
          writeBatch(transaction, numbers, done);
          output.errorLine("Finished write iteration " + iteration);
          return true;
        });
      }
    });
  }

  private void writeBatch(Transaction transaction, IntSupplier numbers, AtomicLong done) {
    Bucket bucket = transaction.createBucketIfAbsent(BUCKET);
    bucket.setFillPercent(load.fillPercent);
    byte[] nestedBucket = new byte[0];
    if (load.writeMode.nested) {
      nestedBucket = key(numbers.getAsInt());
      bucket = bucket.createBucketIfAbsent(nestedBucket);
      bucket.setFillPercent(load.fillPercent);
    }
    for (long i = 0; i < load.batchSize; i++) {
      byte[] key = key(numbers.getAsInt());
      bucket.put(key, new byte[load.valueBytes]);
      if (load.readMode == ReadMode.RANDOM) {
        written.add(new WrittenKey(nestedBucket, key));
      }
      done.incrementAndGet();
    }
  }

  private byte[] key(int number) {
    return ByteBuffer.allocate(load.keyBytes).putInt(number).array();
  }

  Result read() {
    Collections.shuffle(written, Random.from(random));
    return measured(done ->
        database.view(transaction -> {
          Bucket bucket = transaction.bucket(BUCKET).orElseThrow();
          long start = nanoClock.getAsLong();
          do {
            switch (load.readMode) {
              case SEQUENTIAL -> scan(bucket, done);
              case RANDOM -> getAll(bucket, done);
            }
          } while (nanoClock.getAsLong() - start < LEAST_READ_NANOS);
          return true;
        }));
  }

  private void scan(Bucket bucket, AtomicLong done) {
    Cursor cursor = bucket.cursor();
    long count = 0;
    for (boolean there = cursor.first(); there; there = cursor.next()) {
      if (cursor.isBucket()) {
        scan(bucket.bucket(cursor.key()).orElseThrow(), done);
      } else {
        count++;
      }
    }
    done.addAndGet(count);
  }

  private void getAll(Bucket top, AtomicLong done) {
    for (WrittenKey each : written) {
      Bucket bucket = load.writeMode.nested ? top.bucket(each.nestedBucket).orElseThrow() : top;
      if (bucket.get(each.key).isEmpty()) {
        throw new Failure(
            "bench: read: a key that was written is not there: " + GoText.quote(each.key));
      }
      done.incrementAndGet();
    }
  }

  /** Work that counts its operations as it goes. */
  private interface Work {
    void run(AtomicLong done);
  }

  private Result measured(Work work) {
    AtomicLong done = new AtomicLong();
    CountDownLatch ended = new CountDownLatch(1);
    Thread reporter = Thread.ofVirtual().start(() -> reportEachSecond(done, ended));
    long start = nanoClock.getAsLong();
    try {
      work.run(done);
      return new Result(done.get(), nanoClock.getAsLong() - start);
    } finally {
      ended.countDown();
      reporter.interrupt();
    }
  }

  private void reportEachSecond(AtomicLong done, CountDownLatch ended) {
    long before = 0;
    try {
      while (!ended.await(1, TimeUnit.SECONDS)) {
        long now = done.get();
        output.errorLine("Completed " + now + " requests, " + (now - before) + "/s ");
        before = now;
      }
    } catch (InterruptedException e) {
      // The work has ended.
    }
  }
}
