// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static dev.gadus.bolt.Bytes.bytes;
import static dev.gadus.bolt.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Readers, writers, group commits, growth, shrinking and closing at the same time, on a real file:
 * what each sees is whole.
 */
@Timeout(120)
class ConcurrencyTest {
  private static final byte[] ACCOUNTS = bytes("accounts");
  private static final byte[] BALLAST = bytes("ballast");

  /** Next to the accounts: how many transfers there were, of everybody and of each writer. */
  private static final byte[] COUNTS = bytes("counts");

  private static final byte[] ALL = bytes("all");
  private static final int ACCOUNT_COUNT = 500;
  private static final long START = 1000;
  private static final int WRITERS = 3;
  private static final int TRANSFERS = 700;
  private static final int READERS = 3;

  @TempDir Path folder;
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final AtomicBoolean done = new AtomicBoolean();

  private interface Work {
    void run() throws Exception;
  }

  private Thread start(Work work) {
    return Thread.ofPlatform()
        .start(() -> {
          try {
            work.run();
          } catch (Throwable e) {
            failures.add(e);
          }
        });
  }

  private static byte[] account(int number) {
    return bytes("account%05d".formatted(number));
  }

  /**
   * Accounts between which money moves, while the file grows and shrinks: every reader, at every
   * moment, counts the same sum, sees states only move forward, and sees its own state unchanged.
   * Every transfer counts once, and is seen by whoever made it.
   */
  @Test
  void everyReaderCountsTheSameSumWhileTheFileGrowsAndShrinks() throws InterruptedException {
    long seed = Seed.next("ConcurrencyTest");
    Options options = Options.defaults().noSync(true).pageSize(1024);
    try (Database database = Database.open(folder.resolve("test.db"), options)) {
      database.update(transaction -> {
        Bucket accounts = transaction.createBucket(ACCOUNTS);
        for (int i = 0; i < ACCOUNT_COUNT; i++) {
          accounts.put(account(i), bytes(Long.toString(START)));
        }
        transaction.createBucket(COUNTS);
        return transaction.createBucket(BALLAST);
      });
      List<Thread> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        Random random = new Random(seed + i);
        int writer = i;
        writers.add(start(() -> transferMuch(database, random, writer)));
      }
      List<Thread> others = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        others.add(start(() -> readUntilDone(database)));
      }
      others.add(
          start(() -> {
            while (!done.get()) {
              database.shrink();
            }
          }));
      for (Thread writer : writers) {
        writer.join();
      }
      done.set(true);
      for (Thread other : others) {
        other.join();
      }
      assertThat(failures).isEmpty();
      try (Transaction transaction = database.beginWrite()) {
        assertThat(transaction.check().findings()).isEmpty();
        assertThat(sum(transaction)).isEqualTo(ACCOUNT_COUNT * START);
        assertThat(count(transaction, ALL)).isEqualTo((long) WRITERS * TRANSFERS);
      }
      assertThat(database.statistics().openReadTransactionCount()).isZero();
    }
  }

  /** The first writer commits alone, the others share commits. */
  private static void transferMuch(Database database, Random random, int writer) {
    byte[] own = account(writer);
    for (int i = 0; i < TRANSFERS; i++) {
      byte[] from = account(random.nextInt(ACCOUNT_COUNT));
      byte[] to = account(random.nextInt(ACCOUNT_COUNT));
      long amount = random.nextInt(50);
      byte[] ballast = account(random.nextInt(20));
      byte[] weight = new byte[random.nextInt(60_000)];
      TransactionFunction<Boolean, RuntimeException> body =
          transaction -> {
            Bucket accounts = transaction.bucket(ACCOUNTS).orElseThrow();
            add(accounts, from, -amount);
            add(accounts, to, amount);
            Bucket counts = transaction.bucket(COUNTS).orElseThrow();
            add(counts, ALL, 1);
            add(counts, own, 1);
            Bucket heavy = transaction.bucket(BALLAST).orElseThrow();
            heavy.delete(ballast);
            if (weight.length > 20_000) {
              heavy.put(ballast, weight);
            }
            return true;
          };
      if (writer > 0) {
        database.batch(body);
      } else {
        database.update(body);
      }
      long done = i + 1L;
      try (Transaction reader = database.beginRead()) {
        assertThat(count(reader, own)).as("a call that has returned can be read").isEqualTo(done);
      }
    }
  }

  private static long count(Transaction transaction, byte[] name) {
    return transaction
        .bucket(COUNTS)
        .orElseThrow()
        .get(name)
        .map(bytes -> Long.parseLong(text(bytes)))
        .orElse(0L);
  }

  private static void add(Bucket accounts, byte[] account, long amount) {
    long balance = accounts.get(account).map(bytes -> Long.parseLong(text(bytes))).orElse(0L);
    accounts.put(account, bytes(Long.toString(balance + amount)));
  }

  private void readUntilDone(Database database) {
    long lastId = 0;
    while (!done.get()) {
      try (Transaction transaction = database.beginRead()) {
        assertThat(transaction.id()).isGreaterThanOrEqualTo(lastId);
        lastId = transaction.id();
        List<String> first = Dump.of(transaction);
        assertThat(sum(transaction)).isEqualTo(ACCOUNT_COUNT * START);
        long counted = 0;
        for (int writer = 0; writer < WRITERS; writer++) {
          counted += count(transaction, account(writer));
        }
        assertThat(count(transaction, ALL)).isEqualTo(counted);
        assertThat(Dump.of(transaction)).isEqualTo(first);
      }
    }
  }

  private static long sum(Transaction transaction) {
    long sum = 0;
    Cursor cursor = transaction.bucket(ACCOUNTS).orElseThrow().cursor();
    while (cursor.next()) {
      sum += Long.parseLong(text(cursor.value()));
    }
    return sum;
  }

  /** A read of memory that is gone would end the whole process, not just this test. */
  @Test
  void closeEndsReadersWithAnExceptionAndLeavesTheirSegmentsReadable() throws InterruptedException {
    for (int round = 0; round < 20; round++) {
      Options options = Options.defaults().noSync(true);
      Database database = Database.open(folder.resolve("close" + round + ".db"), options);
      database.update(writing -> {
        Bucket accounts = writing.createBucket(ACCOUNTS);
        for (int i = 0; i < 40; i++) {
          accounts.put(account(i), bytes("7"));
        }
        return null;
      });
      CountDownLatch reading = new CountDownLatch(READERS);
      CountDownLatch closed = new CountDownLatch(1);
      List<Thread> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        boolean withSegments = i % 2 == 0;
        readers.add(start(() -> readUntilClosed(database, withSegments, reading, closed)));
      }
      reading.await();
      database.close();
      closed.countDown();
      for (Thread reader : readers) {
        reader.join();
      }
      assertThat(failures).isEmpty();
    }
  }

  private static void readUntilClosed(
      Database database, boolean withSegments, CountDownLatch reading, CountDownLatch closed)
      throws InterruptedException {
    try (Transaction reader = database.beginRead()) {
      Cursor cursor = reader.bucket(ACCOUNTS).orElseThrow().cursor();
      assertThat(cursor.first()).isTrue();
      MemorySegment segment = withSegments ? cursor.valueSegment() : MemorySegment.NULL;
      reading.countDown();
      try {
        while (true) {
          assertThat(sum(reader)).isEqualTo(40 * 7);
        }
      } catch (BoltException.DatabaseNotOpen e) {
        // The close may not have returned yet. When it caught this thread in the middle of a read,
        // the JVM has also set its interrupt flag.
        boolean _ = Thread.interrupted();
      }
      closed.await();
      if (withSegments) {
        assertThat(segment.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) '7');
      }
    }
  }
}
