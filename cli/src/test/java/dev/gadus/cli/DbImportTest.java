// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gadus.bolt.Database;
import dev.gadus.model.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gadus db import} from the shell's side; what comes in is the store's business. */
class DbImportTest {
  /** The fixtures of the module store-import, where the import is tested record by record. */
  private static final Path FIXTURES = Path.of("../store-import/src/test/resources/bacalhau");

  @TempDir Path folder;
  private Path jobs = Path.of("");

  @BeforeEach
  void unpack() throws IOException {
    jobs = unpack("jobs-v1.9");
  }

  private Path unpack(String name) throws IOException {
    Path file = folder.resolve(name + ".db");
    try (InputStream packed = Files.newInputStream(FIXTURES.resolve(name + ".db.gz"))) {
      Files.copy(new GZIPInputStream(packed), file);
    }
    return file;
  }

  private Invocation gadus(String... arguments) {
    return Invocation.of(
        Map.of("BACALHAU_DIR", folder.resolve("data").toString()), folder, arguments);
  }

  @Test
  void bringsInAndTellsWhatItSkipped() {
    Invocation first = gadus("db", "import", "jobs-v1.9.db");

    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out())
        .contains(
            "job store of Bacalhau v1.8 or v1.9\n",
            "brought in: 6 jobs, 1 version, 8 executions, 10 history rows\n",
            "skipped: 3 jobs, 7 executions, since each has not ended\n",
            "changed: 1 job, since each was brought in under another name",
            "no place for: Execution.AllocatedResources.Tasks.main.GPUs, 8 times\n");
    assertThat(first.err()).isEmpty();

    Invocation second = gadus("db", "import", "jobs-v1.9.db");
    assertThat(second.out())
        .contains(
            "brought in: nothing\n",
            "there already: 6 jobs, 1 version, 8 executions, 10 history rows\n");
    assertThat(gadus("db", "requester", "keys", "job").out().lines()).hasSize(6);
  }

  @Test
  void aDryRunMakesNothing() {
    Invocation rehearsed = gadus("db", "import", "--dry-run", jobs.toString());

    assertThat(rehearsed.exitCode()).as(rehearsed.err()).isZero();
    assertThat(rehearsed.out()).contains("would bring in: 6 jobs, 1 version, 8 executions");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void anExecutionStoreGoesIntoTheOtherDatabase() throws IOException {
    unpack("executions-v1.9");
    Invocation imported = gadus("db", "import", "executions-v1.9.db", "--verbose");

    assertThat(imported.exitCode()).as(imported.err()).isZero();
    assertThat(imported.out())
        .contains(
            "execution e-00000001-1111-4222-8333-000000000001 has not ended: it is New\n",
            "brought in: 5 executions, 25 history rows\n");
    assertThat(gadus("db", "compute", "keys", "execution").out().lines()).hasSize(5);
  }

  @Test
  void jsonListsEachRecordThatStays() throws IOException {
    Invocation imported = gadus("db", "import", jobs.toString(), "--output", "json");

    JsonNode document = Json.mapper().readTree(imported.out());
    assertThat(document.path("Report").path("Brought").path("job").asInt()).isEqualTo(6);
    assertThat(document.path("Records"))
        .anySatisfy(record -> {
          assertThat(record.path("ID").asText()).isEqualTo("my");
          assertThat(record.path("Reason").asText()).isEqualTo("cannot be read");
          assertThat(record.path("Detail").asText()).isEqualTo("it has no record");
        });
  }

  @Test
  void refusesWhatIsNoneOfBacalhaus() throws IOException {
    unpack("etcd");
    Files.writeString(folder.resolve("text.db"), "text");

    assertThat(gadus("db", "import", "etcd.db"))
        .extracting(Invocation::exitCode, Invocation::out)
        .containsExactly(ExitCode.ERROR, "");
    assertThat(gadus("db", "import", "etcd.db").err()).contains("it is a database of etcd");
    assertThat(gadus("db", "import", "text.db").exitCode()).isEqualTo(ExitCode.ERROR);
    assertThat(gadus("db", "import", "none.db").err()).contains("there is no such file");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void saysWhenTheNodeRuns() throws IOException {
    assertThat(gadus("db", "import", jobs.toString()).exitCode()).isZero();
    Path database;
    try (Stream<Path> files = Files.list(folder.resolve("data"))) {
      database =
          files.filter(file -> file.toString().endsWith("-requester.db")).findFirst().orElseThrow();
    }
    try (Database held = Database.open(database)) {
      Invocation refused = gadus("db", "import", jobs.toString());
      assertThat(held.isReadOnly()).isFalse();
      assertThat(refused.exitCode()).isEqualTo(ExitCode.ERROR);
      assertThat(refused.err()).contains(database.toString(), "in use by another process");
    }
  }
}
