// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.bolt.Database;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that read, on a database that its owner keeps open for writing. */
final class OpenDatabaseTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "buckets",
        "check",
        "check --output json",
        "get log commit-1",
        "get log commit-1 --format redacted",
        "get log nope",
        "info",
        "inspect",
        "keys log",
        "keys log --limit 1 --output json",
        "keys nope",
        "dump 4",
        "page 4 77",
        "page-item 4 0",
        "pages",
        "stats",
        "keys",
        "get log",
        "pages 1",
        "keys --nope log"
      })
  void printWhatTheyPrintOfTheFile(String line) throws Exception {
    Path file = folder.resolve("small.db");
    Files.copy(Run.FIXTURES.resolve("small.db"), file, StandardCopyOption.REPLACE_EXISTING);
    // An open database keeps its list of free pages in memory, so both runs need one that is open.
    Run closed = Run.of(withFile(line, file));

    try (Database database = Database.open(file)) {
      List<String> outcome = run(database, line.split(" "));

      assertThat(outcome).startsWith(closed.text(), String.valueOf(closed.exitCode()));
      // Counts of arguments have the file in the one case only.
      assertThat(outcome.get(2).lines().findFirst().isPresent())
          .isEqualTo(!closed.reason().isEmpty());
    }
  }

  @Test
  void seeWhatWasCommittedLast() {
    try (Database database = Database.open(folder.resolve("new.db"))) {
      database.update(transaction -> transaction.createBucket("first".getBytes(UTF_8)));
      assertThat(run(database, "buckets")).startsWith("first\n");
      database.update(transaction -> transaction.createBucket("second".getBytes(UTF_8)));
      assertThat(run(database, "buckets")).startsWith("first\nsecond\n");
    }
  }

  @Test
  void countArgumentsWithoutTheFileAndLeaveItOutOfTheHelp() {
    try (Database database = Database.open(folder.resolve("new.db"))) {
      assertThat(run(database, "get", "bucket").get(2))
          .startsWith("Error: requires at least 2 arg(s), only received 1\n")
          .contains("Usage: gadus db requester get")
          .doesNotContain("FILE");
      assertThat(run(database, "pages", "1").get(2))
          .startsWith("Error: accepts 0 arg(s), received 1\n");
      assertThat(run(database, "keys", "--help").getFirst())
          .contains("Usage: gadus db requester keys", "BUCKET")
          .doesNotContain("FILE");
    }
  }

  @Test
  void noneOfThoseThatWriteIsThere() {
    try (Database database = Database.open(folder.resolve("new.db"))) {
      assertThat(run(database, "surgery").get(2)).contains("unknown command \"surgery\"");
      assertThat(run(database).getFirst()).contains("buckets").doesNotContain("surgery");
    }
  }

  private static String[] withFile(String line, Path file) {
    String[] words = line.split(" ");
    return Stream.concat(Stream.of(words[0], file.toString()), Stream.of(words).skip(1))
        .toArray(String[]::new);
  }

  /** Returns standard output, exit code and standard error. */
  private static List<String> run(Database database, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode =
        BoltCommand.execute("gadus db requester", database, new Output(out, err, false), arguments);
    return List.of(out.toString(UTF_8), String.valueOf(exitCode), err.toString(UTF_8));
  }
}
