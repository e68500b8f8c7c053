// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.bolt.Database;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.LocalExecution;
import dev.gadus.model.LocalState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that a program with the first layout wrote are opened by this one. */
class SchemaUpgradeTest {
  @TempDir Path directory;

  private Path fixture(String name) throws IOException {
    Path file = directory.resolve(name);
    String resource = "/schema-1/" + name + ".gz";
    try (InputStream in =
        new GZIPInputStream(
            Objects.requireNonNull(SchemaUpgradeTest.class.getResourceAsStream(resource)))) {
      Files.copy(in, file);
    }
    return file;
  }

  private static int schemaOf(Path file) {
    try (Database database = Database.open(file)) {
      return database.view(transaction ->
          Table.in(transaction, SharedBuckets.META)
              .require("store", StoreInfo.class)
              .schemaVersion());
    }
  }

  @Test
  void anOldExecutionStoreIsUpgradedAndItsCopyKept() throws IOException {
    Path file = fixture("compute.db");
    byte[] original = Files.readAllBytes(file);
    assertThat(schemaOf(file)).isEqualTo(1);
    Path copy = directory.resolve("compute.db.schema-1");
    try (ExecutionStore store = ExecutionStore.open(file, Samples.options())) {
      assertThat(store.verify()).isEmpty();
      assertThat(store.counts())
          .containsEntry(LocalState.CREATED, 2L)
          .containsEntry(LocalState.PUBLISHING, 2L)
          .containsEntry(LocalState.FAILED, 1L)
          .containsEntry(LocalState.COMPLETED, 2L)
          .containsEntry(LocalState.CANCELLED, 1L);
      List<LocalExecution> created = store.read(reader -> reader.executionsIn(LocalState.CREATED));
      assertThat(created).extracting(LocalExecution::id).containsExactly("e-0", "e-7");
      assertThat(store.info().storeId()).isEqualTo("s-fixture1");
      assertThat(store.lastStart().notes())
          .contains("upgraded from schema version 1 to " + StoreRole.SCHEMA_VERSION)
          .contains(copy.toString());
      store.transition(Transition.of("e-0", LocalState.BID_ACCEPTED, "goes on"));
      assertThat(store.verify()).isEmpty();
    }
    assertThat(schemaOf(file)).isEqualTo(StoreRole.SCHEMA_VERSION);
    assertThat(schemaOf(copy)).isEqualTo(1);
    assertThat(Files.size(copy)).isLessThanOrEqualTo(original.length);
    try (ExecutionStore store = ExecutionStore.open(file, Samples.options())) {
      assertThat(store.lastStart().notes()).as("only once").isEmpty();
    }
  }

  @Test
  void anOldJobStoreIsUpgradedAndCanBeFollowed() throws Exception {
    Path file = fixture("requester.db");
    try (JobStore store = JobStore.open(file, Samples.options())) {
      assertThat(store.verify()).isEmpty();
      Page<Job> completed =
          store.read(reader ->
              reader.jobs(JobQuery.ALL.inNamespace("team/x").withStates(JobState.COMPLETED)));
      assertThat(completed.items()).extracting(Job::id).containsExactly("j-0", "j-6");
      Page<Job> onNode = store.read(reader -> reader.jobs(JobQuery.ALL.onNode("n-1")));
      assertThat(onNode.items())
          .extracting(Job::id)
          .containsExactly("j-1", "j-3", "j-5", "j-7", "j-9", "j-11");
      assertThat(store.outbox().waiting("n-1", 0)).isEqualTo(6);
      try (Watch watch = store.watch(0)) {
        Samples.write(store, writer -> writer.createJob(Samples.job("j-new")));
        assertThat(watch.next(java.time.Duration.ofSeconds(30))).hasSize(1);
      }
      assertThat(store.verify()).isEmpty();
    }
  }

  @Test
  void anUpgradeThatStoppedHalfWayIsDoneAgain() throws IOException {
    Path file = fixture("compute.db");
    // As if the process had ended after the copy and before the upgrade's commit.
    Files.write(directory.resolve("compute.db.schema-1"), new byte[] {1, 2, 3});
    Files.write(directory.resolve("compute.db.schema-1.unfinished"), new byte[] {1, 2, 3});
    try (ExecutionStore store = ExecutionStore.open(file, Samples.options())) {
      assertThat(store.verify()).isEmpty();
    }
    assertThat(schemaOf(directory.resolve("compute.db.schema-1"))).isEqualTo(1);
  }
}
