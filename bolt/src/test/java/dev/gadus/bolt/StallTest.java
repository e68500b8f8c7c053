// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static dev.gadus.bolt.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.bolt.SimulatedDisk.Call;
import dev.gadus.bolt.SimulatedDisk.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Readers never wait for the writer, nor the writer for readers. Each of them is stopped where it
 * would be in the other's way, and the other must get through; one that waited would wait for ever,
 * which the time limit shows.
 */
@Timeout(180)
class StallTest {
  private static final byte[] BUCKET = bytes("bucket");
  private static final int DOUBLINGS = 4;
  private static final int VALUE_BYTES = 10_000;

  /** How long the reader stays open at least; {@code -Dbolt.readerSeconds=N} sets another time. */
  private static final Duration OPEN = Duration.ofSeconds(Long.getLong("bolt.readerSeconds", 0));

  private static final Options OPTIONS = Options.defaults().noSync(true).allocationSize(1 << 16);

  @TempDir Path folder;

  /** What the reader that stays open is told. */
  private enum Order {
    READ,
    END
  }

  private static byte[] key(int number) {
    return bytes("key %06d".formatted(number));
  }

  private static Database filled(Path folder) {
    Database database = Database.open(folder.resolve("test.db"), OPTIONS);
    database.update(writing -> {
      Bucket bucket = writing.createBucket(BUCKET);
      for (int i = 0; i < 50; i++) {
        bucket.put(key(i), new byte[VALUE_BYTES]);
      }
      return null;
    });
    return database;
  }

  @Test
  void theFileGrowsSixteenFoldUnderAReaderThatStaysOpen() throws Exception {
    try (Database database = filled(folder)) {
      SynchronousQueue<Order> orders = new SynchronousQueue<>();
      SynchronousQueue<List<String>> dumps = new SynchronousQueue<>();
      CompletableFuture<Long> reader = new CompletableFuture<>();
      Thread.ofPlatform().start(() -> stayOpen(database, orders, dumps, reader));
      orders.put(Order.READ);
      List<String> first = dumps.take();
      long sizeBefore = database.size();
      long openedNanos = System.nanoTime();
      int next = 1000;
      for (int doubling = 1; doubling <= DOUBLINGS; doubling++) {
        // The reader stands still meanwhile.
        while (database.size() < sizeBefore << doubling) {
          next = commit(database, next);
        }
        assertReadsTheSame(orders, dumps, first);
        assertOthersReadWhileAChangeIsUnderWay(database);
      }
      while (System.nanoTime() - openedNanos < OPEN.toNanos()) {
        next = commit(database, next);
        if (next % 64 == 0) {
          database.update(writing -> {
            writing.deleteBucket(BUCKET);
            writing.createBucket(BUCKET);
            return null;
          });
          assertReadsTheSame(orders, dumps, first);
        }
      }
      orders.put(Order.END);
      assertThat(reader.get()).isEqualTo(sizeBefore);
      try (Transaction transaction = database.beginWrite()) {
        assertThat(transaction.check().findings()).isEmpty();
      }
    }
  }

  private static void stayOpen(
      Database database,
      SynchronousQueue<Order> orders,
      SynchronousQueue<List<String>> dumps,
      CompletableFuture<Long> end) {
    try (Transaction reader = database.beginRead()) {
      while (orders.take() == Order.READ) {
        dumps.put(Dump.of(reader));
      }
      end.complete(reader.size());
    } catch (Throwable e) {
      end.completeExceptionally(e);
      throw new IllegalStateException(e);
    }
  }

  private static void assertReadsTheSame(
      SynchronousQueue<Order> orders, SynchronousQueue<List<String>> dumps, List<String> expected)
      throws InterruptedException {
    orders.put(Order.READ);
    assertThat(dumps.take()).isEqualTo(expected);
  }

  private static int commit(Database database, int number) {
    database.update(writing -> {
      Bucket bucket = writing.bucket(BUCKET).orElseThrow();
      for (int i = number; i < number + 8; i++) {
        bucket.put(key(i), new byte[VALUE_BYTES]);
      }
      bucket.delete(key(number % 50));
      return null;
    });
    return number + 8;
  }

  /** Somebody begins, reads and ends while the writer stands still with changes in its hands. */
  private static void assertOthersReadWhileAChangeIsUnderWay(Database database) throws Exception {
    try (Transaction writing = database.beginWrite()) {
      writing.bucket(BUCKET).orElseThrow().put(key(0), key(0));
      boolean seen = inAnotherThread(() -> readsOnlyZeros(database));
      assertThat(seen).isTrue();
    }
  }

  private static boolean readsOnlyZeros(Database database) {
    try (Transaction reader = database.beginRead()) {
      Cursor cursor = reader.bucket(BUCKET).orElseThrow().cursor();
      while (cursor.next()) {
        if (cursor.valueSize() != VALUE_BYTES) {
          return false;
        }
      }
      return true;
    }
  }

  private interface Question {
    boolean ask();
  }

  private static boolean inAnotherThread(Question question) {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(() -> {
          try {
            answer.complete(question.ask());
          } catch (Throwable e) {
            answer.completeExceptionally(e);
          }
        });
    return answer.join();
  }

  /** The commit stands still within a call to the disk until somebody has read. */
  @Test
  void othersReadWhileACommitWaitsForTheDisk() {
    SimulatedDisk disk = new SimulatedDisk(1);
    Set<Call> met = EnumSet.noneOf(Call.class);
    try (Database database = disk.openDatabase(SimulatedDisk.path("test.db"), Options.defaults())) {
      database.update(writing -> writing.createBucket(BUCKET));
      disk.setObserver(operation -> {
        met.add(operation.call());
        assertThat(inAnotherThread(() -> readsOnlyZeros(database))).isTrue();
        return Verdict.PERFORM;
      });
      for (int number = 0; number < 200; number += 8) {
        commit(database, number);
      }
      disk.setObserver(_ -> Verdict.PERFORM);
    }
    assertThat(met).contains(Call.WRITE, Call.SYNC, Call.SYNC_DATA, Call.RESIZE, Call.MAP);
  }
}
