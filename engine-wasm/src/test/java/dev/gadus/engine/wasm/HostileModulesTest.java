// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.engine.Outcome;
import dev.gadus.engine.Outcome.Reason;
import dev.gadus.engine.RunLimits;
import dev.gadus.engine.wasm.WasmEngine.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Modules that mean harm. Each ends within its limits, with its reason, while another program on
 * the same engine goes on unharmed; and nothing of them is left. Run with {@code -Dwasm.seed=} and
 * {@code -Dwasm.modules=} to repeat or to dig deeper.
 */
class HostileModulesTest {
  private static final int MODULES = Integer.getInteger("wasm.modules", 5_000);
  private static final int AT_A_TIME = 4;

  /** How long after its time a program may at most be there. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private static final RunLimits HEAVY =
      new RunLimits(16L << 20, 1L << 20, 100, 1L << 20, Optional.of(Duration.ofSeconds(3)));

  private static final Set<Reason> LIMITS =
      EnumSet.of(Reason.MEMORY_LIMIT, Reason.TIMEOUT, Reason.TRAP, Reason.BAD_PROGRAM);

  @TempDir Path folder;

  /** A program that minds its own business, again and again, until the others are done. */
  private record Neighbour(AtomicBoolean done, Future<Integer> runs) {
    static Neighbour start(Corpus corpus, ExecutorService threads) {
      AtomicBoolean done = new AtomicBoolean();
      return new Neighbour(
          done,
          threads.submit(() -> {
            int runs = 0;
            while (!done.get() || runs == 0) {
              RunLimits patient = new RunLimits(4L << 20, 1000, 10, 1000, Optional.empty());
              assertThat(corpus.run(WasmBytes.sum(7), patient).outcome())
                  .isEqualTo(new Outcome.Exited(3));
              runs++;
            }
            return runs;
          }));
    }

    int end() throws Exception {
      done.set(true);
      return runs.get();
    }
  }

  @Test
  void smallModulesEndWithinTheirLimitsAndLeaveNothing() throws Exception {
    long seed = Long.getLong("wasm.seed", System.nanoTime());
    System.out.println("HostileModulesTest: -Dwasm.seed=" + seed);
    int threadsBefore = Thread.getAllStackTraces().size();
    Set<Long> childrenBefore = children();
    long filesBefore = openFiles();
    Map<String, Integer> ends = new ConcurrentHashMap<>();
    try (WasmEngine engine = Engines.fresh(folder.resolve("engine"), Mode.COMPILED);
        ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME + 1)) {
      Corpus corpus = new Corpus(folder, engine);
      Neighbour neighbour = Neighbour.start(corpus, threads);
      AtomicInteger next = new AtomicInteger();
      Future<?>[] workers = new Future<?>[AT_A_TIME];
      for (int i = 0; i < AT_A_TIME; i++) {
        workers[i] =
            threads.submit(() -> {
              for (int number = next.getAndIncrement();
                  number < MODULES;
                  number = next.getAndIncrement()) {
                runOne(corpus, seed + number, ends);
              }
              return null;
            });
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
      assertThat(neighbour.end()).isPositive();
    }
    System.out.println("HostileModulesTest: " + ends);
    assertThat(ends).doesNotContainKeys("ENGINE_ERROR", "cancelled").containsKeys("exited", "TRAP");
    // Another process may have taken the place of one that was there, but there are no more of
    // them.
    assertThat(children().size()).isLessThanOrEqualTo(childrenBefore.size());
    assertThat(openFiles()).isLessThanOrEqualTo(filesBefore + 5);
    assertThat(Thread.getAllStackTraces().size()).isLessThanOrEqualTo(threadsBefore + 5);
  }

