// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.bolt.Database;
import dev.gadus.model.IdSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreFileTest {
  @TempDir Path directory;

  private Path path() {
    return directory.resolve("requester.db");
  }

  private void assertUnusable(Path path, String message) {
    assertThatThrownBy(() -> JobStore.open(path, Samples.options()))
        .isInstanceOf(StoreException.Unusable.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining(message);
  }

  @Test
  void aNewStoreIsTheOwnersAloneAndSaysWhatItIs() throws IOException {
    Path path = directory.resolve("new/folder/requester.db");
    StoreInfo info;
    try (JobStore store = JobStore.open(path, Samples.options())) {
      info = store.info();
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    assertThat(info.role()).isEqualTo(StoreInfo.REQUESTER);
    assertThat(info.nodeId()).isEqualTo(Samples.NODE);
    assertThat(info.createdBy()).isEqualTo("gadus test");
    assertThat(info.schemaVersion()).isEqualTo(StoreRole.SCHEMA_VERSION);
    try (JobStore store = JobStore.open(path, Samples.options())) {
      assertThat(store.info()).as("the store's id stays").isEqualTo(info);
    }
  }

  @Test
  void twoStoresHaveDifferentIds() {
    try (JobStore one = Samples.jobStore(directory);
        ExecutionStore other = Samples.executionStore(directory)) {
      assertThat(one.info().storeId()).startsWith("s-").isNotEqualTo(other.info().storeId());
    }
  }

  @Test
  void aFileInUseIsNamedWithAdvice() {
    try (JobStore store = Samples.jobStore(directory)) {
      assertThat(store.verify()).isEmpty();
      assertThatThrownBy(() -> Samples.jobStore(directory))
          .isInstanceOf(StoreException.InUse.class)
          .hasMessageContaining(path().toString())
          .hasMessageContaining("in use by another process")
          .hasMessageContaining("stop the node");
    }
    Samples.jobStore(directory).close();
  }

  @Test
  void aStoreOfAnotherRoleOrNodeIsRefused() {
    Samples.executionStore(directory).close();
    assertUnusable(
        directory.resolve("compute.db"), "it is a compute store, and a requester store is needed");
    Samples.jobStore(directory).close();
    StoreOptions other =
        StoreOptions.of("n-other", "gadus test", () -> Samples.TIME, IdSource.random());
    assertThatThrownBy(() -> JobStore.open(path(), other))
        .isInstanceOf(StoreException.Unusable.class)
        .hasMessageContaining("belongs to node n-test, and this is node n-other");
  }

  @Test
  void aFileOfAnotherProgramIsRefusedAndLeftAlone() throws IOException {
    Path bolt = directory.resolve("other.db");
    try (Database database = Database.open(bolt)) {
      database.update(transaction ->
          transaction.createBucket("theirs".getBytes(StandardCharsets.UTF_8)).sequence());
    }
    assertUnusable(bolt, "it is a bolt file of another program");
    Path text = directory.resolve("text.db");
    Files.writeString(text, "not a database\n".repeat(1000));
    assertUnusable(text, "");
    assertThat(Files.readString(text)).startsWith("not a database");
  }

  @Test
  void aLaterSchemaIsRefused() {
    Samples.jobStore(directory).close();
    try (Database database = Database.open(path())) {
      database.update(transaction -> {
        Table meta = Table.in(transaction, SharedBuckets.META);
        StoreInfo info = meta.require("store", StoreInfo.class);
        meta.put(
            "store",
            new StoreInfo(
                info.role(),
                StoreRole.SCHEMA_VERSION + 1,
                info.nodeId(),
                info.storeId(),
                "gadus 9.9",
                info.createTime()));
        return true;
      });
    }
    assertUnusable(
        path(),
        "its schema version is "
            + (StoreRole.SCHEMA_VERSION + 1)
            + " and this program knows versions up to "
            + StoreRole.SCHEMA_VERSION
            + "; use the program that wrote it (gadus 9.9 or later)");
  }

  @Test
  void aDirectoryThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertUnusable(file.resolve("requester.db"), "its directory cannot be made");
  }
}
