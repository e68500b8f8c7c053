package dev.gadus.bolt;

import static dev.gadus.bolt.Bytes.bytes;
import static dev.gadus.bolt.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Accounts between which money moves, while the file grows and shrinks: every reader, at every
 * moment, counts the same sum, sees states only move forward, and sees its own state unchanged.
 */
@Timeout(120)
class ConcurrencyTest {
  private static final byte[] ACCOUNTS = bytes("accounts");
  private static final byte[] BALLAST = bytes("ballast");
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

  @Test
  void everyReaderCountsTheSameSum() throws InterruptedException {
    long seed = Seed.next("ConcurrencyTest");
    Options options = Options.defaults().noSync(true).pageSize(1024);
    try (Database database = Database.open(folder.resolve("test.db"), options)) {
      database.update(transaction -> {
        Bucket accounts = transaction.createBucket(ACCOUNTS);
        for (int i = 0; i < ACCOUNT_COUNT; i++) {
          accounts.put(account(i), bytes(Long.toString(START)));
        }
        return transaction.createBucket(BALLAST);
      });
      List<Thread> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        Random random = new Random(seed + i);
        boolean batching = i > 0;
        writers.add(start(() -> transferMuch(database, random, batching)));
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
      }
      assertThat(database.statistics().openReadTransactionCount()).isZero();
    }
  }

  private static void transferMuch(Database database, Random random, boolean batching) {
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
            Bucket heavy = transaction.bucket(BALLAST).orElseThrow();
            heavy.delete(ballast);
            if (weight.length > 20_000) {
              heavy.put(ballast, weight);
            }
            return true;
          };
      if (batching) {
        database.batch(body);
      } else {
        database.update(body);
      }
    }
  }

  private static void add(Bucket accounts, byte[] account, long amount) {
    long balance = Long.parseLong(text(accounts.get(account).orElseThrow()));
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
}
