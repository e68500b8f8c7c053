// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import dev.gadus.engine.Engine;
import dev.gadus.engine.Mount;
import dev.gadus.engine.Outcome;
import dev.gadus.engine.PreparedTask;
import dev.gadus.model.ResultPath;
import java.io.IOException;
import java.io.Serial;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a WebAssembly program, as the node sees it: orders to workers, on a thread of its own.
 *
 * <p>What stops a program is the end of the process that it is in. Its time counts while a worker
 * works for it, compiling included, and not while it waits for one.
 */
final class WasmRun implements Engine.Run {
  /**
   * Attempts to get a worker that becomes ready; and to run a module as it is kept on disk, before
   * it is compiled for this run alone.
   */
  private static final int ATTEMPTS = 3;

  /** Notes kept of a run: a worker that has run a stranger's program could send any number. */
  private static final int MAX_NOTES = 4;

  private static final Logger LOG = LoggerFactory.getLogger(WasmRun.class);

  /** Why a program was asked to stop. */
  private enum Stop {
    CANCELLED,
    TIMED_OUT
  }

  private final PreparedTask task;
  private final WasmProgram program;
  private final WorkerPool pool;
  private final Compilations compilations;
  private final Confinement confinement;
  private final boolean interpreted;
  private final Thread thread;
  private final CompletableFuture<Outcome> ended = new CompletableFuture<>();

  // What stop() has to end, under this object's lock.
  private @Nullable Stop stop;
  private @Nullable WorkerProcess worker;
  private @Nullable Future<?> waiting;

  // Written by the run's own thread, before it tells how it ended.
  private volatile long spentNanos;
  private volatile List<String> notes = List.of();

  /** Makes a run, and the files for its output. */
  WasmRun(
      PreparedTask task,
      WasmProgram program,
      WorkerPool pool,
      Compilations compilations,
      Confinement confinement,
      boolean interpreted)
      throws IOException {
    this.task = task;
    this.program = program;
    this.pool = pool;
    this.compilations = compilations;
    this.confinement = confinement;
    this.interpreted = interpreted;
    Files.createFile(task.outputFolder().resolve(ResultPath.STDOUT));
    Files.createFile(task.outputFolder().resolve(ResultPath.STDERR));
    this.thread =
        Thread.ofPlatform().name("wasm-" + task.executionId()).daemon().unstarted(this::runToEnd);
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

  private synchronized void stop(Stop reason) {
    if (stop == null) {
      stop = reason;
      if (waiting != null) {
        waiting.cancel(false);
      }
      if (worker != null) {
        worker.kill();
      }
    }
  }

  @Override
  public Outcome await() throws InterruptedException {
    try {
      return ended.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a run never ends in an exception", e);
    }
  }

  /** For how long workers were busy with the program, once it has ended. */
  Duration busy() {
    return Duration.ofNanos(spentNanos);
  }

  private void runToEnd() {
    Outcome outcome;
    try {
      outcome = run();
    } catch (StoppedException e) {
      outcome = stopped();
    } catch (IOException e) {
      LOG.warn("a run failed in the engine, execution={}", task.executionId(), e);
      outcome =
          new Outcome.Failed(Outcome.Reason.ENGINE_ERROR, "the engine failed: " + e.getMessage());
    } catch (Throwable e) {
      LOG.error("a run failed in the engine, execution={}", task.executionId(), e);
      outcome = new Outcome.Failed(Outcome.Reason.ENGINE_ERROR, "the engine failed: " + e);
    }
    ended.complete(outcome);
    task.printed().run();
  }

  /** Thrown when the run is to stop. */
  private static final class StoppedException extends Exception {
    @Serial private static final long serialVersionUID = 1L;
  }

  private Outcome run() throws IOException, StoppedException {
    Order.Work work = interpreted ? Order.Work.INTERPRET : Order.Work.RUN_COMPILED;
    for (int attempt = 1; ; attempt++) {
      Order order = Order.of(work, program, task);
      boolean mayCompile = attempt < ATTEMPTS;
      switch (serve(WorkerKind.Role.RUN, order)) {
        case Answer.Ended(Outcome outcome, _, List<String> told) -> {
          notes = told.stream().limit(MAX_NOTES).map(GuestRun::printable).toList();
          return outcome;
        }
        case Answer.NotCompiled(String digest) when mayCompile -> {
          Outcome failed = compile(digest, order);
          if (failed != null) {
            return failed;
          }
        }
        // It cannot be kept, for want of disk for instance.
        case Answer.NotCompiled _ -> work = Order.Work.COMPILE_AND_RUN;
        case Answer other -> throw new IOException("a worker gives an answer to nothing: " + other);
      }
    }
  }

  /** Sees to it that a module is compiled. Returns the outcome of the run if that does not work. */
  private @Nullable Outcome compile(String digest, Order order)
      throws IOException, StoppedException {
    CompletableFuture<Boolean> mine = new CompletableFuture<>();
    CompletableFuture<Boolean> others = compilations.begin(digest, mine);
    if (others != null) {
      // When theirs fails, for one of their limits perhaps, the next attempt is this run's own.
      waitFor(others);
      return null;
    }
    try {
      return switch (serve(WorkerKind.Role.COMPILE, order.with(Order.Work.COMPILE))) {
        case Answer.Compiled(boolean kept, boolean asText) -> {
          compilations.made();
          if (asText) {
            LOG.warn(
                "a module cannot be compiled and is interpreted, which is slower, execution={}",
                task.executionId());
          }
          LOG.debug("a module was compiled, digest={}, kept={}", digest, kept);
          yield null;
        }
        case Answer.Ended(Outcome outcome, _, _) -> outcome;
        case Answer other -> throw new IOException("a worker gives an answer to nothing: " + other);
      };
    } finally {
      compilations.end(digest, mine);
    }
  }

  private Answer serve(WorkerKind.Role role, Order order) throws IOException, StoppedException {
    List<Mount> needed = new ArrayList<>(task.mounts());
    needed.add(new Mount("/output", task.outputFolder().toRealPath(), true));
    WorkerKind kind = WorkerKind.of(role, task.limits().memoryBytes(), confinement.unseen(needed));
    for (int attempt = 1; ; attempt++) {
      try {
        return serveOnce(role, order, kind);
      } catch (NotStartedException e) {
        // It has not seen the order, so another may try.
        if (attempt == ATTEMPTS) {
          throw e;
        }
        LOG.warn("execution {} gets another process: {}", task.executionId(), e.getMessage());
      }
    }
  }

  /** Thrown when a worker has ended before it was ready. */
  private static final class NotStartedException extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    NotStartedException(String message, IOException cause) {
      super(message, cause);
    }
  }

