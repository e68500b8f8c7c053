package dev.gadus.bolt.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.bolt.Bucket;
import dev.gadus.bolt.Database;
import dev.gadus.bolt.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @TempDir static Path folder;
  private static Path file = Path.of("");

  @BeforeAll
  static void fill() {
    file = folder.resolve("large.db");
    byte[] large = new byte[LARGE_VALUE_BYTES];
    Arrays.fill(large, (byte) 'x');
    byte[] small = new byte[SMALL_VALUE_BYTES];
    Arrays.fill(small, (byte) 's');
    try (Database database = Database.open(file, Options.defaults().noSync(true))) {
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

  @AfterAll
  static void sayHowLongItWas() throws Exception {
    System.out.println("LargeFileTest: " + Files.size(file) + " bytes with " + HEAP);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "buckets FILE",
        "check FILE",
        "check FILE --output json",
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
        "compact -o COPY FILE",
        "salvage -o COPY FILE",
        "surgery copy-page FILE --from-page 0 --to-page 1 --output COPY"
      })
  void needsNoMoreMemoryThanOneValueTakes(String line) throws Exception {
    Path copy = folder.resolve("copy.db");

    List<String> outcome = run(line.replace("FILE", file + "").replace("COPY", copy + ""));

    Files.deleteIfExists(copy);
    assertThat(outcome).as(line).containsExactly("0", "");
  }

  /** Returns the exit code and standard error of a process; its output goes nowhere. */
  private List<String> run(String line) throws Exception {
    List<String> command = new ArrayList<>(RunningProcess.command(line.split(" ")));
    command.add(1, HEAP);
    Path errors = folder.resolve("errors");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(errors.toFile())
            .start();
    return List.of(String.valueOf(process.waitFor()), Files.readString(errors).strip());
  }
}
