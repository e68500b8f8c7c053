// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.bolt.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code gadus db} for people who are mistaken: they are told what, where, and what is right. */
class DbMistakesTest {
  @TempDir Path folder;

  private Invocation gadus(Map<String, String> variables, String... arguments) {
    Map<String, String> environment = new HashMap<>(variables);
    environment.putIfAbsent("BACALHAU_DIR", folder.resolve("data").toString());
    // Where no node is.
    environment.put("BACALHAU_API_PORT", "1");
    return Invocation.of(environment, folder, arguments);
  }

  private Invocation onFile(Path file, String... arguments) {
    return gadus(Map.of("BACALHAU_JOB_STORE_PATH", file.toString()), arguments);
  }

  @Test
  void aWordThatIsNoCommandIsNamedWithThoseThatAre() {
    assertThat(gadus(Map.of(), "db", "requestr", "buckets"))
        .isEqualTo(
            new Invocation(
                ExitCode.BAD_INPUT,
                "",
                """
                Error: 'gadus db' has no command 'requestr'; it has requester, compute, import
                Hint:  did you mean requester? 'gadus db --help' shows what it takes.
                """));
    assertThat(gadus(Map.of(), "db", "requester", "verify", "--repiar").err())
        .contains("Unknown option: '--repiar'", "did you mean --repair?");
    assertThat(gadus(Map.of(), "db", "requester", "snapshot").err())
        .contains("Missing required option: '--output=FILE'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"buckets", "check", "verify", "verify --repair", "compact", "snapshot -o copy.db"})
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whatIsNoDatabaseIsRefusedAndStaysAsItIs(String line) throws Exception {
    String[] words = ("db requester " + line).split(" ");
    Path empty = Files.createFile(folder.resolve("empty"));
    Path text = Files.writeString(folder.resolve("text"), "no database");
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Map<Path, String> reasons =
        Map.of(
            Files.createDirectory(folder.resolve("folder")),
            "should be at %s, which is a folder",
            pipe,
            "should be at %s, which is a pipe or a device",
            empty,
            "should be at %s, which is empty",
            text,
            "invalid database: file=%s size=11",
            folder.resolve("nowhere"),
            "there is no database of the requester role at %s, and no answer from a node");

    reasons.forEach((file, reason) -> {
      Invocation refused = onFile(file, words);
      assertThat(refused.exitCode())
          .isEqualTo(Files.exists(file) ? ExitCode.ERROR : ExitCode.UNREACHABLE);
      assertThat(refused.out()).isEmpty();
      assertThat(refused.err()).contains(reason.formatted(file), "Hint:  ").doesNotContain("\tat ");
    });
    assertThat(empty).isEmptyFile();
    assertThat(text).hasContent("no database");
    assertThat(folder.resolve("copy.db")).doesNotExist();
  }

  @Test
  void theDatabaseOfTheOtherRoleAndThatOfAnotherProgramAreNotVerified() throws Exception {
    Path compute = NodeFiles.ofOneJob(folder).database("compute");
    for (List<String> option : List.of(List.<String>of(), List.of("--repair"))) {
      String[] words = ("db requester verify " + String.join("", option)).strip().split(" ");
      assertThat(onFile(compute, words))
          .satisfies(refused -> {
            assertThat(refused.exitCode()).isEqualTo(ExitCode.ERROR);
            assertThat(refused.err())
                .startsWith(
                    "Error: %s is the database of the compute role, not of the requester role\n"
                        .formatted(compute))
                .contains("Hint:  'gadus config list'");
          });
      Path other = folder.resolve("other.db");
      try (Database database = Database.open(other)) {
        database.update(transaction -> transaction.createBucketIfAbsent(new byte[] {'x'}));
      }
      assertThat(onFile(other, words).err()).contains("it is a bolt file of another program");
    }
  }

  @Test
  void aDataDirectoryThatIsAFileIsNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    Invocation refused = gadus(Map.of("BACALHAU_DIR", file.toString()), "db", "compute", "check");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.ERROR);
    assertThat(refused.err())
        .startsWith("Error: cannot read the node id in " + file)
        .contains("Not a directory")
        .doesNotContain("\tat ", "Exception");
  }

  @Test
  void aSnapshotNeedsAFolderThatIsThereAndANameInIt() throws Exception {
    Path database = folder.resolve("some.db");
    Database.open(database).close();
    assertThat(onFile(database, "db", "requester", "snapshot", "-o", "no/copy.db").err())
        .isEqualTo(
            "Error: the snapshot %s/no/copy.db could not be written: %s/no: no such file or folder\n"
                .formatted(folder, folder));
    assertThat(onFile(database, "db", "requester", "snapshot", "-o", ".").err())
        .isEqualTo(
            "Error: this is a folder: %s\nHint:  name a file in it: -o %s/requester.db\n"
                .formatted(folder, folder));
  }
}
