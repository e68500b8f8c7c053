// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The virtual thread behind {@link Ticker#every}. */
final class TickerThread implements Ticker.Handle {
  private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);

  private final Duration period;
  private final Runnable task;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;

  TickerThread(String name, Duration period, Runnable task) {
    this.period = period;
    this.task = task;
    this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    // Not before the field is set, which the thread reads.
    thread.start();
  }

  private void run() {
    try {
      while (!stop.await(period.toNanos(), TimeUnit.NANOSECONDS)) {
        call();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the ticker: it is stopped by close", e);
    }
  }

  private void call() {
    try {
      task.run();
    } catch (OutOfMemoryError e) {
      // Ends this thread, which ends the node: nobody knows what else went wrong.
      throw e;
    } catch (RuntimeException | Error e) {
      LOG.error("a call of '{}' failed; the next one follows", thread.getName(), e);
    }
  }

  @Override
  public Optional<String> trouble() {
    return stop.getCount() == 0 ? Optional.empty() : Threads.end(thread);
  }

  @Override
  public void close() {
    stop.countDown();
    Threads.join(thread);
  }
}
