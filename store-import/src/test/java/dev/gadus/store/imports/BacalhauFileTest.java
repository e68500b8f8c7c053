// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.bolt.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BacalhauFileTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "jobs-v1.1, requester, job store of Bacalhau v1.1 to v1.4",
    "jobs-v1.4, requester, job store of Bacalhau v1.1 to v1.4",
    "jobs-v1.5.0, requester, job store of Bacalhau v1.1 to v1.5.1",
    "jobs-v1.7, requester, job store of Bacalhau v1.5.2 to v1.7",
    "jobs-v1.9, requester, job store of Bacalhau v1.8 or v1.9",
    "executions-v1.1, compute, execution store of Bacalhau v1.1 to v1.4",
    "executions-v1.5.0, compute, execution store of Bacalhau v1.5.0 or v1.5.1",
    "executions-v1.9, compute, execution store of Bacalhau v1.5.2 to v1.9",
  })
  void findsOutWhatAFileIs(String name, String role, String layout) throws IOException {
    try (BacalhauImport source = BacalhauFixture.unpack(directory, name).open()) {
      assertThat(source.role()).isEqualTo(role);
      assertThat(source.layout()).isEqualTo(layout);
    }
  }

  @Test
  void refusesOtherFilesWithTheReason() throws IOException {
    Path text = Files.writeString(directory.resolve("notes.txt"), "no database".repeat(1000));
    Path empty = Files.createFile(directory.resolve("empty.db"));
    Path bare = directory.resolve("bare.db");
    Database.open(bare).close();
    TestStores.jobs(directory).close();

    assertRefused(directory.resolve("none.db"), "there is no such file");
    assertRefused(directory, "it is not a file");
    assertRefused(text, "cannot import " + text);
    assertRefused(empty, "cannot import " + empty);
    assertRefused(bare, "it holds no records at all");
    assertRefused(
        directory.resolve("requester.db"), "it is a store of Gadus, which a node uses as it is");
    assertRefused(BacalhauFixture.unpack(directory, "etcd").file(), "it is a database of etcd");
  }

  @Test
  void refusesADatabaseOfAnotherProgram() {
    Path file = directory.resolve("other.db");
    try (Database database = Database.open(file)) {
      database.update(transaction -> transaction.createBucket(BacalhauFile.bytes("widgets")));
    }

    assertRefused(file, "its buckets are none that Bacalhau writes: [widgets]");
  }

  @Test
  void saysThatAnotherProcessHasTheFile() throws IOException {
    BacalhauFixture fixture = BacalhauFixture.unpack(directory, "jobs-v1.9");
    // Bacalhau opens its files like this one: for writing, with the lock that excludes others.
    try (Database held = Database.open(fixture.file())) {
      assertThat(held.isReadOnly()).isFalse();
      assertRefused(fixture.file(), "another process has it open: stop the Bacalhau node");
    }
  }

  private static void assertRefused(Path file, String reason) {
    assertThatThrownBy(() -> new BacalhauFixture(file).open().close())
        .isInstanceOf(ImportException.NotImportable.class)
        .hasMessageContaining(reason);
  }
}
