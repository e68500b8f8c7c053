// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The virtual thread behind {@link Ticker#every}. */
final class TickerThread implements Ticker.Handle {
  private final Duration period;
  private final Runnable task;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;

  TickerThread(Duration period, Runnable task) {
    this.period = period;
    this.task = task;
    this.thread = Thread.ofVirtual().name("requester ticker").start(this::run);
  }

  private void run() {
    try {
      while (!stop.await(period.toNanos(), TimeUnit.NANOSECONDS)) {
        task.run();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the ticker: it is stopped by close", e);
    }
  }

  @Override
  public void close() {
    stop.countDown();
    Threads.join(thread);
  }
}
