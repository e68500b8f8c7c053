// SPDX-License-Identifier: Apache-2.0
package dev.gadus.compute;

import dev.gadus.model.Resources;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Work that waits for capacity. Higher priority starts first, then what came first; what does not
 * fit is passed over, so that smaller work behind it can start. Thread-safe.
 */
final class WorkQueue {
  private record Item(
      String executionId, int priority, long arrival, Resources resources, Runnable start) {}

  private final Resources capacity;
  private final TreeSet<Item> waiting =
      new TreeSet<>(
          Comparator.comparingInt(Item::priority).reversed().thenComparingLong(Item::arrival));
  private final Map<String, Item> waitingById = new HashMap<>();
  private final Map<String, Resources> running = new HashMap<>();
  private Resources used = Resources.NONE;
  private Resources queued = Resources.NONE;
  private long arrivals;
  private boolean closed;

  WorkQueue(Resources capacity) {
    this.capacity = capacity;
  }

  /** How full the node is. */
  record Load(Resources used, Resources queued, int running, int waiting) {}

  synchronized Load load() {
    return new Load(used, queued, running.size(), waiting.size());
  }

  /** Whether the work waits or runs. */
  synchronized boolean holds(String executionId) {
    return waitingById.containsKey(executionId) || running.containsKey(executionId);
  }

  /**
   * Adds work, and starts what fits. Work that is here already is not added again.
   *
   * @param start called once there is capacity, under the queue's lock: it must hand the work to
   *     another thread; that calls {@link #finished} at its end
   */
  synchronized void add(String executionId, int priority, Resources resources, Runnable start) {
    if (holds(executionId) || closed) {
      return;
    }
    Item item = new Item(executionId, priority, arrivals++, resources, start);
    waiting.add(item);
    waitingById.put(executionId, item);
    queued = queued.plus(resources);
    startWhatFits();
  }

  /** Takes waiting work out again; false when it does not wait. */
  synchronized boolean remove(String executionId) {
    Item item = waitingById.remove(executionId);
    if (item == null) {
      return false;
    }
    waiting.remove(item);
    queued = sumOfWaiting();
    return true;
  }

  /** Gives back the capacity of work that has ended. */
  synchronized void finished(String executionId) {
    if (running.remove(executionId) != null) {
      // Summed up anew, since sums of fractions of cores drift.
      used = running.values().stream().reduce(Resources.NONE, Resources::plus);
      startWhatFits();
    }
  }

  /** Starts nothing any more. */
  synchronized void close() {
    closed = true;
  }

  private void startWhatFits() {
    if (closed) {
      return;
    }
    for (Item item : waiting.stream().toList()) {
      if (used.plus(item.resources()).fitsIn(capacity)) {
        waiting.remove(item);
        waitingById.remove(item.executionId());
        queued = sumOfWaiting();
        running.put(item.executionId(), item.resources());
        used = used.plus(item.resources());
        item.start().run();
      }
    }
  }

  private Resources sumOfWaiting() {
    return waiting.stream().map(Item::resources).reduce(Resources.NONE, Resources::plus);
  }
}
