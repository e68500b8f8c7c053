// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Hands out the changes of a store from a position on, each once and in order. Used by one thread
 * at a time; {@link #wake} and {@link #close} may come from any.
 */
public final class Watch implements AutoCloseable {
  /** Changes handed out at a time. */
  private static final int MAX_CHANGES = 1000;

  private final Watches watches;
  private final Watches.Source source;
  private final Optional<String> jobId;
  private long position;
  private boolean signalled = true;
  private boolean closed;

  Watch(Watches watches, Watches.Source source, Optional<String> jobId, long position) {
    this.watches = watches;
    this.source = source;
    this.jobId = jobId;
    this.position = position;
  }

  /** The last change that was handed out: where another watch would go on. */
  public long position() {
    return position;
  }

  /**
   * The changes since the last call; waits until there is one.
   *
   * @param timeout how long to wait at most
   * @return in order; empty when the time was over
   * @throws StoreException.PositionGone when this watch was left alone for so long that changes
   *     after its position are not kept any more
   * @throws IllegalStateException when the watch or its store is closed
   */
  public List<Change> next(Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    while (awaitSignal(end)) {
      Changes found = source.after(position, jobId, MAX_CHANGES);
      position = found.position();
      if (!found.changes().isEmpty()) {
        if (found.changes().size() == MAX_CHANGES) {
          wake();
        }
        return found.changes();
      }
    }
    requireOpen();
    return List.of();
  }

  /**
   * Waits until something changed, a job's history grew, or somebody called {@link #wake}, since
   * the last call. The first call returns at once, so that who looks after each call misses
   * nothing.
   *
   * @return false when the time was over, or the watch or its store is closed
   */
  public boolean await(Duration timeout) throws InterruptedException {
    return awaitSignal(System.nanoTime() + timeout.toNanos());
  }

  private synchronized boolean awaitSignal(long end) throws InterruptedException {
    while (!signalled && !closed) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      wait(left / 1_000_000 + 1);
    }
    signalled = false;
    return !closed;
  }

  private synchronized void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the watch is closed");
    }
  }

  void changed(Set<String> jobs) {
    if (jobId.isEmpty() || jobs.contains(jobId.get())) {
      wake();
    }
  }

  /** Ends the wait of {@link #next} or {@link #await}, as a change would. */
  public synchronized void wake() {
    signalled = true;
    notifyAll();
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    watches.forget(this);
  }
}
