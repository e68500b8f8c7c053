// SPDX-License-Identifier: Apache-2.0
package dev.gadus.transport;

import dev.gadus.model.NodeInfo;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The heartbeat of a node: announces it at once, and then again and again until it is closed, on a
 * virtual thread. Thread-safe.
 */
public final class Announcer implements AutoCloseable {
  /** A requester takes a node for lost after four of them. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(15);

  private final Transport transport;
  private final Supplier<NodeInfo> info;
  private final Duration interval;
  private final Consumer<Throwable> troubles;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;

  private Announcer(
      Transport transport,
      Supplier<NodeInfo> info,
      Duration interval,
      Consumer<Throwable> troubles) {
    this.transport = transport;
    this.info = info;
    this.interval = interval;
    this.troubles = troubles;
    this.thread = Thread.ofVirtual().name("announcer").unstarted(this::run);
  }

  /**
   * Announces the node once, on the caller's thread, and starts to repeat it.
   *
   * @param info what the node is at the moment
   * @param troubles hears of announcements that failed; the next one is tried all the same
   */
  public static Announcer start(
      Transport transport,
      Supplier<NodeInfo> info,
      Duration interval,
      Consumer<Throwable> troubles) {
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException("interval must be more than zero: interval=" + interval);
    }
    Announcer announcer = new Announcer(transport, info, interval, troubles);
    announcer.announce();
    announcer.thread.start();
    return announcer;
  }

  private void run() {
    try {
      while (!stop.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
        announce();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts an announcer: it is closed", e);
    }
  }

  private void announce() {
    try {
      transport.announce(info.get());
    } catch (OutOfMemoryError e) {
      // Ends this thread, which ends the node: nobody knows what else went wrong.
      throw e;
    } catch (RuntimeException | Error e) {
      troubles.accept(e);
    }
  }

  /** What is wrong with it for good: it has ended although nobody closed it. */
  public Optional<String> trouble() {
    return stop.getCount() == 0 ? Optional.empty() : Threads.end(thread);
  }

  /** Stops, after an announcement that is under way. */
  @Override
  public void close() {
    stop.countDown();
    Threads.join(thread);
  }
}
