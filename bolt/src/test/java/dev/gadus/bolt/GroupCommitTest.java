// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static dev.gadus.bolt.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Callers that share a commit: nobody waits for ever, and each gets what is its own. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GroupCommitTest {
  private static final byte[] NAME = bytes("b");
  private static final Options FAST = Options.defaults().noSync(true);

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("test.db");
  }

  private static void awaitWaiting(Thread thread) {
    while (thread.getState() != Thread.State.WAITING) {
      assertThat(thread.isAlive()).isTrue();
      Thread.onSpinWait();
    }
  }

  @Test
  void batchSharesCommitsAndKeepsFailuresApart() throws InterruptedException {
    int callers = 16;
    int calls = 40;
    List<Throwable> unexpected = new java.util.concurrent.CopyOnWriteArrayList<>();
    try (Database database = Database.open(file(), FAST)) {
      database.update(transaction -> transaction.createBucket(NAME));
      List<Thread> threads = new ArrayList<>();
      try (Transaction _ = database.beginWrite()) {
        for (int caller = 0; caller < callers; caller++) {
          int number = caller;
          threads.add(
              Thread.ofVirtual()
                  .start(() -> {
                    try {
                      callBatch(database, number, calls);
                    } catch (Throwable e) {
                      unexpected.add(e);
                    }
                  }));
        }
        // While nobody can commit, all of them come to wait for the next commit, however slow the
        // machine is.
        while (threads.stream().anyMatch(thread -> thread.getState() != Thread.State.WAITING)) {
          Thread.onSpinWait();
        }
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(unexpected).isEmpty();
      int expected = callers * calls * 3 / 4;
      assertThat(
              database.<BucketStructure, RuntimeException>view(
                  t -> t.bucket(NAME).orElseThrow().inspect()))
          .extracting(BucketStructure::keyCount)
          .isEqualTo((long) expected);
      assertThat(database.statistics().commitCount()).isLessThanOrEqualTo(expected - callers + 2);
    }
  }

  /** Every fourth call fails, half of these after a change. */
  private static void callBatch(Database database, int caller, int calls) {
    for (int i = 0; i < calls; i++) {
      byte[] key = bytes("caller" + caller + " call" + i);
      boolean fails = i % 4 == 3;
      boolean changesFirst = i % 8 == 3;
      try {
        database.batch(transaction -> {
          Bucket bucket = transaction.bucket(NAME).orElseThrow();
          if (!fails || changesFirst) {
            bucket.put(key, key);
          }
          if (fails) {
            throw new IOException("as wanted");
          }
          return true;
        });
        assertThat(fails).isFalse();
      } catch (IOException e) {
        assertThat(fails).isTrue();
        assertThat(e).hasMessage("as wanted");
      }
    }
  }

  @Test
  void aCallerWhoWouldWaitForItselfIsTold() throws InterruptedException {
    try (Database database = Database.open(file(), FAST)) {
      Thread leader;
      try (Transaction _ = database.beginWrite()) {
        leader = Thread.ofPlatform().start(() -> database.batch(t -> t.createBucket(NAME)));
        awaitWaiting(leader);
        assertThatThrownBy(() -> database.batch(t -> t.createBucket(NAME)))
            .isInstanceOf(IllegalStateException.class);
      }
      leader.join();
      assertThatThrownBy(() -> database.batch(_ -> database.batch(t -> t.createBucket(NAME))))
          .isInstanceOf(IllegalStateException.class);
      try (Transaction reader = database.beginRead()) {
        assertThat(reader.bucket(NAME)).isPresent();
      }
    }
  }

  @Test
  void aCommitHandlerMayBatchItself() {
    try (Database database = Database.open(file(), FAST)) {
      database.batch(transaction -> {
        transaction.onCommit(() -> database.batch(t -> t.createBucket(NAME)));
        return transaction.createBucket(bytes("first"));
      });
      try (Transaction reader = database.beginRead()) {
        assertThat(reader.bucket(NAME)).isPresent();
      }
    }
  }

  @Test
  void whatACommitHandlerThrowsIsForItsOwnCaller() throws InterruptedException {
    try (Database database = Database.open(file(), FAST)) {
      Map<Integer, Throwable> thrown = new ConcurrentHashMap<>();
      List<Integer> handled = new CopyOnWriteArrayList<>();
      List<Thread> callers = new ArrayList<>();
      try (Transaction _ = database.beginWrite()) {
        for (int i = 0; i < 4; i++) {
          int number = i;
          Thread caller =
              Thread.ofPlatform()
                  .start(() -> {
                    try {
                      database.batch(transaction -> call(transaction, number, handled));
                    } catch (IllegalStateException e) {
                      thrown.put(number, e);
                    }
                  });
          callers.add(caller);
          awaitWaiting(caller);
        }
      }
      for (Thread caller : callers) {
        caller.join();
      }
      assertThat(thrown).containsOnlyKeys(1, 2);
      assertThat(thrown.get(1)).hasMessage("handler");
      assertThat(thrown.get(2)).hasMessage("function");
      assertThat(handled).containsExactly(0, 1, 3);
      try (Transaction reader = database.beginRead()) {
        assertThat(reader.rootBucket().bucketNames())
            .containsExactly(bytes("0"), bytes("1"), bytes("3"));
      }
    }
  }

  /** The handler of call 1 throws, and the function of call 2, which has changed nothing. */
  private static boolean call(Transaction transaction, int number, List<Integer> handled) {
    transaction.onCommit(() -> {
      handled.add(number);
      if (number == 1) {
        throw new IllegalStateException("handler");
      }
    });
    if (number == 2) {
      throw new IllegalStateException("function");
    }
    transaction.createBucket(bytes(Integer.toString(number)));
    return true;
  }
}
