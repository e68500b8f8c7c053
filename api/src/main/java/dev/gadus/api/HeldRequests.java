// SPDX-License-Identifier: Apache-2.0
package dev.gadus.api;

import dev.gadus.store.Watch;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Requests that are answered when something has happened, or their time is over: how clients follow
 * jobs without asking again and again. Thread-safe.
 */
final class HeldRequests implements AutoCloseable {
  /** Less than clients and what stands between them and the node wait for an answer. */
  static final long MAX_WAIT_MILLIS = 30_000;

  /** The parameter with which a client asks to be held. */
  static final String PARAMETER = "wait_millis";

  private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** How long a call may be held. */
  static Duration wait(Call call) {
    return Duration.ofMillis(call.number(PARAMETER, MAX_WAIT_MILLIS));
  }

  /**
   * Looks, and looks again after every change, until there is an answer or the time is over.
   *
   * @param watch of what is followed, made before the first look; is closed
   * @return what the last look found, an answer or not
   */
  <T> T answer(Watch watch, Duration wait, Supplier<T> look, Predicate<T> isAnswer)
      throws InterruptedException {
    long end = System.nanoTime() + wait.toNanos();
    watches.add(watch);
    try (watch) {
      T found = look.get();
      while (!closed
          && !isAnswer.test(found)
          && watch.await(Duration.ofNanos(end - System.nanoTime()))) {
        found = look.get();
      }
      return found;
    } finally {
      watches.remove(watch);
    }
  }

  /** Answers what is held, so that the node can stop at once. */
  @Override
  public void close() {
    closed = true;
    watches.forEach(Watch::wake);
  }
}
