// SPDX-License-Identifier: Apache-2.0
package dev.gadus.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random scripts, carried out by our library on one file and by Go's on another; then the files
 * change hands and the scripts go on. At every step both give the same answers, each finds the
 * other's file whole, and both read the same out of both files.
 *
 * <p>{@code -Dinterop.seed=N} repeats one seed; {@code -Dinterop.scripts=N} runs more of them.
 */
final class BothWaysTest {
  private static final int SCRIPTS = Integer.getInteger("interop.scripts", 1_000);
  private static final List<Integer> PAGE_SIZES = List.of(1024, 2048, 4096, 8192, 16384, 65536);
  private static final int ROUNDS = 3;

  @TempDir Path folder;

  @Test
  void bothLibrariesDoAndReadTheSameWhicheverWroteTheFile() {
    Long only = Long.getLong("interop.seed");
    long first = only == null ? System.nanoTime() : only;
    System.out.println(
        "BothWaysTest: first seed " + first + ", " + (only == null ? SCRIPTS : 1) + " scripts");
    try (GoPeer go = new GoPeer(GoPrograms.orSkip());
        OurPeer ours = new OurPeer()) {
      for (int i = 0; i < (only == null ? SCRIPTS : 1); i++) {
        long seed = first + i;
        try {
          play(seed, ours, go);
        } catch (AssertionError | RuntimeException e) {
          throw new AssertionError("repeat with -Dinterop.seed=" + seed, e);
        }
      }
    }
  }

  private void play(long seed, Peer ours, Peer go) {
    SplittableRandom random = new SplittableRandom(~seed);
    ScriptMaker maker = new ScriptMaker(seed);
    Path oursToGo = folder.resolve(seed + "-a.db");
    Path goToOurs = folder.resolve(seed + "-b.db");
    int pageSize = PAGE_SIZES.get(random.nextInt(PAGE_SIZES.size()));
    for (int round = 0; round < ROUNDS; round++) {
      String how =
          " "
              + pageSize
              + (random.nextBoolean() ? " freelist" : " nofreelist")
              + (random.nextBoolean() ? " array" : " hashmap")
              // What survives a power cut is not the question here.
              + " nosync";
      boolean swapped = round % 2 == 1;
      List<String> script = new ArrayList<>(maker.operations(random.nextInt(10, 400)));
      script.addAll(List.of("check", "digest"));

      List<String> ourAnswers = run(ours, (swapped ? goToOurs : oursToGo) + how, script);
      List<String> goAnswers = run(go, (swapped ? oursToGo : goToOurs) + how, script);

      requireSameAnswers(script, ourAnswers, goAnswers, round);
      // Each now reads what the other wrote.
      String read = ourAnswers.get(ourAnswers.size() - 2);
      assertThat(run(ours, (swapped ? oursToGo : goToOurs) + how, List.of("check", "digest")))
          .containsExactly("ok", "ok", read, "ok");
      assertThat(run(go, (swapped ? goToOurs : oursToGo) + how, List.of("check", "digest")))
          .containsExactly("ok", "ok", read, "ok");
    }
  }

  private static List<String> run(Peer peer, String file, List<String> script) {
    List<String> lines = new ArrayList<>(List.of("open " + file));
    lines.addAll(script);
    lines.add("close");
    return peer.ask(lines);
  }

  private static void requireSameAnswers(
      List<String> script, List<String> ours, List<String> go, int round) {
    for (int i = 0; i < go.size(); i++) {
      // Our errors begin with Go's words and say more.
      boolean same =
          go.get(i).startsWith("error ")
              ? ours.get(i).startsWith(go.get(i))
              : ours.get(i).equals(go.get(i));
      if (!same) {
        String line = i == 0 ? "open" : i <= script.size() ? script.get(i - 1) : "close";
        throw new AssertionError(
            "round "
                + round
                + ", line "
                + i
                + ": "
                + line
                + "\nours: "
                + ours.get(i)
                + "\n  go: "
                + go.get(i));
      }
    }
  }
}
