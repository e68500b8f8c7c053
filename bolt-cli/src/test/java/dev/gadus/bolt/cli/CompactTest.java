// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.bolt.Bucket;
import dev.gadus.bolt.Database;
import dev.gadus.bolt.Options;
import dev.gadus.bolt.Transaction;
import dev.gadus.interop.GoPrograms;
import dev.gadus.interop.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code compact}: the same content without the free pages, and never half of it. */
final class CompactTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
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
        "page1024-meta0-corrupt"
      })
  void theCopyHasTheSameContentAndPassesTheRealCheck(String name) {
    GoPrograms go = GoPrograms.orSkip();
    Path copy = folder.resolve("copy.db");

    Run run = Run.of("compact", "--output", copy.toString(), Run.fixture(name));

    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(run.text()).matches("[0-9]+ -> [0-9]+ bytes \\(gain=[0-9]+\\.[0-9]{2}x\\)\n");
    assertThat(go.bbolt("check", copy.toString()).textOfSuccess()).isEqualTo("OK\n");
    assertThat(content(go.dump(copy))).isEqualTo(content(go.dump(Path.of(Run.fixture(name)))));
  }

  @Test
  void sizesAndGainAreThoseOfTheRealCommand() {
    Outcome real =
        GoPrograms.orSkip()
            .bbolt("compact", "-o", folder.resolve("real.db").toString(), Run.fixture("deletes"));

    Run run = Run.of("compact", "-o", folder.resolve("ours.db").toString(), Run.fixture("deletes"));

    assertThat(run.text())
        .isEqualTo(real.textOfSuccess())
        .isEqualTo("524288 -> 32768 bytes (gain=16.00x)\n");
  }

  @Test
  void theCopyHasTheModeOfTheDatabase() throws IOException {
    Path source = Files.copy(Path.of(Run.fixture("small")), folder.resolve("source.db"));
    Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("rw-r-----"));
    Path copy = folder.resolve("copy.db");

    assertThat(Run.of("compact", "-o", copy.toString(), source.toString()).exitCode()).isZero();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
        .isEqualTo("rw-r-----");
  }

  @Test
  void anOutputFileThatHoldsTheSameBucketsIsLeftAsItIs() throws IOException {
    Path copy = folder.resolve("copy.db");
    assertThat(Run.of("compact", "-o", copy.toString(), Run.fixture("small")).exitCode()).isZero();
    byte[] before = Files.readAllBytes(copy);

    Run run = Run.of("compact", "-o", copy.toString(), Run.fixture("small"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.reason()).startsWith("Error: bucket already exists");
    assertThat(copy).hasBinaryContent(before);
    assertThat(names(folder)).containsExactly("copy.db");
  }

  @Test
  void anOutputFileThatHoldsOtherBucketsKeepsThem() throws IOException {
    Path copy = folder.resolve("copy.db");
    assertThat(Run.of("compact", "-o", copy.toString(), Run.fixture("small")).exitCode()).isZero();

    assertThat(Run.of("compact", "-o", copy.toString(), Run.fixture("tree")).exitCode()).isZero();

    assertThat(Run.of("buckets", copy.toString()).text()).isEqualTo("log\ntree\n");
    assertThat(Run.of("check", copy.toString()).text()).isEqualTo("OK\n");
  }

  @Test
  void theDatabaseItselfIsNoOutputFile() {
    Run run = Run.of("compact", "-o", Run.fixture("small"), Run.fixture("small"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.reason()).startsWith("Error: the output file is the database itself");
  }

  @Test
  void aDamagedDatabaseLeavesNoCopy() throws IOException {
    Run run =
        Run.of("compact", "-o", folder.resolve("copy.db").toString(), Run.fixture("corrupt-cycle"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.reason()).startsWith("Error: corrupt database: page ");
    assertThat(names(folder)).isEmpty();
  }

  @Test
  void interruptedItLeavesNothingBehindAndTheDatabaseAsItWas() throws Exception {
    Path source = folder.resolve("source.db");
    fill(source);
    byte[] before = Files.readAllBytes(source);

    Process process = startCompacting(source, folder.resolve("copy.db"));
    RunningProcess.interrupt(process);

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(source).hasBinaryContent(before);
    if (process.exitValue() == 0) {
      // It was done before the signal came.
      assertThat(Run.of("check", folder.resolve("copy.db").toString()).text()).isEqualTo("OK\n");
    } else {
      assertThat(names(folder)).containsExactly("source.db");
    }
  }

  @Test
  void killedItLeavesNothingUnderTheFinalName() throws Exception {
    Path source = folder.resolve("source.db");
    fill(source);

    Process process = startCompacting(source, folder.resolve("copy.db"));
    process.destroyForcibly();

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    if (process.exitValue() != 0) {
      assertThat(folder.resolve("copy.db")).doesNotExist();
    }
    assertThat(Run.of("check", source.toString()).text()).isEqualTo("OK\n");
  }

  /** Starts the command in a process of its own and returns when it has begun to write. */
  private Process startCompacting(Path source, Path copy) throws Exception {
    try (WatchService watch = folder.getFileSystem().newWatchService()) {
      folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      Process process =
          new ProcessBuilder(
                  RunningProcess.command("compact", "-o", copy.toString(), source.toString()))
              .inheritIO()
              .start();
      assertThat(watch.poll(60, TimeUnit.SECONDS)).as("the first file that it makes").isNotNull();
      return process;
    }
  }

  /** Makes a database that takes a while to copy. */
  static void fill(Path file) {
    try (Database database = Database.open(file, Options.defaults().noSync(true))) {
      database.update(CompactTest::fill);
    }
  }

  private static boolean fill(Transaction transaction) {
    Bucket bucket = transaction.createBucket("numbers".getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < 100_000; i++) {
      bucket.put(ByteBuffer.allocate(Integer.BYTES).putInt(i).array(), new byte[200]);
    }
    return true;
  }

  /** A dump without its header, in which page size and transaction differ. */
  private static List<String> content(String dump) {
    return dump.lines().filter(line -> !line.startsWith("#")).toList();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
