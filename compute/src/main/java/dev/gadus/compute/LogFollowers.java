// SPDX-License-Identifier: Apache-2.0
package dev.gadus.compute;

import dev.gadus.store.Watch;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who follows what an execution prints. Each follower waits on a watch of the store, which the
 * store wakes when the execution's state changes and the engine when it has printed. Thread-safe.
 */
final class LogFollowers {
  private final Map<String, Set<Watch>> byExecution = new ConcurrentHashMap<>();

  void add(String executionId, Watch watch) {
    byExecution.compute(
        executionId,
        (_, present) -> {
          Set<Watch> watches = present == null ? ConcurrentHashMap.newKeySet() : present;
          watches.add(watch);
          return watches;
        });
  }

  void remove(String executionId, Watch watch) {
    byExecution.computeIfPresent(
        executionId,
        (_, watches) -> {
          watches.remove(watch);
          return watches.isEmpty() ? null : watches;
        });
  }

  /** Wakes those who follow an execution. */
  void printed(String executionId) {
    Set<Watch> watches = byExecution.get(executionId);
    if (watches != null) {
      watches.forEach(Watch::wake);
    }
  }

  /** Wakes all. */
  void wakeAll() {
    byExecution.values().forEach(watches -> watches.forEach(Watch::wake));
  }
}
