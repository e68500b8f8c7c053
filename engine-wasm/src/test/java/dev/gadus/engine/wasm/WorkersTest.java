// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.engine.Engine;
import dev.gadus.engine.Outcome;
import dev.gadus.engine.Outcome.Reason;
import dev.gadus.engine.RunLimits;
import dev.gadus.engine.wasm.WasmEngine.Mode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The processes that run programs: they can die at any moment, and others take their place. */
@Timeout(120)
class WorkersTest {
  private static final int RUNS = Integer.getInteger("wasm.kills", 150);
  private static final RunLimits FREE =
      new RunLimits(4L << 20, 1L << 20, 100, 1L << 20, Optional.of(Duration.ofSeconds(30)));

  @TempDir Path folder;

  @Test
  void everyRunHasOneOutcomeWhileWorkersAreKilledAtRandom() throws Exception {
    long seed = Long.getLong("wasm.seed", System.nanoTime());
    System.out.println("WorkersTest: -Dwasm.seed=" + seed);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    try (WasmEngine engine = Engines.fresh(folder.resolve("engine"), Mode.COMPILED);
        ExecutorService threads = Executors.newFixedThreadPool(5)) {
      Corpus corpus = new Corpus(folder, engine);
      AtomicBoolean done = new AtomicBoolean();
      Future<?> killer =
          threads.submit(() -> {
            while (!done.get()) {
              List<Long> processes = engine.pool().processIds();
              if (!processes.isEmpty()) {
                long chosen = processes.get(random.nextInt(processes.size()));
                ProcessHandle.of(chosen).ifPresent(ProcessHandle::destroyForcibly);
              }
              Thread.sleep(random.nextInt(500));
            }
            return null;
          });
      List<Future<String>> ends = new ArrayList<>();
      for (int i = 0; i < RUNS; i++) {
        int additions = i;
        ends.add(threads.submit(() -> corpus.run(WasmBytes.sum(additions), FREE).end()));
      }
      int completed = 0;
      for (Future<String> end : ends) {
        assertThat(end.get()).isIn("exited", "CRASHED", "ENGINE_ERROR");
        completed += end.get().equals("exited") ? 1 : 0;
      }
      done.set(true);
      killer.get();
      System.out.printf("WorkersTest: %d of %d runs completed%n", completed, RUNS);
      assertThat(corpus.run(WasmBytes.sum(1), FREE).outcome()).isEqualTo(new Outcome.Exited(3));
    }
  }

  @Test
  void whatAProgramPrintedBeforeItsWorkerDiedIsKept() throws Exception {
    try (WasmEngine engine = Engines.fresh(folder.resolve("engine"), Mode.COMPILED)) {
      Corpus corpus = new Corpus(folder, engine);
      Engine.Run run = corpus.start(HostileModules.outputFlood(), FREE);
      Path stdout = folder.resolve("module-1/out/stdout");
      while (Files.size(stdout) == 0) {
        Thread.onSpinWait();
      }
      for (long process : engine.pool().processIds()) {
        ProcessHandle.of(process).ifPresent(ProcessHandle::destroyForcibly);
      }

      assertThat(run.await())
          .isInstanceOfSatisfying(
              Outcome.Failed.class,
              failed -> {
                assertThat(failed.reason()).isEqualTo(Reason.CRASHED);
                assertThat(failed.message()).contains("killed from outside while it ran");
              });
      assertThat(stdout).isNotEmptyFile();
    }
  }

  @Test
  void aModuleThatManyWantAtOnceIsCompiledOnce() throws Exception {
    try (WasmEngine engine = Engines.fresh(folder.resolve("engine"), Mode.COMPILED)) {
      Corpus corpus = new Corpus(folder, engine);
      List<Engine.Run> runs = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        runs.add(corpus.start(WasmBytes.sum(2_000), FREE));
      }
      for (Engine.Run run : runs) {
        assertThat(run.await()).isEqualTo(new Outcome.Exited(3));
      }
      assertThat(engine.modulesMade()).isEqualTo(1);
    }
  }

  @Test
  void whatWasCompiledIsFoundAfterARestart() throws Exception {
    try (WasmEngine engine = Engines.fresh(folder.resolve("engine"), Mode.COMPILED)) {
      Corpus corpus = new Corpus(folder, engine);
      for (byte[] module : List.of(WasmBytes.sum(9), WasmBytes.hugeFunction())) {
        assertThat(corpus.run(module, Sandbox.LIMITS).outcome()).isEqualTo(new Outcome.Exited(3));
      }
      assertThat(engine.modulesMade()).isEqualTo(2);
    }
    try (WasmEngine engine = Engines.fresh(folder.resolve("engine"), Mode.COMPILED)) {
      Corpus corpus = new Corpus(Files.createDirectory(folder.resolve("again")), engine);
      for (byte[] module : List.of(WasmBytes.sum(9), WasmBytes.hugeFunction())) {
        assertThat(corpus.run(module, Sandbox.LIMITS).outcome()).isEqualTo(new Outcome.Exited(3));
      }
      assertThat(engine.modulesMade()).isZero();
    }
  }

  @Test
  void aCancelledRunEndsWhileItWaitsCompilesOrRuns() throws Exception {
    try (WasmEngine engine = Engines.fresh(folder.resolve("engine"), Mode.COMPILED)) {
      Corpus corpus = new Corpus(folder, engine);
      List<Engine.Run> runs = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        runs.add(corpus.start(HostileModules.endlessTailCall(), FREE));
        runs.add(corpus.start(HostileModules.functions(500, 3_000 + i), FREE));
      }
      runs.forEach(Engine.Run::cancel);
      for (Engine.Run run : runs) {
        assertThat(run.await()).isEqualTo(new Outcome.Cancelled());
      }
      assertThat(corpus.run(WasmBytes.sum(1), FREE).outcome()).isEqualTo(new Outcome.Exited(3));
    }
  }

  @Test
  void nothingOfAnEngineIsLeftWhenItIsClosed() throws Exception {
    List<Long> processes;
    Engine.Run run;
    try (WasmEngine engine = Engines.fresh(folder.resolve("engine"), Mode.COMPILED)) {
      Corpus corpus = new Corpus(folder, engine);
      assertThat(corpus.run(WasmBytes.sum(1), FREE).outcome()).isEqualTo(new Outcome.Exited(3));
      run = corpus.start(HostileModules.endlessTailCall(), FREE);
      processes = engine.pool().processIds();
      assertThat(processes).isNotEmpty();
    }
    assertThat(run.await()).isInstanceOf(Outcome.Failed.class);
    assertThat(processes).noneMatch(process -> ProcessHandle.of(process).isPresent());
    assertThat(folder.resolve("engine/workers")).doesNotExist();
  }

  @Test
  void aProgramWhoseMountsNoWorkerSeesGetsOneOfItsOwn() throws Exception {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    try (WasmEngine engine =
        new WasmEngine(WasmSettings.of(folder.resolve("engine"), List.of(), List.of(elsewhere)))) {
      Corpus corpus = new Corpus(Files.createDirectory(folder.resolve("here")), engine);

      assertThat(corpus.run(WasmBytes.sum(1), FREE).outcome()).isEqualTo(new Outcome.Exited(3));
    }
  }
}
