// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import java.util.Optional;

/** Waiting for threads of ours to end. */
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
}
