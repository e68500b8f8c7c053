// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import static dev.gadus.store.Samples.NANOS;
import static dev.gadus.store.Samples.execution;
import static dev.gadus.store.Samples.job;
import static dev.gadus.store.Samples.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchTest {
  /** Far beyond what any step takes; only a defect reaches it. */
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path directory;
  private JobStore store;

  @BeforeEach
  void open() {
    store = Samples.jobStore(directory);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void create(String id) {
    write(store, writer -> writer.createJob(job(id)));
  }

  private static List<String> jobs(List<Change> changes) {
    return changes.stream().map(Change::jobId).toList();
  }

  @Test
  void changesComeOnceInOrderFromAPositionOn() throws InterruptedException {
    create("j-1");
    long position = store.read(JobReader::lastPosition);
    try (Watch watch = store.watch(position);
        Watch fromTheStart = store.watch(0)) {
      assertThat(watch.next(Duration.ZERO)).isEmpty();
      write(
          store,
          writer -> {
            writer.createExecution(execution("e-1", "j-1"));
            writer.updateJob(
                writer.requireJob("j-1").withState(Status.of(JobState.RUNNING), NANOS + 1));
          });
      create("j-2");
      write(store, writer -> writer.deleteJob("j-2"));
      List<Change> changes = watch.next(LONG);
      assertThat(changes)
          .containsExactly(
              new Change(2, Change.Kind.EXECUTION, "j-1", "e-1", "New", 1, Samples.TIME),
              new Change(3, Change.Kind.JOB, "j-1", "", "Running", 2, Samples.TIME),
              new Change(4, Change.Kind.JOB, "j-2", "", "Pending", 1, Samples.TIME),
              new Change(5, Change.Kind.JOB_REMOVED, "j-2", "", "Pending", 1, Samples.TIME));
      assertThat(watch.position()).isEqualTo(5);
      assertThat(watch.next(Duration.ZERO)).isEmpty();
      assertThat(fromTheStart.next(LONG)).hasSize(5);
    }
  }

  @Test
  void aPositionOutlivesTheStore() throws InterruptedException {
    create("j-1");
    long position = store.read(JobReader::lastPosition);
    create("j-2");
    store.close();
    open();
    create("j-3");
    try (Watch watch = store.watch(position)) {
      assertThat(jobs(watch.next(LONG))).containsExactly("j-2", "j-3");
    }
  }

  @Test
  void aJobsWatchSeesThatJobAlone() throws InterruptedException {
    create("j-1");
    create("j-10");
    try (Watch watch = store.watchJob("j-1", 0)) {
      assertThat(jobs(watch.next(LONG))).containsExactly("j-1");
      create("j-2");
      assertThat(watch.next(Duration.ZERO)).isEmpty();
      write(store, writer -> writer.createExecution(execution("e-1", "j-1")));
      create("j-3");
      List<Change> changes = watch.next(LONG);
      assertThat(changes).hasSize(1);
      assertThat(changes.getFirst().executionId()).isEqualTo("e-1");
    }
  }

  @Test
  void manyFollowersMissAndRepeatNothingWhileManyWrite() throws Exception {
    int writers = 8;
    int jobsEach = 25;
    int followers = 4;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CountDownLatch ready = new CountDownLatch(followers);
      List<Future<List<Long>>> followed = new ArrayList<>();
      for (int i = 0; i < followers; i++) {
        followed.add(
            threads.submit(() -> {
              List<Long> seen = new ArrayList<>();
              try (Watch watch = store.watch(0)) {
                ready.countDown();
                while (seen.size() < writers * jobsEach) {
                  List<Change> changes = watch.next(LONG);
                  assertThat(changes).isNotEmpty();
                  changes.forEach(change -> seen.add(change.position()));
                }
              }
              return seen;
            }));
      }
      ready.await();
      for (int i = 0; i < writers; i++) {
        String name = "j-" + i + "-";
        threads.execute(() -> {
          for (int j = 0; j < jobsEach; j++) {
            create(name + j);
          }
        });
      }
      for (Future<List<Long>> seen : followed) {
        List<Long> positions = seen.get();
        for (int i = 0; i < positions.size(); i++) {
          assertThat(positions.get(i)).isEqualTo(i + 1L);
        }
      }
    }
    assertThat(store.verify()).isEmpty();
  }

  @Test
  void positionsThatAreGoneOrNeverWereAreErrors() throws InterruptedException {
    create("j-1");
    Job stored = store.read(reader -> reader.requireJob("j-1"));
    write(
        store,
        writer -> {
          Job latest = stored;
          for (int i = 0; i < ChangeLog.KEPT + 9; i++) {
            latest = latest.withState(latest.state(), NANOS);
            writer.updateJob(latest);
          }
        });
    long last = ChangeLog.KEPT + 10;
    assertThat(store.read(JobReader::lastPosition)).isEqualTo(last);
    assertThat(store.verify()).isEmpty();
    try (Watch kept = store.watch(10)) {
      assertThat(kept.next(LONG).getFirst().position()).isEqualTo(11);
    }
    try (Watch gone = store.watch(9)) {
      assertThatThrownBy(() -> gone.next(LONG))
          .isInstanceOfSatisfying(
              StoreException.PositionGone.class, e -> assertThat(e.lastPosition()).isEqualTo(last))
          .hasMessageContaining("changes after position 9 are not kept any more");
    }
    for (long wrong : new long[] {-1, last + 1}) {
      try (Watch never = store.watch(wrong)) {
        assertThatThrownBy(() -> never.next(LONG))
            .isInstanceOf(StoreException.InvalidQuery.class)
            .hasMessageContaining("position " + wrong);
      }
    }
  }

  @Test
  void whoAwaitsIsWokenByARowOfHistoryAndByHand() throws InterruptedException {
    create("j-1");
    try (Watch watch = store.watchJob("j-1", store.read(JobReader::lastPosition))) {
      assertThat(watch.await(Duration.ZERO)).as("the first look").isTrue();
      assertThat(watch.await(Duration.ZERO)).isFalse();
      create("j-2");
      assertThat(watch.await(Duration.ZERO)).as("another job").isFalse();
      write(
          store, writer -> writer.appendHistory(writer.requireJob("j-1"), Samples.event("a row")));
      assertThat(watch.await(LONG)).isTrue();
      assertThat(watch.next(Duration.ZERO)).as("no change to hand out").isEmpty();
      watch.wake();
      assertThat(watch.await(LONG)).isTrue();
      store.close();
      assertThat(watch.await(LONG)).isFalse();
    }
  }

  @Test
  void closingTheStoreEndsWaitingFollowers() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Watch watch = store.watch(0);
      CountDownLatch waiting = new CountDownLatch(1);
      Future<?> follower =
          threads.submit(() -> {
            waiting.countDown();
            return watch.next(LONG);
          });
      waiting.await();
      store.close();
      assertThatThrownBy(follower::get)
          .hasCauseInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the watch is closed");
    }
  }
}
