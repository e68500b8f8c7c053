// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import static dev.gadus.store.Samples.localExecution;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.model.LocalState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A compute node's store is followed as a requester's is. */
class ExecutionWatchTest {
  /** Far beyond what any step takes; only a defect reaches it. */
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path directory;
  private ExecutionStore store;

  @BeforeEach
  void open() {
    store = Samples.executionStore(directory);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void eachChangeComesOnceInOrderWithItsStateAndVersion() throws InterruptedException {
    try (Watch watch = store.watch(store.read(ExecutionReader::lastPosition))) {
      store.create(localExecution("e-1", "j-1"));
      store.transition(Transition.of("e-1", LocalState.CANCELLED, "not needed"));
      store.write(writer -> {
        writer.delete("e-1");
        return true;
      });
      assertThat(watch.next(LONG))
          .containsExactly(
              new Change(1, Change.Kind.EXECUTION, "j-1", "e-1", "Created", 1, Samples.TIME),
              new Change(2, Change.Kind.EXECUTION, "j-1", "e-1", "Cancelled", 2, Samples.TIME),
              new Change(
                  3, Change.Kind.EXECUTION_REMOVED, "j-1", "e-1", "Cancelled", 2, Samples.TIME));
      assertThat(watch.next(Duration.ZERO)).isEmpty();
    }
  }

  @Test
  void aFollowerOfAJobGoesOnWhereItWasAfterTheStoreWasClosed() throws InterruptedException {
    store.create(localExecution("e-1", "j-1"));
    store.create(localExecution("e-2", "j-2"));
    long position;
    try (Watch watch = store.watchJob("j-1", 0)) {
      assertThat(watch.next(LONG)).extracting(Change::executionId).containsExactly("e-1");
      position = watch.position();
    }
    store.close();
    open();
    store.transition(Transition.of("e-2", LocalState.BID_ACCEPTED, "another job's"));
    store.transition(Transition.of("e-1", LocalState.BID_ACCEPTED, "accepted"));
    try (Watch watch = store.watchJob("j-1", position)) {
      assertThat(watch.next(LONG)).extracting(Change::state).containsExactly("BidAccepted");
    }
  }

  @Test
  void followersThatComeAndGoMissAndRepeatNothingWhileManyWrite() throws Exception {
    int writers = 8;
    int each = 40;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<Long>> followed =
          threads.submit(() -> {
            List<Long> seen = new ArrayList<>();
            long position = 0;
            while (seen.size() < 2 * writers * each) {
              // A new watch for every answer, as a client that connects anew each time.
              try (Watch watch = store.watch(position)) {
                List<Change> changes = watch.next(LONG);
                assertThat(changes).isNotEmpty();
                changes.forEach(change -> seen.add(change.position()));
                position = watch.position();
              }
            }
            return seen;
          });
      for (int i = 0; i < writers; i++) {
        String name = "e-" + i + "-";
        threads.execute(() -> {
          for (int j = 0; j < each; j++) {
            store.create(localExecution(name + j, "j-1"));
            store.transition(Transition.of(name + j, LocalState.BID_ACCEPTED, "accepted"));
          }
        });
      }
      assertThat(followed.get())
          .containsExactlyElementsOf(
              LongStream.rangeClosed(1, 2L * writers * each).boxed().toList());
    }
    assertThat(store.verify()).isEmpty();
  }
}
