// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import static dev.gadus.store.Samples.NANOS;
import static dev.gadus.store.Samples.TIME;
import static dev.gadus.store.Samples.event;
import static dev.gadus.store.Samples.execution;
import static dev.gadus.store.Samples.job;
import static dev.gadus.store.Samples.localExecution;
import static dev.gadus.store.Samples.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.bolt.Database;
import dev.gadus.model.DesiredState;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.JobType;
import dev.gadus.model.LocalExecution;
import dev.gadus.model.LocalState;
import dev.gadus.model.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
  private static final long SECOND = 1_000_000_000L;

  @TempDir Path directory;
  private final AtomicReference<Instant> now = new AtomicReference<>(TIME);

  private StoreOptions options() {
    StoreOptions options = Samples.options();
    return StoreOptions.of(options.nodeId(), options.createdBy(), now::get, options.ids());
  }

  private JobStore jobs() {
    return JobStore.open(directory.resolve("requester.db"), options());
  }

  /** A job with all that can belong to one, which ended {@code seconds} after the first time. */
  private static void endedJob(JobStore store, String id, JobType type, int seconds) {
    write(
        store,
        writer -> {
          Job created = job(id, "default", type, Map.of("env", "test"), NANOS);
          writer.createJob(created);
          writer.appendHistory(created, event("submitted"));
          Execution execution = execution("e-" + id, id);
          writer.createExecution(execution);
          writer.appendHistory(execution, event("asked"));
          writer.putEvaluation(Samples.evaluation("v-" + id, id, Instant.EPOCH, NANOS));
          writer.updateExecution(
              execution.withState(
                  Status.of(ExecutionState.FAILED), Status.of(DesiredState.STOPPED), NANOS));
          Job first = created.withState(Status.of(JobState.FAILED), NANOS);
          writer.updateJob(first);
          Job second = first.withSpecOf(first, Status.of(JobState.PENDING), NANOS);
          writer.putJobVersion(second);
          writer.updateJob(
              second.withState(Status.of(JobState.COMPLETED), NANOS + seconds * SECOND));
        });
  }

  private static List<String> ids(JobStore store) {
    return store.read(reader -> reader.jobs(JobQuery.ALL)).items().stream()
        .map(Job::id)
        .sorted()
        .toList();
  }

  @Test
  void jobsOlderThanTheAgeGoAndThoseAtTheEdgeAsWell() {
    try (JobStore store = jobs()) {
      endedJob(store, "j-0", JobType.BATCH, 0);
      endedJob(store, "j-1", JobType.BATCH, 10);
      endedJob(store, "j-2", JobType.BATCH, 11);
      endedJob(store, "j-3", JobType.SERVICE, 0);
      write(store, writer -> writer.createJob(job("j-live")));
      now.set(TIME.plusSeconds(70));
      Retention minute =
          Retention.KEEP_ALL.finished(JobType.BATCH, Retention.Limit.ofAge(Duration.ofMinutes(1)));
      assertThat(store.applyRetention(minute)).isEqualTo(2);
      assertThat(ids(store)).containsExactly("j-2", "j-3", "j-live");
      assertThat(store.verify()).isEmpty();
      assertThat(store.applyRetention(minute)).isZero();
    }
  }

  @Test
  void theNewestAreKeptPerType() {
    try (JobStore store = jobs()) {
      for (int i = 0; i < 5; i++) {
        endedJob(store, "j-batch" + i, JobType.BATCH, i);
        endedJob(store, "j-ops" + i, JobType.OPS, i);
      }
      Retention two =
          Retention.KEEP_ALL
              .finished(JobType.BATCH, Retention.Limit.ofCount(2))
              .finished(JobType.OPS, Retention.Limit.ofCount(5));
      assertThat(store.applyRetention(two)).isEqualTo(3);
      assertThat(ids(store))
          .containsExactly(
              "j-batch3", "j-batch4", "j-ops0", "j-ops1", "j-ops2", "j-ops3", "j-ops4");
      assertThat(store.verify()).isEmpty();
    }
  }

  @Test
  void nothingOfARemovedJobIsLeft() {
    try (JobStore store = jobs()) {
      for (int i = 0; i < RetentionRun.BATCH * 2 + 1; i++) {
        endedJob(store, "j-" + i, JobType.BATCH, 0);
      }
      Retention none = Retention.KEEP_ALL.finished(Retention.Limit.ofCount(0));
      assertThat(store.applyRetention(none)).isEqualTo(RetentionRun.BATCH * 2L + 1);
      assertThat(store.verify()).isEmpty();
    }
    Map<BucketName, Integer> left = sizes("requester.db", VerifyTest.withChanges(JobBuckets.ALL));
    left.remove(SharedBuckets.CHANGE);
    assertThat(left.values()).as(left.toString()).containsOnly(0);
  }

  private Map<BucketName, Integer> sizes(String file, List<BucketName> buckets) {
    try (Database database = Database.open(directory.resolve(file))) {
      return database.view(transaction -> {
        Map<BucketName, Integer> sizes = new HashMap<>();
        for (BucketName bucket : buckets) {
          sizes.put(bucket, Table.in(transaction, bucket).keys("").size());
        }
        return sizes;
      });
    }
  }

  @Test
  void aJobWithALiveExecutionWaits() {
    try (JobStore store = jobs()) {
      write(
          store,
          writer -> {
            Job stopped = job("j-1");
            writer.createJob(stopped);
            writer.createExecution(execution("e-1", "j-1"));
            writer.updateJob(stopped.withState(Status.of(JobState.STOPPED), NANOS));
          });
      endedJob(store, "j-2", JobType.BATCH, 0);
      Retention none = Retention.KEEP_ALL.finished(Retention.Limit.ofCount(0));
      assertThat(store.applyRetention(none)).isEqualTo(1);
      assertThat(ids(store)).containsExactly("j-1");
      write(
          store,
          writer ->
              writer.updateExecution(
                  writer
                      .requireExecution("e-1")
                      .withState(
                          Status.of(ExecutionState.CANCELLED),
                          Status.of(DesiredState.STOPPED),
                          NANOS + 1)));
      assertThat(store.applyRetention(none)).isEqualTo(1);
      assertThat(ids(store)).isEmpty();
    }
  }

  @Test
  void jobsThatWaitTakeNoPlaceOfTheNewest() {
    int waiting = 10;
    int kept = 5;
    int ended = 2 * RetentionRun.BATCH;
    try (JobStore store = jobs()) {
      for (int i = 0; i < ended; i++) {
        String id = "j-%03d".formatted(i);
        endedJob(store, id, JobType.BATCH, i);
        if (i < waiting) {
          write(store, writer -> writer.createExecution(execution("e-live-" + id, id)));
        }
      }
      Retention newest = Retention.KEEP_ALL.finished(JobType.BATCH, Retention.Limit.ofCount(kept));
      assertThat(store.applyRetention(newest)).isEqualTo(ended - waiting - kept);
      assertThat(ids(store))
          .hasSize(waiting + kept)
          .contains("j-000", "j-009", "j-095", "j-096", "j-097", "j-098", "j-099");
      assertThat(store.applyRetention(newest)).isZero();
    }
  }

  @Test
  void unfinishedJobsGoOnlyWhenAskedFor() {
    try (JobStore store = jobs()) {
      write(store, writer -> writer.createJob(job("j-1")));
      write(
          store,
          writer -> writer.createJob(job("j-2", "default", JobType.DAEMON, Map.of(), NANOS)));
      assertThat(store.applyRetention(Retention.KEEP_ALL)).isZero();
      Retention finished = Retention.KEEP_ALL.finished(Retention.Limit.ofCount(0));
      assertThat(store.applyRetention(finished)).isZero();
      Retention batch =
          Retention.KEEP_ALL.unfinished(JobType.BATCH, Retention.Limit.ofAge(Duration.ZERO));
      assertThat(store.applyRetention(batch)).isEqualTo(1);
      assertThat(ids(store)).containsExactly("j-2");
      assertThat(store.verify()).isEmpty();
    }
  }

  @Test
  void finalExecutionsGoByAgeAndCountAndTheCountsFollow() {
    try (ExecutionStore store = ExecutionStore.open(directory.resolve("compute.db"), options())) {
      LocalState[] ends = {LocalState.FAILED, LocalState.CANCELLED, LocalState.FAILED};
      for (int i = 0; i < 120; i++) {
        String id = "e-%03d".formatted(i);
        store.create(localExecution(id, "j-" + i % 7));
        now.set(TIME.plusSeconds(i));
        store.transition(Transition.of(id, ends[i % 3], "over"));
      }
      store.create(localExecution("e-live", "j-1"));
      Retention old =
          Retention.KEEP_ALL.finished(Retention.Limit.ofAge(Duration.ofSeconds(100)).andCount(60));
      assertThat(store.applyRetention(old)).isEqualTo(60);
      assertThat(store.verify()).isEmpty();
      assertThat(store.counts())
          .containsEntry(LocalState.FAILED, 40L)
          .containsEntry(LocalState.CANCELLED, 20L)
          .containsEntry(LocalState.CREATED, 1L);
      List<LocalExecution> failed = store.read(reader -> reader.executionsIn(LocalState.FAILED));
      assertThat(failed.getFirst().id()).isEqualTo("e-060");
      now.set(TIME.plusSeconds(1000));
      assertThat(store.applyRetention(old)).isEqualTo(60);
      assertThat(store.counts().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(1);
      assertThatThrownBy(() -> store.write(ExecutionStoreTest.deletion("e-live")))
          .isInstanceOf(StoreException.WrongState.class)
          .hasMessageContaining("is in state Created but expected one of [Completed, Failed");
      assertThat(store.verify()).isEmpty();
    }
    Map<BucketName, Integer> sizes =
        new HashMap<>(sizes("compute.db", VerifyTest.withChanges(ExecutionBuckets.ALL)));
    assertThat(sizes.remove(SharedBuckets.CHANGE)).as("what happened is told").isEqualTo(361);
    assertThat(sizes.values()).containsOnly(1);
  }

  @Test
  void retentionIsAppliedWhenAStoreIsOpened() {
    try (JobStore store = jobs()) {
      endedJob(store, "j-1", JobType.BATCH, 0);
      endedJob(store, "j-2", JobType.BATCH, 0);
      write(store, writer -> writer.createJob(job("j-3")));
    }
    Retention one = Retention.KEEP_ALL.finished(Retention.Limit.ofCount(1));
    try (JobStore store =
        JobStore.open(directory.resolve("requester.db"), options().withRetention(one))) {
      assertThat(ids(store)).containsExactly("j-2", "j-3");
      assertThat(store.lastStart().removed()).isEqualTo(1);
      assertThat(store.lastStart().found())
          .containsExactly(Map.entry("Pending", 1L), Map.entry("Completed", 1L));
      assertThat(store.lastStart().summary())
          .startsWith("found 1 Pending, 1 Completed; removed 1; file ");
    }
  }

  @Test
  void limitsAreCheckedAtTheirEdge() {
    assertThat(Retention.Limit.ofCount(0).count()).hasValue(0);
    assertThatThrownBy(() -> Retention.Limit.ofCount(-1)).hasMessageContaining("count=-1");
    assertThatThrownBy(() -> Retention.Limit.ofAge(Duration.ofNanos(-1)))
        .hasMessageContaining("age=PT-0.000000001S");
  }
}
