// SPDX-License-Identifier: Apache-2.0
package dev.gadus.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.bolt.Database;
import dev.gadus.bolt.Options;
import dev.gadus.bolt.Transaction;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of a process that writes: what it acknowledged is there, whole, whoever opens the
 * file next.
 *
 * <p>{@code -Dinterop.seed=N} repeats the moments of the kills as far as the machine allows; {@code
 * -Dinterop.kills=N} kills more often.
 */
final class KillTest {
  private static final int KILLS = Integer.getInteger("interop.kills", 12);
  private static final int WRITERS = 6;
  private static final long SEED = Long.getLong("interop.seed", System.nanoTime());

  @TempDir Path folder;

  @Test
  void everyAcknowledgedCommitOfOurKilledWriterIsThereForTheRealCheckAndForUs() throws Exception {
    GoPrograms go = GoPrograms.orSkip();
    SplittableRandom random = new SplittableRandom(SEED);
    System.out.println("KillTest, our writer: seed " + SEED + ", " + KILLS + " kills");
    Path file = folder.resolve("killed.db");
    long[] found = new long[WRITERS];
    for (int kill = 0; kill < KILLS; kill++) {
      // The same file goes on from kill to kill, so that recovery is what the next run starts from.
      long[] acknowledged = runAndKill(file, found, random.nextInt(1, 1500));

      Outcome check = go.bbolt("check", file.toString());
      assertThat(check.text()).as("seed %s, kill %s: %s", SEED, kill, check).isEqualTo("OK\n");
      try (Database database = Database.open(file, Options.defaults().readOnly(true))) {
        String ours = database.view(Contents::digest);
        assertThat(database.view(Transaction::check).findings()).isEmpty();
        try (GoPeer peer = new GoPeer(go)) {
          assertThat(
                  peer.ask(
                          List.of(
                              "open " + copyForGo(file) + " 0 freelist array sync",
                              "digest",
                              "close"))
                      .get(1))
              .isEqualTo("ok " + ours);
        }
        for (int writer = 0; writer < WRITERS; writer++) {
          int each = writer;
          found[writer] = database.view(transaction -> Ledger.requireWhole(transaction, each));
          // One transaction of each writer may have been on its way when the process died.
          assertThat(found[writer])
              .as("seed %s, kill %s, writer %s", SEED, kill, writer)
              .isIn(acknowledged[writer], acknowledged[writer] + 1);
        }
      }
    }
    assertThat(LongStream.of(found).sum()).as("commits in all").isGreaterThan(KILLS);
  }

  /** Go opens for writing, which may commit at once, and we hold the file; so it gets a copy. */
  private Path copyForGo(Path file) throws IOException {
    return Files.copy(file, folder.resolve("copy.db"), StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Runs the writer until so many commits are acknowledged, kills it, and returns the last
   * acknowledged number of each writer.
   */
  private static long[] runAndKill(Path file, long[] before, int commits) throws Exception {
    Process process = startWriter(file);
    long[] acknowledged = before.clone();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      int seen = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ", -1);
        acknowledged[Integer.parseInt(words[0])] = Long.parseLong(words[1]);
        // What it still manages to say after this is read to the end.
        if (++seen == commits) {
          process.toHandle().destroyForcibly();
        }
      }
    }
    process.waitFor();
    return acknowledged;
  }

  private static Process startWriter(Path file) throws IOException, URISyntaxException {
    Path engine =
        Path.of(Database.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    String classPath = Path.of("target/test-classes").toAbsolutePath() + ":" + engine;
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder =
        new ProcessBuilder(
            java,
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classPath,
            KilledWriter.class.getName(),
            file.toString(),
            Integer.toString(WRITERS));
    return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  @Test
  void everyAcknowledgedCommitOfAKilledGoWriterIsThereForUs() throws Exception {
    GoPrograms go = GoPrograms.orSkip();
    SplittableRandom random = new SplittableRandom(SEED);
    System.out.println("KillTest, Go's writer: seed " + SEED + ", " + KILLS + " kills");
    for (int kill = 0; kill < KILLS; kill++) {
      List<String> script = new ScriptMaker(SEED + kill).operations(random.nextInt(200, 2000));
      script.removeIf(line -> line.equals("reopen"));
      Path file = folder.resolve("go-" + kill + ".db");
      String open =
          " "
              + (random.nextBoolean() ? 1024 : 4096)
              + (random.nextBoolean() ? " freelist" : " nofreelist")
              + " array sync";
      long commits = script.stream().filter("commit"::equals).count();

      long acknowledged =
          applyAndKill(go, open(file, open, script), random.nextLong(1, commits + 1));

      List<String> states =
          statesAfterEachCommit(folder.resolve("model-" + kill + ".db"), open, script);
      try (OurPeer ours = new OurPeer()) {
        String found = ours.ask(List.of("open " + file + open, "check", "digest", "close")).get(2);
        assertThat(found)
            .as("seed %s, kill %s", SEED, kill)
            .isIn(
                states.get((int) acknowledged),
                states.get((int) Math.min(acknowledged + 1, commits)));
      }
      assertThat(go.bbolt("check", file.toString()).text()).isEqualTo("OK\n");
    }
  }

  private static List<String> open(Path file, String how, List<String> script) {
    List<String> lines = new ArrayList<>(List.of("open " + file + how));
    lines.addAll(script);
    return lines;
  }

  /**
   * Feeds the Go library a script, kills it when it has acknowledged so many commits, and returns
   * how many it had in the end.
   */
  private static long applyAndKill(GoPrograms go, List<String> script, long commits)
      throws Exception {
    Process process = go.start("apply");
    Thread.ofVirtual().start(() -> feed(process, script));
    long acknowledged = 0;
    try (BufferedReader answers = process.inputReader(StandardCharsets.UTF_8)) {
      int at = 0;
      for (String answer = answers.readLine(); answer != null; answer = answers.readLine()) {
        if (script.get(at++).equals("commit") && answer.equals("ok") && ++acknowledged == commits) {
          process.toHandle().destroyForcibly();
        }
      }
    }
    process.waitFor();
    return acknowledged;
  }

  private static void feed(Process process, List<String> script) {
    try (var sink = process.outputWriter(StandardCharsets.UTF_8)) {
      for (String line : script) {
        sink.write(line);
        sink.write('\n');
      }
    } catch (IOException e) {
      // It was killed, as planned.
    }
  }

  /**
   * Returns the contents after no commit, after the first, after the second, and so on, as our
   * library makes them.
   */
  private static List<String> statesAfterEachCommit(Path file, String how, List<String> script) {
    List<String> states = new ArrayList<>();
    try (OurPeer model = new OurPeer()) {
      model.ask("open " + file + how);
      states.add(model.ask("digest"));
      for (String line : script) {
        model.ask(line);
        if (line.equals("commit")) {
          states.add(model.ask("digest"));
        }
      }
    }
    return states;
  }
}
