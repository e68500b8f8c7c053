// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What {@code gadus db} does of its own, on every file of the engine's tests, whole or damaged, in
 * the place of a node's database: it ends, with an answer or a clear error. What it shares with
 * {@code gadus bolt} is tested there.
 */
class DbEveryFileTest {
  private static final Path FIXTURES = Path.of("../bolt/src/test/resources/fixtures");

  private static final List<String> LINES =
      List.of("check", "verify", "verify --repair", "snapshot -o copy.db", "compact");

  @TempDir Path folder;

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FIXTURES)) {
      return files.filter(file -> file.toString().endsWith(".db")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void everyCommandAnswersOrSaysWhatIsWrong(Path fixture) throws IOException {
    Path file = folder.resolve("file.db");
    for (String line : LINES) {
      Files.copy(fixture, file, StandardCopyOption.REPLACE_EXISTING);
      Invocation done =
          Invocation.of(
              Map.of(
                  "BACALHAU_DIR",
                  folder.resolve("data").toString(),
                  "BACALHAU_JOB_STORE_PATH",
                  file.toString(),
                  "BACALHAU_API_PORT",
                  "1"),
              folder,
              ("db requester " + line).split(" "));
      assertThat(done.exitCode()).as(line + ": " + done).isIn(ExitCode.OK, ExitCode.ERROR);
      if (done.exitCode() == ExitCode.OK) {
        assertThat(done.err()).as(line).isEmpty();
      } else {
        assertThat(done.err()).as(line).startsWith("Error: ").doesNotContain("\tat ", "Exception");
      }
      if (line.startsWith("verify")) {
        // No node wrote it.
        assertThat(done.exitCode()).as(line).isEqualTo(ExitCode.ERROR);
      }
      if (line.equals("compact") && done.exitCode() == ExitCode.OK) {
        assertThat(bolt("check", file).out()).as(line).isEqualTo("OK\n");
      } else if (line.endsWith("--repair")) {
        // Whoever opens a file for writing may leave it the list of free pages that it lacked.
        assertThat(bolt("inspect", file)).as(line).isEqualTo(bolt("inspect", fixture));
      } else {
        assertThat(file).as(line).hasSameBinaryContentAs(fixture);
      }
      Files.deleteIfExists(folder.resolve("copy.db"));
      try (Stream<Path> left = Files.list(folder)) {
        assertThat(left).as(line).containsExactly(file);
      }
    }
  }

  private Invocation bolt(String command, Path file) {
    Invocation done = Invocation.of(Map.of(), folder, "bolt", command, file.toString());
    // An error names the file, and these are two.
    return new Invocation(done.exitCode(), done.out(), done.err().replace(file + "", "FILE"));
  }
}
