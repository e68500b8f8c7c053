package dev.gadus.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Follows the changes of a requester's store from a position on, each once and in order. Used by
 * one thread at a time; {@link #close} may come from any.
 */
public final class Watch implements AutoCloseable {
  /** Changes handed out at a time. */
  private static final int MOST_AT_ONCE = 1000;

  private final JobStore store;
  private final Optional<String> jobId;
  private long position;
  private boolean signalled = true;
  private boolean closed;

  Watch(JobStore store, Optional<String> jobId, long position) {
    this.store = store;
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
      Changes found = store.read(reader -> reader.changes(position, jobId, MOST_AT_ONCE));
      position = found.position();
      if (!found.changes().isEmpty()) {
        if (found.changes().size() == MOST_AT_ONCE) {
          signal();
        }
        return found.changes();
      }
    }
    return List.of();
  }

  private synchronized boolean awaitSignal(long end) throws InterruptedException {
    while (!signalled) {
      requireOpen();
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      wait(left / 1_000_000 + 1);
    }
    requireOpen();
    signalled = false;
    return true;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the watch is closed");
    }
  }

  void changed(Set<String> jobs) {
    if (jobId.isEmpty() || jobs.contains(jobId.get())) {
      signal();
    }
  }

  private synchronized void signal() {
    signalled = true;
    notifyAll();
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    store.forget(this);
  }
}
