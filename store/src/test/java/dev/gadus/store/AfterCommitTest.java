// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.bolt.SimulatedDisk;
import dev.gadus.bolt.Transaction;
import dev.gadus.model.LocalState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is to follow a change happens when the change is on disk, once, and never otherwise. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AfterCommitTest {
  @TempDir Path directory;
  private final List<String> done = new CopyOnWriteArrayList<>();
  private JobStore store;

  @BeforeEach
  void open() {
    store = Samples.jobStore(directory);
  }

  @AfterEach
  void verifyAndClose() {
    assertThat(store.verify()).isEmpty();
    store.close();
  }

  private boolean holds(String jobId) {
    return store.read(reader -> reader.job(jobId).isPresent());
  }

  @Test
  void itIsDoneInOrderOnTheCallersThreadWhenTheChangeCanBeSeen() {
    Thread caller = Thread.currentThread();
    String result =
        store.write(writer -> {
          writer.afterCommit(() -> {
            assertThat(holds("j-1")).isTrue();
            assertThat(Thread.currentThread()).isSameAs(caller);
            done.add("first");
          });
          writer.createJob(Samples.job("j-1"));
          writer.afterCommit(() -> done.add("second"));
          assertThat(done).as("nothing is committed yet").isEmpty();
          return "result";
        });
    assertThat(result).isEqualTo("result");
    assertThat(done).containsExactly("first", "second");
  }

  @Test
  void theStoreCanBeChangedThereAndWhatFollowsThatComesFirst() {
    Samples.write(
        store,
        writer -> {
          writer.createJob(Samples.job("j-1"));
          writer.afterCommit(() ->
              Samples.write(
                  store,
                  next -> {
                    next.createJob(Samples.job("j-2"));
                    next.afterCommit(() -> done.add("inner"));
                  }));
          writer.afterCommit(() -> done.add("outer"));
        });
    assertThat(done).containsExactly("inner", "outer");
    assertThat(holds("j-2")).isTrue();
  }

  @Test
  void aBodyThatIsUndoneAndRunAgainIsFollowedOnce() throws InterruptedException {
    List<Integer> runs = new CopyOnWriteArrayList<>();
    Thread innocent =
        Thread.ofPlatform()
            .unstarted(() ->
                Samples.write(
                    store,
                    writer -> {
                      int run = runs.size() + 1;
                      runs.add(run);
                      writer.createJob(Samples.job("j-1"));
                      writer.afterCommit(
                          () -> done.add("run " + run + " on " + Thread.currentThread().getName()));
                    }));
    innocent.setName("innocent");
    Thread spoiler =
        Thread.ofPlatform()
            .unstarted(() ->
                assertThatThrownBy(() ->
                        Samples.write(
                            store,
                            writer -> {
                              writer.createJob(Samples.job("j-2"));
                              writer.afterCommit(() -> done.add("spoiler"));
                              throw new IllegalStateException("spoilt");
                            }))
                    .hasMessage("spoilt"));
    // While nobody else can commit both come to wait, and then share a transaction.
    store.inspect(database -> {
      try (Transaction _ = database.beginWrite()) {
        startAndAwaitWaiting(innocent);
        startAndAwaitWaiting(spoiler);
      }
      return true;
    });
    innocent.join();
    spoiler.join();
    assertThat(runs).as("the spoiler undid the first run").containsExactly(1, 2);
    assertThat(done).containsExactly("run 2 on innocent");
    assertThat(holds("j-2")).isFalse();
  }

  private static void startAndAwaitWaiting(Thread thread) {
    thread.start();
    while (thread.getState() != Thread.State.WAITING) {
      assertThat(thread.isAlive()).isTrue();
      Thread.onSpinWait();
    }
  }

  @Test
  void aBodyThatThrowsIsFollowedByNothing() {
    assertThatThrownBy(() ->
            Samples.write(
                store,
                writer -> {
                  writer.afterCommit(() -> done.add("changed nothing"));
                  throw new IllegalStateException("refused");
                }))
        .hasMessage("refused");
    assertThatThrownBy(() ->
            Samples.write(
                store,
                writer -> {
                  writer.createJob(Samples.job("j-1"));
                  writer.afterCommit(() -> done.add("changed something"));
                  throw new IllegalStateException("undone");
                }))
        .hasMessage("undone");
    assertThat(done).isEmpty();
    assertThat(holds("j-1")).isFalse();
  }

  @Test
  void aCommitThatFailsIsFollowedByNothing() {
    SimulatedDisk disk = new SimulatedDisk(1);
    Path path = SimulatedDisk.path("requester.db");
    try (JobStore onDisk = JobStore.open(path, Samples.options(), new SimulatedFiles(disk))) {
      for (SimulatedDisk.Verdict failure :
          List.of(SimulatedDisk.Verdict.FAIL_FULL, SimulatedDisk.Verdict.FAIL)) {
        disk.setObserver(_ -> failure);
        assertThatThrownBy(() ->
                Samples.write(
                    onDisk,
                    writer -> {
                      writer.createJob(Samples.job("j-1"));
                      writer.afterCommit(() -> done.add(failure.name()));
                    }))
            .isInstanceOf(StoreException.class);
      }
      disk.setObserver(_ -> SimulatedDisk.Verdict.PERFORM);
    }
    assertThat(done).isEmpty();
  }

  @Test
  void whatOneThrowsComesOutAfterTheOthersWereDoneAndTheChangeStands() {
    IllegalStateException first = new IllegalStateException("first");
    AssertionError second = new AssertionError("second");
    assertThatThrownBy(() ->
            Samples.write(
                store,
                writer -> {
                  writer.createJob(Samples.job("j-1"));
                  writer.afterCommit(() -> {
                    throw first;
                  });
                  writer.afterCommit(() -> {
                    throw second;
                  });
                  writer.afterCommit(() -> done.add("third"));
                }))
        .isSameAs(first)
        .hasSuppressedException(second);
    assertThat(done).containsExactly("third");
    assertThat(holds("j-1")).isTrue();
  }

  @Test
  void aComputeNodesStoreDoesTheSameAndHasCountedBefore() {
    try (ExecutionStore executions = Samples.executionStore(directory)) {
      int[] runs = {0};
      List<Long> counts = new ArrayList<>();
      executions.write(writer -> {
        writer.create(Samples.localExecution("e-1", "j-1"));
        writer.afterCommit(() -> counts.add(executions.counts().get(LocalState.CREATED)));
        if (++runs[0] == 1) {
          // What a shared transaction does with a body that throws, one of its own does anew.
          throw new AssertionError("the first run is undone");
        }
        return true;
      });
      assertThat(runs[0]).isEqualTo(2);
      assertThat(counts).as("once, and with the new count").containsExactly(1L);
    }
  }
}
