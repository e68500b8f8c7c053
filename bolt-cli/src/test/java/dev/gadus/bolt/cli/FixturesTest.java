// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.interop.GoPrograms;
import dev.gadus.interop.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every command on every real file, against recorded output, and against the real command where Go
 * is there.
 */
final class FixturesTest {
  private static final List<String> OPENABLE =
      List.of(
          "empty",
          "small",
          "nested",
          "overflow",
          "deletes",
          "page1024",
          "page8192",
          "page16384",
          "nofreelistsync",
          "tree",
          "meta0-corrupt",
          "meta1-corrupt",
          "page1024-meta0-corrupt",
          "page8192-meta0-corrupt");

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("recordings")
  void outputIsWhatWasRecorded(String name, String command) throws IOException {
    Path recording = Run.FIXTURES.resolve("expected/" + name + "." + command + ".txt");

    Run run = Run.of(command, Run.fixture(name));

    assertThat(run.output()).as(run.toString()).isEqualTo(Files.readAllBytes(recording));
    assertThat(run.exitCode()).isEqualTo(OPENABLE.contains(name) ? 0 : 1);
  }

  /** The recordings whose wording is ours too; the raw pages have a test of their own. */
  static Stream<Object[]> recordings() throws IOException {
    try (Stream<Path> files = Files.list(Run.FIXTURES.resolve("expected"))) {
      return files
          .map(file -> file.getFileName().toString().split("\\.", -1))
          .filter(parts -> !parts[1].equals("page-all") && !parts[0].equals("corrupt-ref-far"))
          .map(parts -> new Object[] {parts[0], parts[1]})
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("commandsOnEveryFile")
  void outputIsThatOfTheRealCommand(String line) {
    String[] arguments = arguments(line);

    Outcome real = GoPrograms.orSkip().bbolt(arguments);
    Run run = Run.of(arguments);

    assertThat(run.output()).as(run.toString()).isEqualTo(real.output());
    assertThat(run.exitCode()).isEqualTo(real.exitCode());
  }

  static Stream<String> commandsOnEveryFile() {
    Stream<String> whole =
        OPENABLE.stream()
            .flatMap(name ->
                Stream.of(
                    "check @" + name,
                    "buckets @" + name,
                    "stats @" + name,
                    "pages @" + name,
                    "inspect @" + name,
                    "info @" + name));
    Stream<String> single =
        Stream.of(
            "keys @small log",
            "keys @nested order",
            "keys @nested order --format hex",
            "keys @nested order -f ascii-encoded",
            "keys @nested order --format=bytes",
            "keys @nested order -f redacted",
            "keys @nested nested",
            "keys @nested nested level-1 level-2 level-3",
            "keys --format hex @nested many",
            "keys @overflow big",
            "get @small log commit-1",
            "get @small log commit-2 --format hex",
            "get @small log 636f6d6d69742d31 --parse-format hex --format ascii-encoded",
            "get --format redacted @small log commit-3",
            "stats @nested n",
            "stats @nested nothing",
            "check @tree --from-page 18",
            "check --from-page=25 @tree",
            "check --from-page 4 @tree",
            "check --from-page 18 @corrupt-branch-order");
    return Stream.concat(whole, single);
  }

  @ParameterizedTest
  @ValueSource(strings = {"check", "buckets", "stats", "pages", "inspect", "page 65607"})
  void moreThan65535FreePagesAreListedAsByTheRealCommand(String line) throws IOException {
    Path file = Run.unpacked("freelist-overflow", folder);
    String[] arguments = line.replaceFirst("^[a-z]+", "$0 " + file).split(" ", -1);

    assertThat(Run.of(arguments).output()).isEqualTo(GoPrograms.orSkip().bbolt(arguments).output());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "check",
        "check @tree @tree",
        "check nowhere.db",
        "check @tree --from-page x",
        "check @tree --from-page 1000",
        "check @tree --from-page 1",
        "buckets",
        "buckets nowhere.db",
        "buckets @tree --nope",
        "keys @tree",
        "keys nowhere.db a",
        "get @small",
        "get @small log",
        "get nowhere.db a b",
        "get @small log nokey",
        "get @small log zz --parse-format hex",
        "get @small log 636 --parse-format hex",
        "stats",
        "stats @tree a b c",
        "stats nowhere.db",
        "pages",
        "pages nowhere.db",
        "info nowhere.db",
        "inspect",
        "inspect nowhere.db",
        "compact @tree",
        "compact -o x.db nowhere.db"
      })
  void whatCannotBeDoneGetsTheRealCommandsReasonAndExitCode(String line) {
    String[] arguments = arguments(line);

    Outcome real = GoPrograms.orSkip().bbolt(arguments);
    Run run = Run.of(arguments);

    assertThat(run.reason()).isEqualTo(real.errors().lines().findFirst().orElse(""));
    assertThat(run.exitCode()).isEqualTo(real.exitCode()).isEqualTo(1);
    assertThat(run.output()).isEqualTo(real.output());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keys @small nope", "keys @small log nope", "get @small nope key",
            "get @small log k --parse-format q", "keys @small log --format zz",
        "check @both-metas-corrupt", "check @bad-magic", "check @bad-version", "check @zero-length",
            "check @truncated-100",
        "check @truncated-1page", "buckets @both-metas-corrupt", "stats @bad-magic",
            "inspect @bad-version", "keys @truncated-100 a"
      })
  void aReasonMayAddDetailToTheRealCommandsWords(String line) {
    String[] arguments = arguments(line);

    Outcome real = GoPrograms.orSkip().bbolt(arguments);
    Run run = Run.of(arguments);

    if (!line.contains("zero-length")) {
      // There, the real one reports that its write to a file that it opened for reading failed.
      assertThat(run.reason()).startsWith(real.errors().lines().findFirst().orElse(""));
    }
    assertThat(run.exitCode()).isEqualTo(real.exitCode()).isEqualTo(1);
    assertThat(run.output()).isEqualTo(real.output());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "corrupt-ref-far",
        "corrupt-cycle",
        "corrupt-overflow-count",
        "corrupt-elem-pos",
        "corrupt-freelist-flags",
        "truncated-data"
      })
  void whatTheRealCommandDiesOfIsReported(String name) {
    for (List<String> arguments :
        List.of(
            List.of("check", Run.fixture(name)),
            List.of("buckets", Run.fixture(name)),
            List.of("stats", Run.fixture(name)),
            List.of("pages", Run.fixture(name)),
            List.of("inspect", Run.fixture(name)),
            List.of("keys", Run.fixture(name), "tree"),
            List.of("get", Run.fixture(name), "tree", "key-0004"),
            List.of("compact", "-o", folder.resolve(name + ".db").toString(), Run.fixture(name)))) {
      Run run = Run.of(arguments.toArray(String[]::new));

      assertThat(run.exitCode()).as(arguments + ": " + run).isBetween(0, 1);
      if (arguments.getFirst().equals("check")) {
        assertThat(run.exitCode()).as(arguments + ": " + run).isEqualTo(1);
      }
      if (run.exitCode() == 1) {
        assertThat(run.errors()).startsWith("Error: ");
      }
    }
  }

  private static String[] arguments(String line) {
    return Arrays.stream(line.split(" ", -1))
        .map(word -> word.startsWith("@") ? Run.fixture(word.substring(1)) : word)
        .toArray(String[]::new);
  }
}
