package dev.gadus.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
    return data.resolve(Files.readString(data.resolve("node-id")).strip() + "-" + role + ".db");
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
}
