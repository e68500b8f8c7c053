// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static dev.gadus.bolt.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who waits can be interrupted: nothing was begun, the flag is kept, and everybody else goes on.
 */
@Timeout(60)
class InterruptedWaitTest {
  private static final Options FAST = Options.defaults().noSync(true);

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("test.db");
  }

  /** A thread that waits for something, and what became of it. */
  private static final class Waiter {
    final AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
    final AtomicBoolean flagKept = new AtomicBoolean();
    final Thread thread;

    Waiter(Runnable body) {
      thread =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  body.run();
                } catch (BoltException e) {
                  thrown.set(e);
                }
                flagKept.set(Thread.currentThread().isInterrupted());
              });
      while (thread.isAlive()
          && thread.getState() != Thread.State.WAITING
          && thread.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
    }

    void interruptAndJoin() throws InterruptedException {
      thread.interrupt();
      thread.join();
    }

    void requireInterrupted(String about) {
      assertThat(thrown.get())
          .isInstanceOf(BoltException.InterruptedWait.class)
          .hasMessageStartingWith("interrupted: while waiting for ")
          .hasMessageContaining(about);
      assertThat(flagKept).isTrue();
    }
  }

  private static void put(Transaction writing, String key) {
    writing.createBucketIfAbsent(bytes("b")).put(bytes(key), bytes("v"));
  }

  private static boolean has(Database database, String key) {
    return database.view(reading ->
        reading.bucket(bytes("b")).flatMap(bucket -> bucket.get(bytes(key))).isPresent());
  }

  private static void putInBatch(Database database, String key) {
    database.batch(writing -> {
      put(writing, key);
      return true;
    });
  }

  @Test
  void aWriterThatWaitsForItsTurn() throws InterruptedException {
    try (Database database = Database.open(file(), FAST)) {
      Waiter waiter;
      try (Transaction writing = database.beginWrite()) {
        waiter = new Waiter(() -> database.beginWrite().close());
        waiter.interruptAndJoin();
        put(writing, "k");
        writing.commit();
      }
      waiter.requireInterrupted("the turn to write: file=" + file());
      assertThat(has(database, "k")).isTrue();
      database.beginWrite().close();
    }
  }

  @Test
  void aSyncThatWaitsForItsTurn() throws InterruptedException {
    try (Database database = Database.open(file(), FAST)) {
      Waiter waiter;
      try (Transaction _ = database.beginWrite()) {
        waiter = new Waiter(database::sync);
        waiter.interruptAndJoin();
      }
      waiter.requireInterrupted("the turn to write");
      database.sync();
    }
  }

  @Test
  void whoWaitsForTheLockOfAFile() throws InterruptedException {
    try (Database database = Database.open(file(), FAST)) {
      for (boolean readOnly : new boolean[] {true, false}) {
        Waiter waiter = new Waiter(() -> Database.open(file(), FAST.readOnly(readOnly)).close());
        waiter.interruptAndJoin();
        waiter.requireInterrupted("the lock of " + file());
      }
      putInBatch(database, "k");
    }
    try (Database database = Database.open(file(), FAST)) {
      assertThat(has(database, "k")).isTrue();
    }
  }

  @Test
  void aBatchThatNoCommitHasTakenUp() throws InterruptedException {
    try (Database database = Database.open(file(), FAST)) {
      Waiter first;
      Waiter second;
      Waiter third;
      try (Transaction _ = database.beginWrite()) {
        first = new Waiter(() -> putInBatch(database, "first"));
        second = new Waiter(() -> putInBatch(database, "second"));
        third = new Waiter(() -> putInBatch(database, "third"));
        second.interruptAndJoin();
        // The first one makes the commit for the others; another takes its place.
        first.interruptAndJoin();
      }
      third.thread.join();
      first.requireInterrupted("the turn to write");
      second.requireInterrupted("the turn to write");
      assertThat(third.thrown.get()).isNull();
      assertThat(has(database, "first")).isFalse();
      assertThat(has(database, "second")).isFalse();
      assertThat(has(database, "third")).isTrue();
    }
  }

  @Test
  void aShrinkEndsBetweenTwoCommits() throws InterruptedException {
    try (Database database = Database.open(file(), FAST)) {
      putInBatch(database, "k");
      Waiter waiter;
      try (Transaction _ = database.beginWrite()) {
        waiter = new Waiter(() -> assertThat(database.shrink()).isZero());
        waiter.interruptAndJoin();
      }
      assertThat(waiter.thrown.get()).isNull();
      assertThat(waiter.flagKept).isTrue();
    }
  }
}
