// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one caller of a store wants to be done when its change is on disk. The body of a write may
 * run several times, on any caller's thread but one run after the other; what the last run
 * registered counts.
 */
final class AfterCommit {
  private List<Runnable> actions = new ArrayList<>();

  /** A run of the body begins: what earlier runs did is undone, and so is what they asked for. */
  void begin() {
    actions = new ArrayList<>();
  }

  void add(Runnable action) {
    actions.add(action);
  }

  /**
   * Does what the last run asked for, in order. The change stands whatever is thrown, and with it
   * every action: those after one that throws are done as well.
   */
  @SuppressWarnings("ReferenceEquality") // nothing can be suppressed by itself
  void run() {
    @Nullable Throwable first = null;
    for (Runnable action : actions) {
      try {
        action.run();
      } catch (RuntimeException | Error e) {
        if (first == null) {
          first = e;
        } else if (first != e) {
          first.addSuppressed(e);
        }
      }
    }
    switch (first) {
      case null -> {}
      case Error error -> throw error;
      case RuntimeException exception -> throw exception;
      default -> throw new AssertionError("an action cannot throw this", first);
    }
  }
}
