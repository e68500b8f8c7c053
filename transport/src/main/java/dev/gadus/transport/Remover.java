// SPDX-License-Identifier: Apache-2.0
package dev.gadus.transport;

import dev.gadus.model.MessageQueue;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Removes what was taken from the outbox, a collection at a time, on a virtual thread. Thread-safe.
 */
final class Remover {
  private final MessageQueue outbox;
  private final Duration delay;
  private final Consumer<Trouble> troubles;
  private final Thread thread = Thread.ofVirtual().name("outbox remover").unstarted(this::run);
  private final Map<String, Long> taken = new HashMap<>();
  private boolean stopping;
  private int failures;

  /**
   * @param delay how long taken messages are collected before they are removed together
   */
  Remover(MessageQueue outbox, Duration delay, Consumer<Trouble> troubles) {
    this.outbox = outbox;
    this.delay = delay;
    this.troubles = troubles;
  }

  void start() {
    thread.start();
  }

  private void run() {
    while (true) {
      Map<String, Long> through;
      boolean last;
      synchronized (this) {
        while (taken.isEmpty() && !stopping) {
          Threads.await(this, 0);
        }
        linger();
        through = new HashMap<>(taken);
        taken.clear();
        last = stopping;
      }
      if (!through.isEmpty()) {
        remove(through);
      }
      if (last) {
        return;
      }
    }
  }

  private void remove(Map<String, Long> through) {
    try {
      outbox.remove(through);
      failures = 0;
    } catch (OutOfMemoryError e) {
      // Ends this thread, which ends the node: nobody knows what else went wrong.
      throw e;
    } catch (RuntimeException | Error e) {
      // They stay in the outbox and are removed with later ones, or sent again after a restart.
      troubles.accept(new Trouble(Optional.empty(), ++failures, e));
    }
  }

  private synchronized void linger() {
    long end = System.nanoTime() + delay.toNanos();
    for (long left = 1; left > 0 && !stopping; left = end - System.nanoTime()) {
      Threads.await(this, Math.max(1, left / 1_000_000));
    }
  }

  /** The receiver has the messages up to this number. */
  synchronized void taken(String receiver, long sequence) {
    taken.put(receiver, sequence);
    notifyAll();
  }

  /** What is wrong with it for good: it has ended although nobody stopped it. */
  synchronized Optional<String> trouble() {
    return stopping ? Optional.empty() : Threads.end(thread);
  }

  /** Tells it to stop, once it has removed what was taken until now. */
  synchronized void stop() {
    stopping = true;
    notifyAll();
  }

  /** Waits until it has stopped. */
  void join() {
    Threads.join(thread);
  }
}
