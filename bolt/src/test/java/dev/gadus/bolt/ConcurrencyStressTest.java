package dev.gadus.bolt;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Readers, writers, growth and close at the same time, on a real file: what each sees is whole. */
@Timeout(120)
class ConcurrencyStressTest {
  private static final byte[] BUCKET = "state".getBytes(StandardCharsets.UTF_8);
  private static final byte[] FILLER = "filler".getBytes(StandardCharsets.UTF_8);
  private static final byte[] TOTAL = "total".getBytes(StandardCharsets.UTF_8);
  private static final int MARKS = 40;
  private static final int READERS = 4;
  private static final Options OPTIONS = Options.defaults().noSync(true).allocationSize(1 << 16);

  @TempDir Path folder;

  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final AtomicBoolean finished = new AtomicBoolean();

  /** What a thread does; it may throw what it likes. */
  private interface Work {
    void run() throws Exception;
  }

  private void start(Work work) {
    threads.add(
        Thread.ofPlatform()
            .start(() -> {
              try {
                work.run();
              } catch (Throwable e) {
                failure.compareAndSet(null, e);
              }
            }));
  }

  private void joinAll() throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
    Throwable found = failure.get();
    if (found != null) {
      throw new AssertionError(found);
    }
  }

  @AfterEach
  void stop() {
    finished.set(true);
  }

  private static byte[] number(long value) {
    return Long.toString(value).getBytes(StandardCharsets.UTF_8);
  }

  private static long number(byte[] bytes) {
    return Long.parseLong(new String(bytes, StandardCharsets.UTF_8));
  }

  private static byte[] mark(int index) {
    return ("mark " + index).getBytes(StandardCharsets.UTF_8);
  }

  /** Every commit sets all marks to the same number. */
  private static void setMarks(Transaction writing, long value) {
    Bucket bucket = writing.createBucketIfAbsent(BUCKET);
    for (int i = 0; i < MARKS; i++) {
      bucket.put(mark(i), number(value));
    }
  }

  /** Returns the number that all marks of a state have. */
  private static long marks(Transaction reader) {
    Bucket bucket = reader.bucket(BUCKET).orElseThrow();
    long value = number(bucket.get(mark(0)).orElseThrow());
    for (int i = 1; i < MARKS; i++) {
      assertThat(number(bucket.get(mark(i)).orElseThrow())).isEqualTo(value);
    }
    return value;
  }

  private void readUntilFinished(Database database) {
    long lastId = 0;
    long lastValue = -1;
    while (!finished.get()) {
      try (Transaction reader = database.beginRead()) {
        assertThat(reader.id()).isGreaterThanOrEqualTo(lastId);
        long value = marks(reader);
        assertThat(value).isGreaterThanOrEqualTo(lastValue);
        assertThat(marks(reader)).isEqualTo(value);
        lastId = reader.id();
        lastValue = value;
      }
    }
  }

  @Test
  void readersSeeWholeCommitsInOrderWhileTheFileGrowsSixteenFoldUnderOneOfThem()
      throws InterruptedException {
    Random random = new Random(Seed.next("ConcurrencyStressTest growth"));
    try (Database database = Database.open(folder.resolve("growth.db"), OPTIONS)) {
      database.update(writing -> {
        setMarks(writing, 0);
        writing.createBucket(FILLER).put(number(0), new byte[100_000]);
        return null;
      });
      Transaction longReader = database.beginRead();
      long sizeBefore = longReader.size();
      for (int i = 0; i < READERS; i++) {
        start(() -> readUntilFinished(database));
      }
      long value = 0;
      long size = sizeBefore;
      while (size < 16 * sizeBefore || value < 600) {
        long next = ++value;
        size =
            database.update(writing -> {
              setMarks(writing, next);
              Bucket filler = writing.bucket(FILLER).orElseThrow();
              filler.put(number(random.nextInt(2000)), new byte[random.nextInt(20_000)]);
              filler.delete(number(random.nextInt(2000)));
              return writing.size();
            });
        if (next % 50 == 0) {
          assertThat(marks(longReader)).isZero();
        }
      }
      finished.set(true);
      joinAll();
      assertThat(marks(longReader)).isZero();
      assertThat(longReader.size()).isEqualTo(sizeBefore);
      longReader.close();
      try (Transaction writing = database.beginWrite()) {
        assertThat(writing.check().findings()).isEmpty();
        assertThat(marks(writing)).isEqualTo(value);
      }
    }
  }

  @Test
  void everyBatchCountsOnceAndNoReaderSeesAPartOfOne() throws InterruptedException {
    int callers = 8;
    int calls = 200;
    try (Database database = Database.open(folder.resolve("batch.db"), OPTIONS)) {
      database.update(writing -> {
        writing.createBucket(BUCKET).put(TOTAL, number(0));
        return null;
      });
      CountDownLatch running = new CountDownLatch(callers);
      for (int i = 0; i < callers; i++) {
        byte[] own = mark(i);
        start(() -> {
          try {
            for (int call = 1; call <= calls; call++) {
              countOnce(database, own, call);
            }
          } finally {
            running.countDown();
          }
        });
      }
      start(() -> {
        while (running.getCount() > 0) {
          try (Transaction reader = database.beginRead()) {
            assertSumIsTotal(reader);
          }
        }
      });
      joinAll();
      try (Transaction reader = database.beginRead()) {
        assertThat(assertSumIsTotal(reader)).isEqualTo((long) callers * calls);
        assertThat(reader.check().findings()).isEmpty();
      }
    }
  }

  private static void countOnce(Database database, byte[] own, int call) {
    database.batch(writing -> {
      Bucket bucket = writing.bucket(BUCKET).orElseThrow();
      bucket.put(TOTAL, number(number(bucket.get(TOTAL).orElseThrow()) + 1));
      bucket.put(own, number(call));
      return null;
    });
    try (Transaction reader = database.beginRead()) {
      byte[] value = reader.bucket(BUCKET).orElseThrow().get(own).orElseThrow();
      assertThat(number(value)).as("a call that has returned can be read").isEqualTo(call);
    }
  }

  private static long assertSumIsTotal(Transaction reader) {
    long sum = 0;
    long total = -1;
    Cursor cursor = reader.bucket(BUCKET).orElseThrow().cursor();
    while (cursor.next()) {
      if (Arrays.equals(cursor.key(), TOTAL)) {
        total = number(cursor.value());
      } else {
        sum += number(cursor.value());
      }
    }
    assertThat(sum).isEqualTo(total);
    return total;
  }

  /** A read of memory that is gone would end the whole process, not just this test. */
  @Test
  void closeEndsReadersWithAnExceptionAndLeavesTheirSegmentsReadable() throws InterruptedException {
    for (int round = 0; round < 20; round++) {
      Database database = Database.open(folder.resolve("close" + round + ".db"), OPTIONS);
      database.update(writing -> {
        setMarks(writing, 7);
        return null;
      });
      CountDownLatch reading = new CountDownLatch(READERS);
      CountDownLatch closed = new CountDownLatch(1);
      for (int i = 0; i < READERS; i++) {
        boolean withSegments = i % 2 == 0;
        start(() -> readUntilClosed(database, withSegments, reading, closed));
      }
      reading.await();
      database.close();
      closed.countDown();
      joinAll();
      threads.clear();
    }
  }

  private static void readUntilClosed(
      Database database, boolean withSegments, CountDownLatch reading, CountDownLatch closed)
      throws InterruptedException {
    try (Transaction reader = database.beginRead()) {
      Cursor cursor = reader.bucket(BUCKET).orElseThrow().cursor();
      assertThat(cursor.first()).isTrue();
      MemorySegment segment = withSegments ? cursor.valueSegment() : MemorySegment.NULL;
      reading.countDown();
      try {
        while (true) {
          marks(reader);
        }
      } catch (DatabaseNotOpenException e) {
        // The close may not have returned yet. When it caught this thread in the middle of a read,
        // the
        // JVM has also set its interrupt flag.
        boolean _ = Thread.interrupted();
      }
      closed.await();
      if (withSegments) {
        assertThat(segment.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) '7');
      }
    }
  }
}
