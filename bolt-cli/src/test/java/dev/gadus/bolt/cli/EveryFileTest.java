// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every subcommand on every file, whole or damaged: it ends, with an answer or with one clear error
 * and exit code 1, leaves the file as it is, and leaves no copy when it failed.
 */
final class EveryFileTest {
  private static final List<String> LINES =
      List.of(
          "browse FILE",
          "buckets FILE",
          "buckets FILE --output json",
          "check FILE",
          "check FILE --from-page 4",
          "check FILE --output json",
          "compact -o COPY FILE",
          "dump FILE 0 2 5",
          "get FILE log commit-1",
          "get FILE tree key-0004 --format pretty",
          "get FILE tree key-0020 --output json",
          "info FILE",
          "inspect FILE",
          "keys FILE log",
          "keys FILE tree",
          "keys FILE tree --from key-0004 --values --output json",
          "page FILE 0 1 2 3 4",
          "page FILE --all",
          "page FILE --all --output json",
          "page-item FILE 3 0",
          "page-item FILE 7 1 --value-only",
          "pages FILE",
          "pages FILE --output json",
          "salvage -o COPY FILE",
          "stats FILE",
          "stats FILE --output json",
          "surgery clear-page FILE --pageId 3 --output COPY",
          "surgery clear-page-elements FILE --pageId 4 --from-index 0 --to-index 1 --output COPY",
          "surgery copy-page FILE --from-page 2 --to-page 3 --output COPY",
          "surgery freelist abandon FILE --output COPY",
          "surgery freelist rebuild FILE --output COPY",
          "surgery meta update FILE --fields pgid:40 --meta-page 0 --output COPY",
          "surgery meta validate FILE",
          "surgery revert-meta-page FILE --output COPY");

  /** What the table of the fixtures says of them; all others are whole. */
  private static final List<String> DAMAGED =
      List.of("both-", "bad-", "zero-", "truncated-", "corrupt-", "zeroed-", "newer-");

  /** The profile {@code long} sets it; the one file of 84 MB is copied too often otherwise. */
  private static final boolean LONG = Integer.getInteger("bolt.large.megabytes") != null;

  @TempDir(factory = MemoryFolder.class)
  Path folder;

  @Test
  void noSubcommandIsMissingHere() {
    FileCommands.requireAllIn(LINES);
  }

  static Stream<String> files() throws IOException {
    try (Stream<Path> files = Files.list(Run.FIXTURES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".db") || (LONG && name.endsWith(".db.gz")))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void everyCommandAnswersOrSaysWhatIsWrong(String name) throws Exception {
    Path file = unpacked(name);
    long bytes = Files.size(file);
    boolean damaged = DAMAGED.stream().anyMatch(name::startsWith);
    // All at once: most of the time is waiting for the disk.
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Boolean>> runs =
          LINES.stream().<Callable<Boolean>>map(line -> () -> run(line, file, damaged)).toList();
      for (Future<Boolean> run : threads.invokeAll(runs)) {
        run.get();
      }
    }
    assertThat(file).hasSize(bytes);
    if (name.endsWith(".db")) {
      assertThat(file).hasSameBinaryContentAs(Run.FIXTURES.resolve(name));
    }
  }

  private Path unpacked(String name) throws IOException {
    Path file = folder.resolve("file.db");
    try (InputStream in = Files.newInputStream(Run.FIXTURES.resolve(name))) {
      Files.copy(name.endsWith(".gz") ? new GZIPInputStream(in) : in, file);
    }
    return file;
  }

  private boolean run(String line, Path file, boolean damaged) throws IOException {
    Path copies = Files.createTempDirectory(folder, "copies");
    Path copy = copies.resolve("copy.db");
    Run run = Run.of(FileCommands.words(line, file, copy));
    assertThat(run.exitCode()).as(line + ": " + run).isIn(0, 1);
    if (run.exitCode() == 0) {
      assertThat(run.errors()).as(line).isEmpty();
    } else {
      assertThat(run.errors()).as(line).startsWith("Error: ").doesNotContain("\tat ", "Exception");
      assertThat(run.errors().lines()).as(line).hasSize(1);
    }
    if (line.startsWith("check FILE") && !line.contains("--from-page")) {
      assertThat(run.exitCode()).as(line).isEqualTo(damaged ? 1 : 0);
    }
    if (Files.exists(copy)) {
      // What cannot be read was left out of the copy, which is said with exit code 1.
      assertThat(run.exitCode() == 0 || line.startsWith("salvage")).as(line + ": " + run).isTrue();
      if (line.startsWith("salvage") || line.startsWith("compact")) {
        assertThat(Run.of("check", copy.toString()).text()).as(line).isEqualTo("OK\n");
      }
      Files.delete(copy);
    }
    try (Stream<Path> left = Files.list(copies)) {
      assertThat(left).as(line).isEmpty();
    }
    return true;
  }
}
