// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.bolt.Bucket;
import dev.gadus.bolt.Database;
import dev.gadus.bolt.FreelistStorage;
import dev.gadus.bolt.Options;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command on a file many times as long as the heap of its process, so that whoever reads a
 * list or a value as a whole fails. The system property {@code bolt.large.megabytes} sets the
 * length; the profile {@code long} takes 2 GiB.
 */
final class LargeFileTest {
  private static final int MEGABYTES = Integer.getInteger("bolt.large.megabytes", 32);

  /** Of the heap, for any length of the file. */
  private static final String HEAP = "-Xmx24m";

  private static final int LARGE_VALUE_BYTES = 1 << 20;
  private static final int SMALL_VALUE_BYTES = 200;
  private static final int SMALL_VALUES_PER_LARGE = 1500;

  /** Needs a terminal; that it holds no more than what is on the screen, its own test shows. */
  private static final String BROWSE = "browse FILE";

  private static final List<String> LINES =
      List.of(
          "buckets FILE",
          "check FILE",
          "check FILE --output json",
          "dump FILE 2",
          "stats FILE",
          "info FILE",
          "inspect FILE",
          "keys FILE keys",
          "keys FILE keys --values --output json",
          "keys FILE values --values",
          "keys FILE values --values --output json",
          "get FILE values large-00000001",
          "get FILE values large-00000001 --format pretty",
          "get FILE values large-00000001 --format redacted",
          "get FILE values large-00000001 --output json",
          "pages FILE",
          "pages FILE --output json",
          "page FILE --all",
          "page FILE --all --output json",
          "page-item FILE LEAF 0",
          "compact -o COPY FILE",
          "salvage -o COPY FILE",
          "surgery clear-page FILE --pageId LEAF --output COPY",
          "surgery clear-page-elements FILE --pageId LEAF --from-index 0 --to-index 1 --output"
              + " COPY",
          "surgery copy-page FILE --from-page 0 --to-page 1 --output COPY",
          "surgery freelist abandon FILE --output COPY",
          "surgery freelist rebuild FILE --output COPY",
          "surgery meta update FILE --fields pgid:40 --meta-page 0 --output COPY",
          "surgery meta validate FILE",
          "surgery revert-meta-page FILE --output COPY");

  /** Those that write nothing, so that a file of zeros takes no time. */
  private static final List<String> READING_LINES =
      List.of(
          "buckets FILE",
          "check FILE",
          "check FILE --output json",
          "dump FILE PAGE",
          "get FILE huge key --format bytes",
          "info FILE",
          "inspect FILE",
          "keys FILE huge",
          "page FILE 0",
          "page-item FILE PAGE 0 --key-only",
          "pages FILE",
          "pages FILE --output json",
          "stats FILE",
          "surgery meta validate FILE");

  @TempDir static Path folder;
  private static Path file = Path.of("");

  @BeforeAll
  static void fill() {
    file = folder.resolve("large.db");
    byte[] large = new byte[LARGE_VALUE_BYTES];
    Arrays.fill(large, (byte) 'x');
    byte[] small = new byte[SMALL_VALUE_BYTES];
    Arrays.fill(small, (byte) 's');
    // Without a list of free pages, so that one can be made.
    Options options = Options.defaults().noSync(true).freelistStorage(FreelistStorage.NEVER);
    try (Database database = Database.open(file, options)) {
      for (long i = 0; i * LARGE_VALUE_BYTES < (long) MEGABYTES << 20; i++) {
        long number = i;
        database.update(transaction -> {
          Bucket values = transaction.createBucketIfAbsent("values".getBytes(UTF_8));
          values.put("large-%08d".formatted(number).getBytes(UTF_8), large);
          Bucket keys = transaction.createBucketIfAbsent("keys".getBytes(UTF_8));
          for (int j = 0; j < SMALL_VALUES_PER_LARGE; j++) {
            keys.put("%08d-%05d".formatted(number, j).getBytes(UTF_8), small);
          }
          return true;
        });
      }
    }
  }

  @Test
  void noCommandNeedsMoreMemoryThanOneValueTakes() throws Exception {
    FileCommands.requireAllIn(Stream.concat(LINES.stream(), Stream.of(BROWSE)).toList());
    long leaf = firstLeaf();
    run(file, LINES.stream().map(line -> line.replace("LEAF", leaf + "")).toList());
  }

  private static long firstLeaf() {
    try (Arena arena = Arena.ofConfined()) {
      PageFile pages = PageFile.open(file, arena);
      return LongStream.range(2, pages.highWaterMark())
          .filter(id -> new RawPage(pages.bytes(id)).kind() == RawPage.Kind.LEAF)
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void aFileBeyondTwoGibibytesIsRead() throws Exception {
    Path huge = folder.resolve("huge.db");
    long page = HugeValueFile.make(huge);
    assertThat(Files.size(huge)).isGreaterThan(2L << 30);
    run(huge, READING_LINES.stream().map(line -> line.replace("PAGE", page + "")).toList());
    Files.delete(huge);
  }

  /** Runs lines in one process, where all of them end well. */
  private static void run(Path database, List<String> lines) throws Exception {
    List<String> words = new ArrayList<>();
    words.add(database.toString());
    words.add(folder.resolve("copy.db").toString());
    words.addAll(lines);
    List<String> command =
        new ArrayList<>(
            RunningProcess.command(SmallHeapProgram.class, words.toArray(String[]::new)));
    command.add(1, HEAP);
    Path errors = folder.resolve("errors");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    List<String> output = new ArrayList<>(process.inputReader().readAllLines());
    int exitCode = process.waitFor();
    assertThat(Files.readString(errors)).as(String.join("\n", output)).isEmpty();
    assertThat(exitCode).isZero();
    String memory = output.removeLast();
    assertThat(output).isEqualTo(lines.stream().map(line -> "0 " + line).toList());
    System.out.println(
        "LargeFileTest: %d commands on %d bytes with %s: %s"
            .formatted(lines.size(), Files.size(database), HEAP, memory));
  }
}
