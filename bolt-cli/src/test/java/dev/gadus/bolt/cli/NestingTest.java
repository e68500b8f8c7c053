// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.bolt.Bucket;
import dev.gadus.bolt.Database;
import dev.gadus.bolt.Options;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Buckets in buckets, twenty thousand deep: no subcommand keeps the way down on the stack of its
 * thread, which is small here.
 */
@Timeout(120)
final class NestingTest {
  private static final int LEVELS = 20_000;
  private static final long STACK_BYTES = 256 << 10;
  private static final byte[] NAME = "b".getBytes(UTF_8);
  private static final byte[] KEY = "key".getBytes(UTF_8);

  private static final List<String> LINES =
      List.of(
          "buckets FILE",
          "check FILE",
          "check FILE --output json",
          "compact -o COPY FILE",
          "dump FILE 2",
          "get FILE DOWN key",
          "get FILE DOWN key --format hex",
          "info FILE",
          "keys FILE DOWN",
          "keys FILE DOWN --limit 1",
          "page FILE --all",
          "page FILE --all --output json",
          "page-item FILE 4 0",
          "pages FILE",
          "pages FILE --output json",
          "salvage -o COPY FILE",
          "stats FILE",
          "stats FILE --output json",
          "surgery clear-page FILE --pageId 4 --output COPY",
          "surgery clear-page-elements FILE --pageId 4 --from-index 0 --to-index 1 --output COPY",
          "surgery copy-page FILE --from-page 2 --to-page 3 --output COPY",
          "surgery freelist abandon FILE --output COPY",
          "surgery meta update FILE --fields pgid:40 --meta-page 0 --output COPY",
          "surgery meta validate FILE",
          "surgery revert-meta-page FILE --output COPY");

  @TempDir static Path folder;

  private static Path file = Path.of("");

  @BeforeAll
  static void makeDeepFile() {
    file = deep("deep.db", LEVELS);
  }

  private static Path deep(String name, int levels) {
    Path made = folder.resolve(name);
    Options options = Options.defaults().pageSize(1024).noSync(true);
    try (Database database = Database.open(made, options)) {
      database.update(transaction -> {
        Bucket bucket = transaction.rootBucket();
        for (int level = 0; level < levels; level++) {
          bucket = bucket.createBucket(NAME);
        }
        bucket.put(KEY, KEY);
        return true;
      });
    }
    return made;
  }

  @ParameterizedTest
  @FieldSource("LINES")
  void theWayDownMayBeLong(String line) throws Exception {
    Path copy = folder.resolve("copy.db");

    Run run = onSmallStack(words(line, copy));

    boolean compacted = line.startsWith("compact") || line.startsWith("salvage");
    if (compacted) {
      assertThat(onSmallStack("check", copy.toString()).text()).isEqualTo("OK\n");
    }
    Files.deleteIfExists(copy);
    assertThat(run.exitCode()).as(run.errors()).isZero();
  }

  private static String[] words(String line, Path copy) {
    return Stream.of(FileCommands.words(line, file, copy))
        .flatMap(word ->
            word.equals("DOWN") ? Collections.nCopies(LEVELS, "b").stream() : Stream.of(word))
        .toArray(String[]::new);
  }

  private static Run onSmallStack(String... words) throws InterruptedException {
    AtomicReference<Run> done = new AtomicReference<>();
    Thread thread = new Thread(null, () -> done.set(Run.of(words)), "small stack", STACK_BYTES);
    thread.start();
    thread.join();
    Run run = done.get();
    assertThat(run).as("the thread ended with an error").isNotNull();
    return run;
  }

  @Test
  void noSubcommandIsMissingHere() {
    // Those that are not above: they have tests of their own below, or need a terminal.
    List<String> others = List.of("browse ", "inspect ", "surgery freelist rebuild ");
    FileCommands.requireAllIn(Stream.concat(LINES.stream(), others.stream()).toList());
  }

  @Test
  void aFreelistIsRebuilt() throws Exception {
    Path without = folder.resolve("without.db");
    Path with = folder.resolve("with.db");
    surgery("abandon", file, without);
    surgery("rebuild", without, with);
    assertThat(onSmallStack("check", with.toString()).text()).isEqualTo("OK\n");
  }

  private static void surgery(String what, Path from, Path to) throws Exception {
    Run run = onSmallStack("surgery", "freelist", what, from.toString(), "--output", to.toString());
    assertThat(run.exitCode()).as(run.errors()).isZero();
  }

  @Test
  void theTreeIsPrintedToTheDepthThatGosCommandPrints() throws Exception {
    Path deepest = deep("deepest.db", InspectCommand.MAX_DEPTH);
    // All of it is long, and the same over and over.
    Output counting = new Output(OutputStream.nullOutputStream(), System.err, false);
    assertThat(BoltCommand.execute("bbolt", counting, "inspect", deepest.toString())).isZero();
  }

  @Test
  void aDeeperTreeIsRefused() throws Exception {
    Run run = onSmallStack("inspect", deep("deeper.db", InspectCommand.MAX_DEPTH + 1).toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.text()).isEmpty();
    assertThat(run.errors())
        .startsWith(
            "Error: invalid character '{' exceeded max depth: the buckets are nested 5000 deep,");
    assertThat(onSmallStack("inspect", file.toString()).errors()).contains("nested 20000 deep");
  }
}
