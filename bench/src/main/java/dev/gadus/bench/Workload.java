// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;

/**
 * What each engine is made to do. Everything is timed here, in the engine's own process; what a
 * change did is read back after the clock has stopped, and goes into the checksum.
 */
final class Workload {
  /** Reads in one transaction of a reader that runs beside the writer. */
  private static final int READS_PER_TRANSACTION = 100;

  /** Native engines bind a write transaction to the thread of the system. */
  private static final ThreadFactory THREADS = Thread.ofPlatform().name("worker-", 0).factory();

  /**
   * What came out.
   *
   * @param time how long it took
   * @param operations what the time is divided by
   * @param checksum the same for every engine
   * @param second a second figure, of the workloads that have one
   */
  record Result(Stopwatch.Time time, long operations, long checksum, long second) {
    static Result of(Stopwatch.Time time, long operations, long checksum) {
      return new Result(time, operations, checksum, 0);
    }
  }

  /** How the value of a key is read. */
  enum ReadStyle {
    /** Where it lies. */
    IN_PLACE,
    /** As an array of its own. */
    COPIED,
    /** Where it lies, with a transaction for each. */
    ALONE
  }

  private final Engine engine;

  Workload(Engine engine) {
    this.engine = engine;
  }

  Result load(long count, int perTransaction, boolean random, int valueBytes) {
    LongUnaryOperator id = random ? Records::randomId : number -> number;
    Stopwatch watch = new Stopwatch();
    inTransactions(
        0,
        count,
        perTransaction,
        (writes, number) -> writes.put(id.applyAsLong(number), 0, valueBytes));
    Stopwatch.Time time = watch.read();
    return Result.of(time, count, scan().checksum());
  }

  Result delete(long from, long to, int perTransaction) {
    Stopwatch watch = new Stopwatch();
    inTransactions(
        from, to, perTransaction, (writes, number) -> writes.delete(Records.randomId(number)));
    Stopwatch.Time time = watch.read();
    return Result.of(time, to - from, scan().checksum());
  }

  private interface Change {
    void apply(Engine.Writes writes, long number);
  }

  private void inTransactions(long from, long to, int perTransaction, Change change) {
    for (long start = from; start < to; start += perTransaction) {
      long first = start;
      long end = Math.min(to, start + perTransaction);
      engine.write(writes -> {
        for (long number = first; number < end; number++) {
          change.apply(writes, number);
        }
      });
    }
  }

  Result get(long keys, long reads, ReadStyle style) {
    Stopwatch watch = new Stopwatch();
    long sum =
        switch (style) {
          case IN_PLACE -> sumOfGets(keys, 0, reads);
          case COPIED -> sumOfCopies(keys, reads);
          case ALONE -> {
            long total = 0;
            for (long step = 0; step < reads; step++) {
              total += sumOfGets(keys, step, step + 1);
            }
            yield total;
          }
        };
    return Result.of(watch.read(), reads, sum);
  }

  private long sumOfGets(long keys, long from, long to) {
    long sum = 0;
    try (Engine.Reads reads = engine.beginRead()) {
      for (long step = from; step < to; step++) {
        sum += reads.get(Records.randomId(Records.pick(step, keys)));
      }
    }
    return sum;
  }

  private long sumOfCopies(long keys, long count) {
    long sum = 0;
    try (Engine.Reads reads = engine.beginRead()) {
      for (long step = 0; step < count; step++) {
        sum += reads.copy(Records.randomId(Records.pick(step, keys)));
      }
    }
    return sum;
  }

  Result scan() {
    Stopwatch watch = new Stopwatch();
    Engine.Sum sum = new Engine.Sum();
    try (Engine.Reads reads = engine.beginRead()) {
      if (reads.first()) {
        reads.addUp(Long.MAX_VALUE, sum);
      }
    }
    return Result.of(watch.read(), sum.count, sum.total + sum.count);
  }

  Result ranges(long keys, long ranges, int length) {
    Stopwatch watch = new Stopwatch();
    Engine.Sum sum = new Engine.Sum();
    try (Engine.Reads reads = engine.beginRead()) {
      for (long step = 0; step < ranges; step++) {
        if (reads.seek(Records.randomId(Records.pick(step, keys)))) {
          reads.addUp(length, sum);
        }
      }
    }
    return Result.of(watch.read(), sum.count, sum.total + sum.count);
  }

