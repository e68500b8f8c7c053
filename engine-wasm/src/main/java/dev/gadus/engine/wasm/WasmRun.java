// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import dev.gadus.engine.BoundedOutput;
import dev.gadus.engine.Engine;
import dev.gadus.engine.Outcome;
import dev.gadus.engine.PreparedTask;
import dev.gadus.engine.RunLimits;
import dev.gadus.files.HostFile;
import dev.gadus.model.ResultPath;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import run.endive.runtime.ExportFunction;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.WasmInterruptedException;
import run.endive.wasm.InvalidException;
import run.endive.wasm.UnlinkableException;
import run.endive.wasm.WasmEngineException;
import run.endive.wasm.types.ExternalType;
import run.endive.wasm.types.FunctionType;

/**
 * One run of a WebAssembly program.
 *
 * <p>The program runs on a platform thread. Interrupting it is what stops it: compiled and
 * interpreted code look for an interrupt at every call and every jump back, and every system call
 * looks for it and waits interruptibly. The interrupt flag is never cleared, so that a program has
 * no way to go on.
 */
final class WasmRun implements Engine.Run {
  /**
   * Stack of a program's thread. Enough for the deepest recursion that real programs do; endless
   * recursion ends in a trap when it is used up.
   */
  static final long STACK_BYTES = 8L * 1024 * 1024;

  /**
   * How long a program may take to notice that it is to stop, before that counts as an error of the
   * engine.
   */
  static final Duration STOP_ALLOWANCE = Duration.ofSeconds(30);

  /** Characters of a failure's message: a few lines for a person. */
  static final int MAX_MESSAGE_LENGTH = 1000;

  private static final Duration INTERRUPT_AGAIN = Duration.ofMillis(100);

  private static final Logger LOG = LoggerFactory.getLogger(WasmRun.class);

  /** Why a program was asked to stop. */
  private enum Stop {
    CANCELLED,
    TIMED_OUT
  }

  private final PreparedTask task;
  private final WasmModules modules;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final RandomGenerator random;

  private final BoundedOutput stdout;
  private final BoundedOutput stderr;
  private final MemoryBudget memory;
  private final DiskBudget disk;
  private final Thread thread;
  private final long startNanos;
  private final CompletableFuture<Outcome> ended = new CompletableFuture<>();
  private volatile List<String> notes = List.of();
  private final AtomicReference<@Nullable Stop> stop = new AtomicReference<>();

  WasmRun(
      PreparedTask task,
      WasmModules modules,
      InstantSource clock,
      LongSupplier nanoTime,
      RandomGenerator random)
      throws IOException {
    this.task = task;
    this.modules = modules;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.random = random;
    RunLimits limits = task.limits();
    this.memory = new MemoryBudget(limits.memoryBytes());
    this.disk = new DiskBudget(limits.diskBytes(), limits.maximumFiles());
    this.stdout =
        new BoundedOutput(
            task.outputFolder().resolve(ResultPath.STDOUT), limits.outputBytes(), task.printed());
    try {
      this.stderr =
          new BoundedOutput(
              task.outputFolder().resolve(ResultPath.STDERR), limits.outputBytes(), task.printed());
    } catch (IOException e) {
      stdout.close();
      throw e;
    }
    this.startNanos = System.nanoTime();
    this.thread =
        Thread.ofPlatform()
            .name("wasm-" + task.executionId())
            .daemon()
            .stackSize(STACK_BYTES)
            .unstarted(this::runToEnd);
  }

  void start() {
    thread.start();
  }

  @Override
  public List<String> notes() {
    return notes;
  }

  @Override
  public void cancel() {
    stop(Stop.CANCELLED);
  }

  private void stop(Stop reason) {
    if (stop.compareAndSet(null, reason)) {
      Thread.ofVirtual().name("stop of " + thread.getName()).start(this::interruptUntilEnded);
    }
  }