  private Answer serveOnce(WorkerKind.Role role, Order order, WorkerKind kind)
      throws IOException, StoppedException {
    WorkerProcess mine = waitFor(pool.request(kind));
    if (!begin(mine)) {
      pool.giveBack(mine);
      throw new StoppedException();
    }
    boolean usable = false;
    Future<?> alarm = null;
    long start = System.nanoTime();
    try {
      if (!mine.isReady()) {
        alarm = pool.after(WorkerPool.START_LIMIT, mine::killNow);
        mine.awaitReady();
        alarm.cancel(false);
        pool.ready(mine);
        start = System.nanoTime();
      }
      if (task.limits().time().isPresent()) {
        Duration left = task.limits().time().get().minusNanos(spentNanos);
        alarm = pool.after(left.isNegative() ? Duration.ZERO : left, () -> stop(Stop.TIMED_OUT));
      }
      Answer answer = mine.serve(order.toBytes(), this::onTheWay);
      usable = !(answer instanceof Answer.Ended(_, boolean again, _)) || again;
      if (!usable) {
        LOG.debug("a worker is replaced, processId={}", mine.processId());
      }
      return answer;
    } catch (IOException e) {
      usable = false;
      return died(mine, role, kind, e);
    } finally {
      spentNanos = spentNanos + System.nanoTime() - start;
      if (alarm != null) {
        alarm.cancel(false);
      }
      if (end()) {
        usable = false;
      }
      if (usable) {
        pool.giveBack(mine);
      } else {
        pool.end(mine);
      }
    }
  }

  private Answer died(WorkerProcess mine, WorkerKind.Role role, WorkerKind kind, IOException cause)
      throws IOException, StoppedException {
    boolean wasReady = mine.isReady();
    boolean killed = isStopped();
    if (!killed) {
      mine.awaitOwnEnd();
      killed = isStopped();
    }
    WorkerProcess.Death death = mine.bury();
    if (killed) {
      throw new StoppedException();
    }
    if (!wasReady) {
      throw new NotStartedException(
          "a process for the program did not start, exitCode=%d: %s"
              .formatted(death.exitCode(), death.words().strip()),
          cause);
    }
    LOG.warn(
        "the process of a program ended before it, execution={}, processId={}, exitCode={}: {}",
        task.executionId(),
        mine.processId(),
        death.exitCode(),
        death.words().strip());
    String during =
        switch (role) {
          case COMPILE -> "while it was compiled";
          case RUN -> "while it ran";
        };
    return new Answer.Ended(
        WorkerDeath.outcome(death, kind, task.limits().memoryBytes(), during), false, List.of());
  }

  private synchronized boolean begin(WorkerProcess mine) {
    if (stop != null) {
      return false;
    }
    worker = mine;
    return true;
  }

  private synchronized boolean isStopped() {
    return stop != null;
  }

  /** Returns whether the worker was, or may have been, killed by {@link #stop}. */
  private synchronized boolean end() {
    worker = null;
    return stop != null;
  }

  private <T> T waitFor(CompletableFuture<T> future) throws IOException, StoppedException {
    synchronized (this) {
      if (stop != null) {
        future.cancel(false);
        throw new StoppedException();
      }
      waiting = future;
    }
    try {
      return future.get();
    } catch (CancellationException e) {
      throw new StoppedException();
    } catch (ExecutionException e) {
      throw new IOException("there is no process for the program: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a run", e);
    } finally {
      synchronized (this) {
        waiting = null;
      }
    }
  }

  private void onTheWay(Answer answer) {
    if (answer instanceof Answer.Loaded(String digest)) {
      compilations.used(digest);
    } else {
      task.printed().run();
    }
  }

  private synchronized Outcome stopped() {
    return stop == Stop.TIMED_OUT ? timedOut() : new Outcome.Cancelled();
  }

  private Outcome timedOut() {
    long millis = task.limits().time().orElse(Duration.ZERO).toMillis();
    String seconds = BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString();
    return new Outcome.Failed(
        Outcome.Reason.TIMEOUT,
        "the program ran longer than its time limit of %s s".formatted(seconds));
  }
}
