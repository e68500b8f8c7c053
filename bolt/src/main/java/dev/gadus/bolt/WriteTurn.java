// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The turn to write, which one write transaction has at a time. Turns are had in the order in which
 * they were asked for, so that nobody waits for more commits than those of the writers that came
 * before. Safe for use by several threads.
 */
final class WriteTurn {
  private final Path path;

  /** A semaphore, for a transaction may move between threads. */
  private final Semaphore free = new Semaphore(1, true);

  private volatile @Nullable Thread writing;

  WriteTurn(Path path) {
    this.path = path;
  }

  /** Notes which thread writes, until the turn ends. */
  void setWriting() {
    writing = Thread.currentThread();
  }

  /** Returns whether a thread writes; it would wait for itself. */
  boolean isOf(Thread thread) {
    return writing == thread;
  }

  /**
   * Waits for the turn.
   *
   * @throws IllegalStateException when this thread has it
   * @throws BoltException.InterruptedWait when the thread is interrupted. One that was interrupted
   *     before may still have the turn when nobody is in its way
   */
  void await() {
    requireOfOther();
    boolean interrupted = Thread.interrupted();
    try {
      // This one, unlike the one without a time, lets nobody pass who came first.
      boolean taken = free.tryAcquire(0, TimeUnit.NANOSECONDS);
      if (!taken && !interrupted) {
        free.acquire();
        taken = true;
      }
      if (!taken) {
        throw interruptedWait();
      }
    } catch (InterruptedException e) {
      interrupted = true;
      throw interruptedWait();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Waits for the turn, whatever befalls the thread. */
  void awaitUninterruptibly() {
    requireOfOther();
    free.acquireUninterruptibly();
  }

  void end() {
    writing = null;
    free.release();
  }

  BoltException.InterruptedWait interruptedWait() {
    return new BoltException.InterruptedWait("while waiting for the turn to write: file=" + path);
  }

  private void requireOfOther() {
    if (isOf(Thread.currentThread())) {
      throw new IllegalStateException(
          "this thread has an open write transaction and would wait for itself: file=" + path);
    }
  }
}
