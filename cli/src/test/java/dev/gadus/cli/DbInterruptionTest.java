// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.bolt.Bucket;
import dev.gadus.bolt.Database;
import dev.gadus.bolt.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ctrl+C in each long command on the database of a stopped node, while it is at work; {@code check}
 * is that of {@code gadus bolt}, and tested there.
 */
class DbInterruptionTest {
  private static final long PATIENCE_SECONDS = 60;
  private static final int INTERRUPTED = 130;

  /** Enough that a command is at work for longer than a signal takes. */
  private static final int KEYS = 100_000;

  private static final int VALUE_BYTES = 400;

  @TempDir static Path folder;
  @TempDir Path other;

  private static Path database = Path.of("");

  @BeforeAll
  static void aNodeHasBeenThere() throws Exception {
    database = NodeFiles.ofOneJob(folder).database("requester");
    try (Database open = Database.open(database, Options.defaults().noSync(true))) {
      open.update(transaction -> {
        Bucket ballast = transaction.createBucket("ballast".getBytes(UTF_8));
        for (int i = 0; i < KEYS; i++) {
          ballast.put("%08d".formatted(i).getBytes(UTF_8), new byte[VALUE_BYTES]);
        }
        // Something to repair.
        transaction.deleteBucket("idx-name".getBytes(UTF_8));
        return transaction.createBucket("idx-name".getBytes(UTF_8));
      });
    }
  }

  private static Invocation gadus(String... arguments) {
    return Invocation.of(
        Map.of("BACALHAU_DIR", folder.resolve("data").toString(), "BACALHAU_API_PORT", "1"),
        folder,
        arguments);
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"verify", "compact", "snapshot -o copy.db"})
  void leavesTheDatabaseAsItWasAndNoHalfOfACopy(String line) throws Exception {
    // Beside the files that are looked at.
    Path before = Files.copy(database, other.resolve("before.db"));
    Path copy = folder.resolve("copy.db");

    interrupt(startAndAwaitWork(line), line);

    assertThat(files()).noneMatch(file -> file.toString().contains("unfinished"));
    if (Files.mismatch(database, before) != -1 || Files.exists(copy)) {
      // It was done just before the signal came, which shows as an interruption or does not.
      Path whole = line.equals("compact") ? database : copy;
      assertThat(gadus("bolt", "check", whole.toString()).out()).isEqualTo("OK\n");
    }
    Files.deleteIfExists(copy);
  }

  /** Returns when the process has opened the database and, where it writes, begun to. */
  private static Process startAndAwaitWork(String line) throws Exception {
    Process command =
        NodeProcess.command(folder.resolve("data"), ("db requester " + line).split(" "))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    boolean writes = !line.equals("verify");
    int filesBefore = files().size();
    while (command.isAlive() && !(writes ? files().size() > filesBefore : hasMapped(command))) {
      Thread.onSpinWait();
    }
    return command;
  }

  private static boolean hasMapped(Process process) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/maps"))) {
      return lines.anyMatch(line -> line.endsWith(database.getFileName().toString()));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static void interrupt(Process process, String line) throws Exception {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    System.out.println("DbInterruptionTest: exit code " + process.exitValue() + " of " + line);
    // The others are those of a command that was done: verify has something to find.
    assertThat(process.exitValue()).isIn(INTERRUPTED, ExitCode.OK, ExitCode.ERROR);
  }

  @Test
  void aRepairCanBeMadeAgain() throws Exception {
    Path before = Files.copy(database, other.resolve("before.db"));
    Path kept = database.resolveSibling(database.getFileName() + ".before-repair");

    interrupt(startAndAwaitWork("verify --repair"), "verify --repair");

    assertThat(gadus("db", "requester", "check").out()).isEqualTo("OK\n");
    assertThat(!Files.exists(kept) || Files.mismatch(kept, before) == -1)
        .as("a copy under its name is a whole one")
        .isTrue();
    assertThat(gadus("db", "requester", "verify", "--repair").out()).endsWith("OK\n");
    assertThat(gadus("db", "requester", "get", "idx-name", "default/done").out()).startsWith("j-");
    assertThat(files()).noneMatch(file -> file.toString().contains("unfinished"));
  }
}
