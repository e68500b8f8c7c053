// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ctrl+C in the long commands besides {@code compact}, whose test has it for itself. */
final class InterruptionTest {
  private static final int INTERRUPTED = 130;

  @TempDir static Path folder;

  private static Path source = Path.of("");

  @BeforeAll
  static void makeWhatTakesAWhile() {
    source = folder.resolve("source.db");
    CompactTest.fill(source);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "check FILE",
        "salvage -o COPY FILE",
        "surgery freelist abandon FILE --output COPY",
        "surgery revert-meta-page FILE --output COPY"
      })
  void leavesTheDatabaseAsItWasAndNoHalfOfACopy(String line) throws Exception {
    Path before = Files.copy(source, folder.resolve("before.db"));
    Path copy = folder.resolve("copy.db");
    Process process =
        new ProcessBuilder(RunningProcess.command(FileCommands.words(line, source, copy)))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();

    while (process.isAlive() && !isAtWork(line, process)) {
      Thread.onSpinWait();
    }
    // It may have ended just now, which kill complains of.
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.mismatch(source, before)).isEqualTo(-1);
    Files.delete(before);
    assertThat(process.exitValue()).isIn(INTERRUPTED, 0);
    assertThat(names()).isSubsetOf("source.db", "copy.db");
    if (Files.exists(copy)) {
      // It was done just before the signal came.
      assertThat(Run.of("check", copy.toString()).text()).isEqualTo("OK\n");
      Files.delete(copy);
    }
  }

  /** Whether it has begun to write, or to read where it writes nothing. */
  private static boolean isAtWork(String line, Process process) throws IOException {
    if (line.contains("COPY")) {
      return names().stream().anyMatch(name -> name.contains("copy.db"));
    }
    try (Stream<String> maps = Files.lines(Path.of("/proc/" + process.pid() + "/maps"))) {
      return maps.anyMatch(each -> each.endsWith("source.db"));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