  /**
   * Transactions of one key each, over keys that are there, from one thread or from many. The
   * second figure is the longest transaction.
   */
  Result put(long from, long to, int perThread, int threads, int valueBytes, long version) {
    LongUnaryOperator id = step -> Records.randomId(from + Records.pick(step, to - from));
    List<Runnable> writers = new ArrayList<>();
    long[] longest = new long[threads];
    for (int thread = 0; thread < threads; thread++) {
      int own = thread;
      writers.add(() -> {
        for (int i = 0; i < perThread; i++) {
          long key = id.applyAsLong((long) own * perThread + i);
          long start = System.nanoTime();
          if (threads == 1) {
            engine.write(writes -> writes.put(key, version, valueBytes));
          } else {
            engine.writeTogether(writes -> writes.put(key, version, valueBytes));
          }
          longest[own] = Math.max(longest[own], System.nanoTime() - start);
        }
      });
    }
    Stopwatch watch = new Stopwatch();
    if (threads == 1) {
      writers.getFirst().run();
    } else {
      together(writers);
    }
    Stopwatch.Time time = watch.read();
    long operations = (long) perThread * threads;
    long sum = 0;
    try (Engine.Reads reads = engine.beginRead()) {
      for (long step = 0; step < operations; step++) {
        sum += reads.get(id.applyAsLong(step)) + reads.version(id.applyAsLong(step));
      }
    }
    return new Result(time, operations, sum, Arrays.stream(longest).max().orElse(0));
  }

  private static void together(List<Runnable> tasks) {
    try (ExecutorService executor = Executors.newThreadPerTaskExecutor(THREADS)) {
      List<Future<?>> running = new ArrayList<>();
      for (Runnable task : tasks) {
        running.add(executor.submit(task));
      }
      for (Future<?> one : running) {
        get(one);
      }
    }
  }

  private static void get(Future<?> task) {
    try {
      task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while threads worked", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a thread failed: " + e.getCause(), e);
    }
  }

  /**
   * One writer, with transactions of one key, and readers for a time: operations are the reads of
   * all readers, the second figure the commits. The checksum counts wrong answers.
   *
   * @param perSecond how many commits the writer makes, or 0 for as many as it can
   */
  Result mixed(long keys, long millis, int readers, int valueBytes, long version, long perSecond) {
    AtomicBoolean stop = new AtomicBoolean();
    long[] reads = new long[readers];
    long[] wrong = new long[readers];
    Stopwatch watch = new Stopwatch();
    long end = System.nanoTime() + millis * 1_000_000;
    long commits = 0;
    Stopwatch.Time time;
    try (ExecutorService executor = Executors.newThreadPerTaskExecutor(THREADS)) {
      List<Future<?>> running = new ArrayList<>();
      for (int reader = 0; reader < readers; reader++) {
        int own = reader;
        running.add(
            executor.submit(() -> {
              long step = (long) own << 40;
              while (!stop.get()) {
                wrong[own] += wrongReads(keys, step, valueBytes);
                step += READS_PER_TRANSACTION;
                reads[own] += READS_PER_TRANSACTION;
              }
            }));
      }
      try {
        long start = System.nanoTime();
        while (System.nanoTime() < end) {
          long id = Records.randomId(Records.pick(commits, keys));
          engine.write(writes -> writes.put(id, version, valueBytes));
          commits++;
          if (perSecond > 0) {
            LockSupport.parkNanos(start + commits * 1_000_000_000 / perSecond - System.nanoTime());
          }
        }
      } finally {
        stop.set(true);
      }
      time = watch.read();
      running.forEach(Workload::get);
    }
    return new Result(time, sum(reads), sum(wrong), commits);
  }

  private long wrongReads(long keys, long from, int valueBytes) {
    long wrong = 0;
    try (Engine.Reads reads = engine.beginRead()) {
      for (long step = from; step < from + READS_PER_TRANSACTION; step++) {
        long id = Records.randomId(Records.pick(step, keys));
        if (reads.get(id) != Records.mark(id) + valueBytes) {
          wrong++;
        }
      }
    }
    return wrong;
  }

  private static long sum(long[] numbers) {
    long sum = 0;
    for (long number : numbers) {
      sum += number;
    }
    return sum;
  }

  /**
   * Shrinks the file while a thread commits one key after another: nanos are the longest commit,
   * operations 1, the second figure the time that the shrinking took. Operations are 0 for an
   * engine that cannot.
   */
  Result shrink(long from, long to, int valueBytes, long version) {
    AtomicBoolean stop = new AtomicBoolean();
    long[] longest = new long[1];
    Stopwatch watch = new Stopwatch();
    boolean can;
    try (ExecutorService executor = Executors.newThreadPerTaskExecutor(THREADS)) {
      Future<?> writer =
          executor.submit(() -> {
            for (long step = 0; !stop.get(); step++) {
              long id = Records.randomId(from + Records.pick(step, to - from));
              long start = System.nanoTime();
              engine.write(writes -> writes.put(id, version, valueBytes));
              longest[0] = Math.max(longest[0], System.nanoTime() - start);
            }
          });
      try {
        can = engine.shrink();
      } finally {
        stop.set(true);
      }
      get(writer);
    }
    Stopwatch.Time time = watch.read();
    return new Result(time, can ? 1 : 0, scan().checksum(), longest[0]);
  }
}
