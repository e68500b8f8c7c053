// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import java.time.Duration;

/** Calls a task again and again. Tests call it when they like instead. */
@FunctionalInterface
public interface Ticker {
  /** Often enough that a wait of a second is a second, rarely enough to cost nothing. */
  Duration DEFAULT_PERIOD = Duration.ofMillis(500);

  /** Starts to call the task, until the handle that is returned is closed. */
  Handle start(Runnable task);

  /** A started ticker. */
  interface Handle extends AutoCloseable {
    /** Stops it, after a call of the task that is under way has returned. */
    @Override
    void close();
  }

  /** Calls with a pause of {@code period} between the calls, on a virtual thread. */
  static Ticker every(Duration period) {
    return task -> new TickerThread(period, task);
  }
}
