// SPDX-License-Identifier: Apache-2.0
package dev.gadus.compute;

import dev.gadus.model.Resources;
import dev.gadus.model.WaitingExecution;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Work that waits for capacity. Higher priority starts first, then what came first; what does not
 * fit is passed over, so that smaller work behind it can start. Thread-safe.
 */
final class WorkQueue {
  private record Item(
      String executionId,
      String jobId,
      int priority,
      long arrival,
      Resources resources,
      String waitsFor,
      Consumer<String> start) {}

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

  /**
   * What waits and why, in the order in which it is looked at when there is room.
   *
   * @param jobIds of these jobs alone: a queue may be long, and be asked often
   */
  synchronized List<WaitingExecution> waiting(Set<String> jobIds) {
    List<WaitingExecution> found = new ArrayList<>();
    int before = -1;
    for (Item item : waiting) {
      before++;
      if (!jobIds.contains(item.jobId())) {
        continue;
      }
      String place = before == 0 ? "next in line" : before + " before it";
      String lack =
          lacks(item.resources()).entrySet().stream()
              .map(one -> one.getKey() + ": " + one.getValue())
              .collect(Collectors.joining(", "));
      found.add(
          new WaitingExecution(
              item.executionId(),
              item.jobId(),
              lack.isEmpty() ? "waits: " + place : "waits for %s, %s".formatted(lack, place)));
    }
    return found;
  }

  /** What there is too little of, and how much of it is free; nothing when the work fits. */
  private Map<String, String> lacks(Resources wanted) {
    Resources after = used.plus(wanted);
    Resources free = capacity.minus(used);
    Map<String, String> lacks = new LinkedHashMap<>();
    if (!new Resources(after.cpu(), 0, 0, 0).fitsIn(capacity)) {
      lacks.put("CPU", free(Resources.coresText(free.cpu()), Resources.coresText(capacity.cpu())));
    }
    if (after.memoryBytes() > capacity.memoryBytes()) {
      lacks.put("memory", freeBytes(free.memoryBytes(), capacity.memoryBytes()));
    }
    if (after.diskBytes() > capacity.diskBytes()) {
      lacks.put("disk", freeBytes(free.diskBytes(), capacity.diskBytes()));
    }
    if (after.gpu() > capacity.gpu()) {
      lacks.put("GPU", free(Long.toString(free.gpu()), Long.toString(capacity.gpu())));
    }
    return lacks;
  }

  private static String freeBytes(long free, long all) {
    return free(Resources.bytesText(free), Resources.bytesText(all));
  }

  private static String free(String free, String all) {
    return "%s of %s free".formatted(free, all);
  }

  /** Whether the work waits or runs. */
  synchronized boolean holds(String executionId) {
    return waitingById.containsKey(executionId) || running.containsKey(executionId);
  }

  /**
   * Adds work, and starts what fits. Work that is here already is not added again.
   *
   * @param start called once there is capacity, under the queue's lock, with what the work had to
   *     wait for, empty when it started at once: it must hand the work to another thread; that
   *     calls {@link #finished} at its end
   */
  synchronized void add(
      String executionId, String jobId, int priority, Resources resources, Consumer<String> start) {
    if (holds(executionId) || closed) {
      return;
    }
    // What fits starts at once, whatever waits: that does not fit.
    String waitsFor = String.join(" and ", lacks(resources).keySet());
    Item item = new Item(executionId, jobId, priority, arrivals++, resources, waitsFor, start);
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
        item.start().accept(item.waitsFor());
      }
    }
  }

  private Resources sumOfWaiting() {
    return waiting.stream().map(Item::resources).reduce(Resources.NONE, Resources::plus);
  }
}
