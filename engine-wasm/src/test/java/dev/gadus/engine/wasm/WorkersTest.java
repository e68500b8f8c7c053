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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

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
  void anEngineThatIsClosedWhileItsWorkersBeginLeavesNoProcess() throws Exception {
    for (int i = 0; i < 40; i++) {
      WasmEngine engine = Engines.fresh(folder.resolve("engine"), Mode.COMPILED);
      Corpus corpus = new Corpus(Files.createDirectory(folder.resolve("round-" + i)), engine);
      Engine.Run run = corpus.start(WasmBytes.sum(1), FREE);
      while (engine.pool().live() == 0) {
        Thread.onSpinWait();
      }
      if (i % 2 == 0) {
        run.cancel();
      }
      engine.close();
      run.await();
    }
    assertThat(
            ProcessHandle.allProcesses()
                .filter(
                    process -> process.info().commandLine().orElse("").contains(folder.toString())))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void workersEndWhenTheirNodeIsKilled(boolean shutIn) throws Exception {
    List<String> classPath = new ArrayList<>();
    for (Class<?> ours : List.of(WorkersTest.class, LoggerFactory.class)) {
      classPath.add(
          Path.of(ours.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
    }
    WorkerCommand.of(folder, Optional.empty(), Confinement.none(List.of(), List.of()))
        .classPath()
        .forEach(path -> classPath.add(path.toString()));
    Process node =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                String.join(":", classPath),
                LostNode.class.getName(),
                folder.toString(),
                Boolean.toString(shutIn))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String line = String.valueOf(node.inputReader().readLine());
    List<ProcessHandle> processes = new ArrayList<>();
    for (String process : line.split(" ", -1)) {
      ProcessHandle.of(Long.parseLong(process)).ifPresent(processes::add);
    }
    assertThat(processes).isNotEmpty();

    node.destroyForcibly().waitFor();
    for (ProcessHandle process : processes) {
      process.onExit().get();
    }
  }

  @Test
  void withoutConfinementAllWorksTheSame() throws Exception {
    try (WasmEngine engine = unconfined()) {
      Sandbox sandbox = new Sandbox(Files.createDirectory(folder.resolve("sandbox")), engine);

      assertThat(engine.confinement()).contains("with the rights of the node");
      assertThat(engine.labels()).containsEntry("wasm_confinement", "none");
      assertThat(sandbox.probe("read", "/inputs/data.txt").stdout()).isEqualTo("the data\n");
      assertThat(sandbox.probe("exit", "5").outcome()).isEqualTo(new Outcome.Exited(5));
    }
  }

  private WasmEngine unconfined() {
    return new WasmEngine(
        WasmSettings.of(folder.resolve("engine"), List.of(), List.of()),
        Confinement.none(List.of(), List.of()));
  }

  @Test
  void aRuntimeThatBreaksLeavesAnOutcomeAndNoFiles() throws Exception {
    try (WasmEngine engine = unconfined()) {
      Corpus corpus = new Corpus(folder, engine);
      Engine.Run run = corpus.start(HostileModules.endlessPrinting(), FREE);
      Path stdout = folder.resolve("module-1/out/stdout");
      while (Files.size(stdout) == 0) {
        Thread.onSpinWait();
      }
      for (long process : engine.pool().processIds()) {
        new ProcessBuilder("kill", "-SEGV", Long.toString(process)).start().waitFor();
      }

      assertThat(run.await())
          .isEqualTo(
              new Outcome.Failed(
                  Reason.CRASHED, "the program broke the runtime while it ran, cause=SIGSEGV"));
      for (Path place : List.of(Path.of("/"), Path.of(""), folder, folder.resolve("engine"))) {
        try (var files = Files.list(place)) {
          assertThat(files.map(file -> String.valueOf(file.getFileName())))
              .noneMatch(name -> name.startsWith("hs_err") || name.startsWith("core"));
        }
      }
    }
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
