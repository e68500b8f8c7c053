// SPDX-License-Identifier: Apache-2.0
package dev.gadus.transport;

import java.util.Optional;

/** Threads of ours: they are told to stop by a flag, and nobody interrupts them. */
final class Threads {
  private Threads() {}

  /** Waits for the end of a thread that was told to stop; an interrupt is kept for the caller. */
  static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Says that a thread that was started and not told to stop has ended, if it has. */
  static Optional<String> end(Thread thread) {
    return thread.getState() == Thread.State.TERMINATED
        ? Optional.of("the thread '%s' has ended".formatted(thread.getName()))
        : Optional.empty();
  }

  /**
   * Waits on a monitor that the caller holds, in the caller's loop.
   *
   * @param millis 0 to wait without a limit
   */
  @SuppressWarnings("WaitNotInLoop")
  static void await(Object monitor, long millis) {
    try {
      monitor.wait(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(
          "a thread was interrupted that is stopped by a flag: " + Thread.currentThread().getName(),
          e);
    }
  }
}
