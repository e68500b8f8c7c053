// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker processes of an engine: those that work, and those that wait for work. Thread-safe.
 *
 * <p>As many start at once as there are processors. More are started when those that there are do
 * not get on: short programs take turns on a few workers, long ones get one each.
 */
final class WorkerPool implements AutoCloseable {
  /** After so long without a worker becoming free, those who wait get another. */
  private static final Duration STAGNATION = Duration.ofMillis(100);

  /** A worker that is idle for so long goes, but for one of the usual kind. */
  private static final Duration IDLE = Duration.ofSeconds(30);

  /** A process that is not ready by then is not going to be. */
  static final Duration START_LIMIT = Duration.ofSeconds(60);

  private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);

  /** The workers of one kind, and who waits for one. */
  private static final class Lane {
    final Deque<WorkerProcess> idle = new ArrayDeque<>();
    final Deque<CompletableFuture<WorkerProcess>> waiting = new ArrayDeque<>();
    int live;
    int beginning;
    long lastFreedNanos = System.nanoTime();
  }

  private final WorkerCommand command;
  private final Path folder;
  private final int processors;
  private final Map<WorkerKind, Lane> lanes = new HashMap<>();
  private final Set<WorkerProcess> all = new HashSet<>();
  // Those of them that count as beginning in their lanes.
  private final Set<WorkerProcess> unready = new HashSet<>();
  private boolean closed;

  // One thread for as long as the pool lives: a process can be told to die with the thread that
  // started it.
  private final ExecutorService starter =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("wasm-worker-starter").daemon().factory());
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().name("wasm-worker-timer").daemon().factory());

  /**
   * Makes a pool without workers.
   *
   * @param folder for what workers say when they die; what is in it is removed
   */
  WorkerPool(WorkerCommand command, Path folder, int processors) throws IOException {
    this.command = command;
    this.folder = folder;
    this.processors = processors;
    Files.createDirectories(folder);
    try (Stream<Path> old = Files.list(folder)) {
      for (Path file : old.toList()) {
        Files.deleteIfExists(file);
      }
    }
    timer.setRemoveOnCancelPolicy(true);
    later(IDLE, this::endIdle);
  }

  /** Has one worker started that programs to come find ready. */
  void warm(WorkerKind kind) {
    synchronized (this) {
      startOne(kind, lane(kind));
    }
  }

  /** Runs something later, unless it is cancelled. */
  ScheduledFuture<?> after(Duration delay, Runnable task) {
    return timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void later(Duration delay, Runnable task) {
    try {
      ScheduledFuture<?> future =
          after(
              delay,
              () -> {
                try {
                  task.run();
                } catch (RuntimeException e) {
                  LOG.error("the care for workers failed", e);
                }
              });
      LOG.trace("{} in {}", future, delay);
    } catch (RejectedExecutionException e) {
      LOG.trace("the pool is closed", e);
    }
  }

  /** Number of processes that live. */
  synchronized int live() {
    return all.size();
  }

  /** The processes that live, for tests. */
  synchronized List<Long> processIds() {
    return all.stream().map(WorkerProcess::processId).toList();
  }

  /** A turn to get a worker, which may be given up by cancelling it. */
  CompletableFuture<WorkerProcess> request(WorkerKind kind) {
    CompletableFuture<WorkerProcess> turn = new CompletableFuture<>();
    synchronized (this) {
      if (closed) {
        turn.completeExceptionally(new IOException("the engine is closed"));
        return turn;
      }
      Lane lane = lane(kind);
      while (true) {
        WorkerProcess idle = lane.idle.pollFirst();
        if (idle == null) {
          break;
        }
        if (idle.isAlive()) {
          turn.complete(idle);
          return turn;
        }
        forget(idle, lane);
        timer.execute(idle::bury);
      }
      lane.waiting.addLast(turn);
      if (lane.live < processors) {
        startOne(kind, lane);
      } else {
        later(STAGNATION, () -> moveOn(kind, turn));
      }
    }
    return turn;
  }

  private synchronized void moveOn(WorkerKind kind, CompletableFuture<WorkerProcess> turn) {
    if (turn.isDone() || closed) {
      return;
    }
    Lane lane = lane(kind);
    if (System.nanoTime() - lane.lastFreedNanos >= STAGNATION.toNanos()
        && lane.beginning < processors) {
      startOne(kind, lane);
    }
    later(STAGNATION, () -> moveOn(kind, turn));
  }

  /** Takes a worker back that has carried out its order and can take another. */
  void giveBack(WorkerProcess worker) {
    synchronized (this) {
      Lane lane = lane(worker.kind());
      lane.lastFreedNanos = System.nanoTime();
      if (!closed && worker.kind().isShared()) {
        offer(worker, lane);
        return;
      }
    }
    end(worker);
  }

  /**
   * Ends a worker, and has another started where somebody waits for one or soon will.
   *
   * @return how it ended
   */
  WorkerProcess.Death end(WorkerProcess worker) {
    WorkerProcess.Death death = worker.bury();
    synchronized (this) {
      Lane lane = lane(worker.kind());
      lane.lastFreedNanos = System.nanoTime();
      forget(worker, lane);
      boolean wanted = !lane.waiting.isEmpty() || (worker.kind().isUsual() && lane.live == 0);
      if (!closed && wanted && lane.live < processors) {
        startOne(worker.kind(), lane);
      }
      dropIfUnused(worker.kind(), lane);
    }
    return death;
  }

  /** Notes that a worker has become ready, so that another may begin. */
  synchronized void ready(WorkerProcess worker) {
    noteBegun(worker, lane(worker.kind()));
  }

  private void noteBegun(WorkerProcess worker, Lane lane) {
    if (unready.remove(worker)) {
      lane.beginning--;
    }
  }

  private Lane lane(WorkerKind kind) {
    return lanes.computeIfAbsent(kind, _ -> new Lane());
  }

  private void dropIfUnused(WorkerKind kind, Lane lane) {
    if (lane.live == 0 && lane.waiting.isEmpty()) {
      lanes.remove(kind);
    }
  }

  private void forget(WorkerProcess worker, Lane lane) {
    if (all.remove(worker)) {
      lane.live--;
      noteBegun(worker, lane);
    }
  }

  private void offer(WorkerProcess worker, Lane lane) {
    while (true) {
      CompletableFuture<WorkerProcess> next = lane.waiting.pollFirst();
      if (next == null) {
        worker.idleSince(System.nanoTime());
        lane.idle.addFirst(worker);
        return;
      }
      if (next.complete(worker)) {
        return;
      }
    }
  }

  private void startOne(WorkerKind kind, Lane lane) {
    lane.live++;
    lane.beginning++;
    try {
      starter.execute(() -> start(kind));
    } catch (RejectedExecutionException e) {
      lane.live--;
      lane.beginning--;
      LOG.debug("no worker is started any more", e);
    }
  }

  private void start(WorkerKind kind) {
    WorkerProcess worker;
    try {
      worker = WorkerProcess.start(command, kind, folder);
    } catch (IOException | RuntimeException e) {
      synchronized (this) {
        Lane lane = lane(kind);
        lane.live--;
        lane.beginning--;
        CompletableFuture<WorkerProcess> next = lane.waiting.pollFirst();
        if (next != null) {
          next.completeExceptionally(e);
        }
      }
      return;
    }
    boolean late;
    synchronized (this) {
      all.add(worker);
      unready.add(worker);
      late = closed;
      if (!late) {
        offer(worker, lane(kind));
      }
    }
    if (late) {
      end(worker);
      return;
    }
  }

  private void endIdle() {
    List<WorkerProcess> old = new ArrayList<>();
    synchronized (this) {
      for (Map.Entry<WorkerKind, Lane> entry : Map.copyOf(lanes).entrySet()) {
        Lane lane = entry.getValue();
        int kept = entry.getKey().isUsual() ? 1 : 0;
        Iterator<WorkerProcess> longestFirst = lane.idle.descendingIterator();
        while (lane.idle.size() > kept && longestFirst.hasNext()) {
          WorkerProcess worker = longestFirst.next();
          if (System.nanoTime() - worker.idleSince() < IDLE.toNanos()) {
            break;
          }
          longestFirst.remove();
          forget(worker, lane);
          old.add(worker);
        }
        dropIfUnused(entry.getKey(), lane);
      }
    }
    old.forEach(WorkerProcess::bury);
    later(IDLE.dividedBy(3), this::endIdle);
  }

  /** Ends all workers, whatever they do, and waits for their end. */
  @Override
  public void close() {
    List<WorkerProcess> left;
    synchronized (this) {
      closed = true;
      left = List.copyOf(all);
      lanes
          .values()
          .forEach(lane ->
              lane.waiting.forEach(
                  turn -> turn.completeExceptionally(new IOException("the engine is closed"))));
    }
    left.forEach(WorkerProcess::kill);
    starter.close();
    left.forEach(WorkerProcess::bury);
    timer.shutdownNow();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("files of workers stay in {}", folder, e);
    }
  }
}