  private static void runOne(Corpus corpus, long seed, Map<String, Integer> ends)
      throws IOException, InterruptedException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    byte[] module = HostileModules.small(random);
    Corpus.Ran ran = corpus.run(module, Corpus.SMALL);
    ends.merge(ran.end(), 1, Integer::sum);
    assertThat(ran.busy())
        .as("seed=%d: %s", seed, ran.outcome())
        .isLessThan(Corpus.TIME.plus(GRACE));
    assertThat(ran.end()).as("seed=%d: %s", seed, ran.outcome()).isNotEqualTo("ENGINE_ERROR");
  }

  private static Set<Long> children() {
    return Set.copyOf(ProcessHandle.current().children().map(ProcessHandle::pid).toList());
  }

  private static long openFiles() throws IOException {
    Path files = Path.of("/proc/self/fd");
    if (!Files.isDirectory(files)) {
      return 0;
    }
    try (var all = Files.list(files)) {
      return all.count();
    }
  }

  private void assertEnds(String what, byte[] module, RunLimits limits, Set<Reason> reasons)
      throws Exception {
    WasmEngine engine = Engines.of(Mode.COMPILED);
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Corpus corpus = new Corpus(Files.createTempDirectory(folder, "case"), engine);
      Neighbour neighbour = Neighbour.start(corpus, threads);
      Corpus.Ran ran = corpus.run(module, limits);
      System.out.printf("HostileModulesTest: %s: %s%n", what, ran.outcome());
      assertThat(neighbour.end()).isPositive();
      assertThat(ran.outcome()).as(what).isInstanceOf(Outcome.Failed.class);
      assertThat(((Outcome.Failed) ran.outcome()).reason()).as("%s", ran.outcome()).isIn(reasons);
      assertThat(ran.busy()).as(what).isLessThan(limits.time().orElseThrow().plus(GRACE));
    }
  }

  @Test
  void aLongMapOfTheStackEndsItsExecutionAlone() throws Exception {
    // Which limit of its JVM such a module meets first, or whether that breaks, is the JVM's
    // affair.
    Set<Reason> reasons = EnumSet.copyOf(LIMITS);
    reasons.add(Reason.CRASHED);
    assertEnds("one map", HostileModules.longMaps(1, 6_000, 5_000), HEAVY, reasons);
    assertEnds("maps", HostileModules.longMaps(8, 5_000, 5_000), HEAVY, reasons);
  }

  @Test
  void aTailCallToItselfEndsAtItsTime() throws Exception {
    assertEnds("tail call", HostileModules.endlessTailCall(), HEAVY, EnumSet.of(Reason.TIMEOUT));
  }

  @Test
  void aStraightLineOfSlowInstructionsEndsAtItsTime() throws Exception {
    RunLimits large =
        new RunLimits(1L << 30, 1L << 20, 100, 1L << 20, Optional.of(Duration.ofSeconds(3)));
    assertEnds("fills", HostileModules.longFills(1000, 16_383), large, EnumSet.of(Reason.TIMEOUT));
  }

  @Test
  void recursionWithThousandsOfLocalsTakesItsOwnMemoryAlone() throws Exception {
    for (int how = 0; how < 3; how++) {
      assertEnds(
          "recursion " + how,
          HostileModules.recursion(8_000, how),
          HEAVY,
          EnumSet.of(Reason.TRAP, Reason.MEMORY_LIMIT));
    }
  }

  @Test
  void compilingWithoutEndEndsAtItsTime() throws Exception {
    assertEnds("labels", HostileModules.branchTable(1_000_000), HEAVY, LIMITS);
    assertEnds("locals", HostileModules.functions(2_000, 30_000), HEAVY, LIMITS);
  }

  @Test
  void aMemoryThatIsSharedIsRefused() throws Exception {
    for (boolean imported : new boolean[] {false, true}) {
      assertEnds("shared", HostileModules.atomics(imported), HEAVY, EnumSet.of(Reason.BAD_PROGRAM));
    }
  }

  @Test
  void floodsEndAtTheirTime() throws Exception {
    assertEnds("output", HostileModules.outputFlood(), HEAVY, EnumSet.of(Reason.TIMEOUT));
    assertEnds("poll", HostileModules.hugePoll(-1), HEAVY, EnumSet.of(Reason.TIMEOUT));
    assertEnds("poll", HostileModules.hugePoll(1024), HEAVY, EnumSet.of(Reason.TIMEOUT));
  }
}
