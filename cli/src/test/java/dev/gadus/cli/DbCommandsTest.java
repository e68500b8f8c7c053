// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.bolt.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gadus db} on the files of a node that is stopped. */
class DbCommandsTest {
  @TempDir static Path data;

  private static Invocation gadus(String... arguments) {
    return Invocation.of(Map.of("BACALHAU_DIR", data.toString()), data, arguments);
  }

  @BeforeAll
  static void aNodeHasBeenThere() throws Exception {
    Path file = Jobs.file(data, "done", 1, "print", "hello");
    Invocation run = gadus("job", "run", "--local", file.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  private static Path database(String role) throws Exception {
    return new NodeFiles(data).database(role);
  }

  @Test
  void aRoleStandsForTheFileOfItsDatabase() throws Exception {
    for (String role : new String[] {"requester", "compute"}) {
      Invocation byRole = gadus("db", role, "buckets");
      assertThat(byRole.exitCode()).isZero();
      assertThat(byRole).isEqualTo(gadus("bolt", "buckets", database(role).toString()));
    }
    assertThat(gadus("db", "requester", "buckets").out()).contains("job\n", "idx-name\n");
  }

  @Test
  void optionsOfTheBoltCommandArePassedOn() throws Exception {
    Invocation keys = gadus("db", "requester", "keys", "job", "--limit", "1", "--values");
    assertThat(keys.out()).startsWith("j-").contains("\t{");
    assertThat(keys)
        .isEqualTo(
            gadus(
                "bolt",
                "keys",
                database("requester").toString(),
                "job",
                "--limit",
                "1",
                "--values"));
  }

  @Test
  void aFileThatTheConfigurationNamesIsTheOne() throws Exception {
    Path moved = data.resolve("moved.db");
    Files.copy(database("requester"), moved);
    Invocation buckets =
        Invocation.of(
            Map.of(
                "BACALHAU_DIR",
                data.resolve("elsewhere").toString(),
                "BACALHAU_JOB_STORE_PATH",
                moved.toString()),
            data,
            "db",
            "requester",
            "buckets");
    assertThat(buckets.exitCode()).as(buckets.err()).isZero();
    assertThat(buckets.out()).contains("idx-name\n");
  }

  @Test
  void aSnapshotOfAStoppedDatabaseIsItsCopy() throws Exception {
    Path file = data.resolve("copy.db");
    assertThat(gadus("db", "compute", "snapshot", "-o", "copy.db").out())
        .isEqualTo("%s: %d bytes%n".formatted(file, Files.size(file)));
    assertThat(gadus("bolt", "keys", file.toString(), "execution").out())
        .isEqualTo(gadus("db", "compute", "keys", "execution").out());
    assertThat(gadus("db", "compute", "snapshot", "-o", "copy.db").err())
        .startsWith("Error: there is a file already");
    Invocation nowhere = gadus("db", "compute", "snapshot", "-o", "no/such/folder/copy.db");
    assertThat(nowhere.exitCode()).isEqualTo(ExitCode.ERROR);
    assertThat(nowhere.err()).startsWith("Error: the snapshot").contains("no/such/folder");
  }

  @Test
  void aStoppedDatabaseIsCompactedInItsPlace() throws Exception {
    Path file = database("compute");
    long before = Files.size(file);
    String keys = gadus("db", "compute", "keys", "execution").out();
    Invocation compact = gadus("db", "compute", "compact");
    assertThat(compact.exitCode()).as(compact.err()).isZero();
    assertThat(compact.out()).startsWith(before + " -> " + Files.size(file) + " bytes (gain=");
    assertThat(gadus("db", "compute", "keys", "execution").out()).isEqualTo(keys).startsWith("e-");
    assertThat(gadus("db", "compute", "verify").out()).isEqualTo("OK\n");
  }

  @Test
  void aDamagedIndexIsFoundAndRepaired() throws Exception {
    Path file = database("requester");
    try (Database open = Database.open(file)) {
      open.update(transaction -> {
        transaction.deleteBucket("idx-name".getBytes(UTF_8));
        return transaction.createBucket("idx-name".getBytes(UTF_8));
      });
    }
    Invocation verify = gadus("db", "requester", "verify");
    assertThat(verify.exitCode()).isEqualTo(ExitCode.ERROR);
    assertThat(verify.out())
        .contains("idx-name lacks default/done of job j-")
        .endsWith("\n1 finding\n");
    Invocation repair = gadus("db", "requester", "verify", "--repair");
    assertThat(repair.exitCode()).as(repair.out()).isZero();
    assertThat(repair.out().lines())
        .containsExactly(
            "the file as it was is " + file + ".before-repair",
            "made in idx-name: default/done",
            "OK");
    assertThat(gadus("db", "requester", "verify").out()).isEqualTo("OK\n");
  }

  @Test
  void whatIsNotThereIsSaid() throws Exception {
    Invocation unknown = gadus("db", "requestr", "buckets");
    assertThat(unknown.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(unknown.err()).contains("requestr").contains("did you mean").contains("requester");
    Path empty = data.resolve("empty");
    Invocation nowhere =
        Invocation.of(
            Map.of("BACALHAU_DIR", empty.toString(), "BACALHAU_API_PORT", "1"),
            data,
            "db",
            "requester",
            "buckets");
    assertThat(nowhere.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(nowhere.err())
        .startsWith("Error: there is no database of the requester role in " + empty)
        .contains("no answer from a node at")
        .contains("--data-dir");
    assertThat(empty).doesNotExist();
    Path noDatabase = Files.writeString(data.resolve("text.db"), "no database");
    Invocation damaged =
        Invocation.of(
            Map.of(
                "BACALHAU_DIR", data.toString(), "BACALHAU_JOB_STORE_PATH", noDatabase.toString()),
            data,
            "db",
            "requester",
            "buckets");
    assertThat(damaged.exitCode()).isEqualTo(ExitCode.ERROR);
    assertThat(damaged.err())
        .startsWith("Error: ")
        .contains("Hint:  if this is the right file, 'gadus bolt check'")
        .doesNotContain("\tat ");
  }
}
