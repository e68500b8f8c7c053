// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import java.time.Duration;
import java.util.Optional;

/** Calls a task again and again. Tests call it when they like instead. */
@FunctionalInterface
public interface Ticker {
  /** Often enough that a wait of a second is a second, rarely enough to cost nothing. */
  Duration DEFAULT_PERIOD = Duration.ofMillis(500);

  /** Starts to call the task, until the handle that is returned is closed. */
  Handle start(Runnable task);

  /** A started ticker. */
  interface Handle extends AutoCloseable {
    /** What is wrong with it for good: it has ended although nobody closed it. */
    default Optional<String> trouble() {
      return Optional.empty();
    }

    /** Stops it, after a call of the task that is under way has returned. */
    @Override
    void close();
  }

  /**
   * Calls with a pause of {@code period} between the calls, on a virtual thread of that name. A
   * call that fails is logged, and the next one comes all the same.
   */
  static Ticker every(String name, Duration period) {
    return task -> new TickerThread(name, period, task);
  }
}
