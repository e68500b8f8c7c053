// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.bolt.Bucket;
import dev.gadus.bolt.Database;
import dev.gadus.bolt.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command of {@code gadus db} on a file many times as long as the heap of its process. The
 * system property {@code gadus.large.megabytes} sets the length.
 */
class DbLargeFileTest {
  private static final int MEGABYTES = Integer.getInteger("gadus.large.megabytes", 48);
  private static final int MEGABYTE = 1 << 20;
  private static final String HEAP = "32m";
  private static final byte[] BALLAST = "ballast".getBytes(UTF_8);

  private static final List<String> LINES =
      List.of(
          "buckets",
          "check",
          "dump 2",
          "get ballast 00000001",
          "info",
          "inspect",
          "keys ballast --values",
          "page 0",
          "page-item 3 0 --key-only",
          "pages",
          "stats",
          "snapshot -o snapshot.db",
          "verify",
          "verify --repair",
          "compact");

  @TempDir Path folder;

  @Test
  void noCommandNeedsMoreMemoryThanOneValueTakes() throws Exception {
    NodeFiles node = NodeFiles.ofOneJob(folder);
    addBallast(node.database("requester"));
    List<String> lines = LINES.stream().map(line -> "db requester " + line).toList();

    ProcessBuilder builder =
        NodeProcess.program(
            node.data(), HEAP, SmallHeapProgram.class, lines.toArray(String[]::new));
    Path errors = folder.resolve("errors");
    Process process = builder.directory(folder.toFile()).redirectError(errors.toFile()).start();
    List<String> output = process.inputReader().readAllLines();

    assertThat(process.waitFor()).isZero();
    assertThat(Files.readString(errors)).isEmpty();
    assertThat(output).isEqualTo(lines.stream().map(line -> "0 " + line).toList());
  }

  private static void addBallast(Path file) {
    try (Database database = Database.open(file, Options.defaults().noSync(true))) {
      for (int i = 0; i < MEGABYTES; i++) {
        byte[] key = "%08d".formatted(i).getBytes(UTF_8);
        database.update(transaction -> {
          Bucket ballast = transaction.createBucketIfAbsent(BALLAST);
          ballast.put(key, new byte[MEGABYTE]);
          return true;
        });
      }
    }
    System.out.println("DbLargeFileTest: " + file.toFile().length() + " bytes with -Xmx" + HEAP);
  }
}
