// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.bolt.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that write a copy of a database, on a disk with too little room for one. */
class DbDiskFullTest {
  private static final int VALUES = 50;
  private static final int VALUE_BYTES = 100_000;

  @TempDir Path disk;
  private Path database = Path.of("");

  @BeforeEach
  void mountAndFill() throws Exception {
    int exitCode = run("mount", "-t", "tmpfs", "-o", "size=9m", "none", disk.toString());
    Assumptions.assumeTrue(
        exitCode == 0,
        "a file system for the test cannot be mounted: it needs root, mount ended with "
            + exitCode);
    database = NodeFiles.ofOneJob(disk).database("requester");
    try (Database open = Database.open(database)) {
      for (int i = 0; i < VALUES; i++) {
        byte[] key = "%08d".formatted(i).getBytes(UTF_8);
        open.update(transaction -> {
          byte[] name = "ballast".getBytes(UTF_8);
          transaction.createBucketIfAbsent(name).put(key, new byte[VALUE_BYTES]);
          return true;
        });
      }
      // Something to repair.
      open.update(transaction -> {
        transaction.deleteBucket("idx-name".getBytes(UTF_8));
        return transaction.createBucket("idx-name".getBytes(UTF_8));
      });
    }
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", disk.toString());
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  private Invocation gadus(String... arguments) {
    return Invocation.of(
        Map.of("BACALHAU_DIR", disk.resolve("data").toString(), "BACALHAU_API_PORT", "1"),
        disk,
        arguments);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(disk)) {
      return files.sorted().toList();
    }
  }

  @Test
  void theErrorNamesTheFileAndNothingIsLeftBehind() throws Exception {
    List<Path> before = files();
    byte[] content = Files.readAllBytes(database);
    Path copy = disk.resolve("copy.db");
    String space = "No space left on device";

    fails(
        List.of("db", "requester", "compact"),
        database + " is as it was, since its copy could not be written: storage error",
        space);
    fails(
        List.of("db", "requester", "verify", "--repair"),
        "it cannot be copied to " + database + ".before-repair before its repair",
        space);
    fails(
        List.of("db", "requester", "snapshot", "-o", "copy.db"),
        "the snapshot " + copy + " could not be written: it needs ",
        "are free on the disk");
    String bolt = "cannot write output file \"" + copy + "\": storage error";
    fails(List.of("bolt", "compact", "-o", copy + "", database + ""), bolt, space);
    fails(List.of("bolt", "salvage", "-o", copy + "", database + ""), bolt, space);
    fails(
        List.of("bolt", "surgery", "freelist", "abandon", database + "", "--output", copy + ""),
        "[freelist abandon] copy file failed",
        space);

    assertThat(files()).isEqualTo(before);
    assertThat(database).hasBinaryContent(content);
    assertThat(gadus("db", "requester", "check").out()).isEqualTo("OK\n");
  }

  private void fails(List<String> words, String... reasons) {
    Invocation failed = gadus(words.toArray(String[]::new));
    assertThat(failed.exitCode()).as(words + ": " + failed).isEqualTo(ExitCode.ERROR);
    assertThat(failed.out()).as(words.toString()).isEmpty();
    assertThat(failed.err()).startsWith("Error: ").contains(reasons).doesNotContain("\tat ");
  }
}