  // Once should do. Library code that waits can swallow an interrupt, however, so it is said again.
  private void interruptUntilEnded() {
    long deadlineNanos = System.nanoTime() + STOP_ALLOWANCE.toNanos();
    while (System.nanoTime() - deadlineNanos < 0) {
      thread.interrupt();
      try {
        ended.get(INTERRUPT_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        LOG.debug("execution {} is told to stop again", task.executionId());
      } catch (InterruptedException | ExecutionException e) {
        throw new IllegalStateException("nobody interrupts this, and a run has an outcome", e);
      }
    }
    LOG.error("a program does not stop, execution={}", task.executionId());
  }

  @Override
  public Outcome await() throws InterruptedException {
    try {
      if (task.limits().time().isPresent() && stop.get() == null) {
        long spentNanos = System.nanoTime() - startNanos;
        long leftNanos = task.limits().time().get().toNanos() - spentNanos;
        return ended.get(Math.max(0, leftNanos), TimeUnit.NANOSECONDS);
      }
      return ended.get();
    } catch (TimeoutException e) {
      stop(Stop.TIMED_OUT);
      return awaitStop();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a run never ends in an exception", e);
    }
  }

  private Outcome awaitStop() throws InterruptedException {
    try {
      return ended.get(STOP_ALLOWANCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return timedOut();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a run never ends in an exception", e);
    }
  }

  // The program's thread from its first to its last moment.
  private void runToEnd() {
    Outcome outcome;
    try (stdout;
        stderr) {
      outcome = run();
    } catch (OutOfMemoryError e) {
      outcome =
          new Outcome.Failed(
              Outcome.Reason.MEMORY_LIMIT,
              "the node had no memory left for the program, memory limit=" + memoryLimit());
    } catch (StackOverflowError e) {
      outcome = failed(Outcome.Reason.TRAP, "call stack exhausted");
    } catch (Throwable e) {
      LOG.error("a run failed in the engine, execution={}", task.executionId(), e);
      outcome = new Outcome.Failed(Outcome.Reason.ENGINE_ERROR, "the engine failed: " + e);
    }
    ended.complete(printable(outcome));
  }

  // Messages can hold names out of the module. They go to logs and terminals, so they are kept
  // short and free of controls.
  private static Outcome printable(Outcome outcome) {
    if (!(outcome instanceof Outcome.Failed(Outcome.Reason reason, String message))) {
      return outcome;
    }
    String cut =
        message.length() > MAX_MESSAGE_LENGTH
            ? message.substring(0, MAX_MESSAGE_LENGTH) + "…"
            : message;
    return new Outcome.Failed(reason, cut.replaceAll("\\p{Cntrl}", "?"));
  }

  private Outcome run() throws IOException {
    try (GuestTree tree = new GuestTree(task.mounts())) {
      WasmProgram program = WasmProgram.of(task.engine());
      WasmModules.Ready ready;
      try (HostFile file = program.open(tree)) {
        ready = modules.load(file);
      }
      notes = ready.note().stream().toList();
      WasiFunctions.stopWhenInterrupted();
      try (Descriptors descriptors = new Descriptors(tree, stdout, stderr, disk)) {
        call(program, ready, systemCalls(program, tree, descriptors));
        return new Outcome.Exited(0);
      }
    } catch (WasiSystem.ProgramExit e) {
      return exited(e.code());
    } catch (WasmInterruptedException | InterruptedException e) {
      return stopped();
    } catch (BadProgramException | UnlinkableException | InvalidException e) {
      return new Outcome.Failed(
          Outcome.Reason.BAD_PROGRAM, "the program cannot be run: " + e.getMessage());
    } catch (MemoryBudget.ExceededAtStartException e) {
      return new Outcome.Failed(
          Outcome.Reason.MEMORY_LIMIT,
          "the program cannot start: %s, more than its memory limit of %s"
              .formatted(e.getMessage(), memoryLimit()));
    } catch (WasmEngineException e) {
      return failed(Outcome.Reason.TRAP, String.valueOf(e.getMessage()));
    } catch (WasiFunctions.FaultException e) {
      throw e;
    } catch (RuntimeException | AssertionError e) {
      // Closing the program's files can fail with the same error again, and then hides it.
      if (e.getCause() instanceof OutOfMemoryError error) {
        throw error;
      }
      // The library does not check everything that can be wrong with a module before it stumbles
      // over it.
      LOG.warn("a program made the runtime stumble, execution={}", task.executionId(), e);
      return failed(Outcome.Reason.TRAP, "the module is damaged: " + e);
    }
  }

  private ImportValues systemCalls(WasmProgram program, GuestTree tree, Descriptors descriptors) {
    WasiFunctions functions = new WasiFunctions();
    List<String> arguments = new ArrayList<>();
    arguments.add(program.entryModule());
    arguments.addAll(program.arguments());
    WasiFiles files = new WasiFiles(tree, descriptors, clock);
    files.addTo(functions);
    new WasiData(descriptors, disk).addTo(functions);
    new WasiPaths(tree, descriptors, disk, files).addTo(functions);
    new WasiOpen(tree, descriptors, disk).addTo(functions);
    new WasiSystem(
            arguments,
            program.environment(task.environment()),
            descriptors,
            clock,
            nanoTime,
            random)
        .addTo(functions);
    return ImportValues.builder().addFunction(functions.toArray()).build();
  }

  private void call(WasmProgram program, WasmModules.Ready ready, ImportValues imports)
      throws BadProgramException {
    requireEntrypoint(program, ready);
    if (!memory.take(ready.parsedBytes())) {
      throw new MemoryBudget.ExceededAtStartException(
          "its code is interpreted and takes %,d bytes of memory".formatted(ready.parsedBytes()));
    }
    Instance instance =
        Instance.builder(ready.module())
            .withImportValues(imports)
            .withMemoryFactory(limits -> new GuestMemory(limits, memory))
            .withTableFactory((table, initial) -> GuestTable.create(table, initial, memory))
            .withMachineFactory(ready.machines())
            .withStart(false)
            .build();
    ExportFunction entry = instance.export(program.entrypoint());
    entry.apply();
  }

  private static void requireEntrypoint(WasmProgram program, WasmModules.Ready ready)
      throws BadProgramException {
    var exports = ready.module().exportSection();
    List<String> functions = new ArrayList<>();
    for (int i = 0; i < exports.exportCount(); i++) {
      if (exports.getExport(i).exportType() == ExternalType.FUNCTION) {
        functions.add(exports.getExport(i).name());
        if (exports.getExport(i).name().equals(program.entrypoint())) {
          requireNoParameters(program, ready, exports.getExport(i).index());
          return;
        }
      }
    }
    throw new BadProgramException(
        "the module has no function %s; it exports: %s"
            .formatted(
                program.entrypoint(),
                functions.isEmpty()
                    ? "no function"
                    : String.join(", ", functions.subList(0, Math.min(20, functions.size())))));
  }

  private static void requireNoParameters(
      WasmProgram program, WasmModules.Ready ready, int functionIndex) throws BadProgramException {
    int imported = ready.module().importSection().count(ExternalType.FUNCTION);
    if (functionIndex < imported) {
      throw new BadProgramException(program.entrypoint() + " is a function the module imports");
    }
    FunctionType type =
        ready
            .module()
            .functionSection()
            .getFunctionType(functionIndex - imported, ready.module().typeSection());
    if (!type.params().isEmpty() || !type.returns().isEmpty()) {
      throw new BadProgramException(
          "%s must take no parameters and return nothing".formatted(program.entrypoint()));
    }
  }

  private Outcome exited(int code) {
    if (code != 0 && (memory.exceeded() || disk.exceeded())) {
      return failed(Outcome.Reason.TRAP, "it ended with exit code " + code);
    }
    return new Outcome.Exited(code);
  }

  // A program whose limit was reached seldom says so itself: it aborts, or runs into a null
  // pointer.
  private Outcome failed(Outcome.Reason reason, String what) {
    if (memory.exceeded()) {
      return new Outcome.Failed(
          Outcome.Reason.MEMORY_LIMIT,
          "the program asked for more memory than its memory limit of %s (%s)"
              .formatted(memoryLimit(), what));
    }
    if (disk.exceeded()) {
      return new Outcome.Failed(
          Outcome.Reason.DISK_LIMIT,
          "the program wrote more than its disk limit of %,d bytes in %,d files (%s)"
              .formatted(disk.limitBytes(), disk.limitFiles(), what));
    }
    return new Outcome.Failed(reason, "the program stopped: " + what);
  }

  private Outcome stopped() {
    return stop.get() == Stop.TIMED_OUT ? timedOut() : new Outcome.Cancelled();
  }

  private Outcome timedOut() {
    long millis = task.limits().time().orElse(Duration.ZERO).toMillis();
    String seconds = BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString();
    return new Outcome.Failed(
        Outcome.Reason.TIMEOUT,
        "the program ran longer than its time limit of %s s".formatted(seconds));
  }

  private String memoryLimit() {
    return "%,d bytes".formatted(memory.limitBytes());
  }
}
