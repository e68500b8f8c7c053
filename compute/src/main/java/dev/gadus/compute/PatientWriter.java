// SPDX-License-Identifier: Apache-2.0
package dev.gadus.compute;

import dev.gadus.store.ExecutionStore;
import dev.gadus.store.ExecutionWriter;
import dev.gadus.store.StoreException;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the steps of one execution. While the disk is full it waits, since a step that is not
 * noted would have to be done again, or would leave the record where it is for ever. Thread-safe.
 */
final class PatientWriter {
  /** Between two attempts while the disk is full: soon after there is room again. */
  private static final Duration DISK_RETRY = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(PatientWriter.class);

  private final String executionId;
  private final ExecutionStore store;
  private boolean stopped;

  PatientWriter(String executionId, ExecutionStore store) {
    this.executionId = executionId;
    this.store = store;
  }

  /**
   * Stores a step; on return it is on disk.
   *
   * @throws StoreException.DiskFull when it was stopped while the disk was full
   */
  void write(Consumer<ExecutionWriter> step) {
    boolean said = false;
    while (true) {
      try {
        store.write(writer -> {
          step.accept(writer);
          return true;
        });
        return;
      } catch (StoreException.DiskFull e) {
        if (!said) {
          LOG.warn("execution {} waits: {}", executionId, e.getMessage());
          said = true;
        }
        if (stoppedWithin(DISK_RETRY)) {
          throw e;
        }
      }
    }
  }

  /** Ends waiting, now and later. */
  synchronized void stop() {
    stopped = true;
    notifyAll();
  }

  private synchronized boolean stoppedWithin(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    try {
      for (long left = time.toNanos(); !stopped && left > 0; left = end - System.nanoTime()) {
        wait(Math.max(1, left / 1_000_000));
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("the thread of an execution must not be interrupted", e);
    }
    return stopped;
  }
}
