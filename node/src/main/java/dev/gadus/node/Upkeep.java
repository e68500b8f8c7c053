// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

import dev.gadus.model.StoreStatus;
import dev.gadus.model.UpkeepReport;
import dev.gadus.requester.Ticker;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the stores of a running node: removes what the retention does not keep, and compacts
 * files when that is due. By a schedule, and when it is asked to. Thread-safe.
 */
final class Upkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

  private final Map<String, Store> stores = new LinkedHashMap<>();
  private Ticker.@Nullable Handle schedule;

  /** Does the upkeep of a store. */
  @FunctionalInterface
  interface Task {
    UpkeepReport run(boolean compactAnyway);
  }

  private record Store(Task task, Supplier<StoreStatus> status) {}

  synchronized void add(Task task, Supplier<StoreStatus> status) {
    stores.put(status.get().role(), new Store(task, status));
  }

  synchronized void start(Ticker ticker) {
    schedule = ticker.start(this::tick);
  }

  private void tick() {
    try {
      Map<String, UpkeepReport> _ = run(false);
    } catch (RuntimeException e) {
      // A full disk, mostly. It is tried again the next time.
      LOG.warn("the upkeep of the stores did not get through: {}", e.toString());
    }
  }

  /**
   * Does what is due now.
   *
   * @param compactAnyway whether to compact files that have less free space than it takes
   * @return what was done, by role
   */
  Map<String, UpkeepReport> run(boolean compactAnyway) {
    Map<String, UpkeepReport> reports = new LinkedHashMap<>();
    copyOfStores()
        .forEach((role, store) -> {
          UpkeepReport report = store.task().run(compactAnyway);
          if (report.didSomething()) {
            LOG.info("store of the {}: {}", role, report.summary());
          }
          reports.put(role, report);
        });
    return reports;
  }

  /** What there is to say of the stores. */
  List<StoreStatus> statuses() {
    List<StoreStatus> statuses = new ArrayList<>();
    copyOfStores().values().forEach(store -> statuses.add(store.status().get()));
    return statuses;
  }

  private synchronized Map<String, Store> copyOfStores() {
    return new LinkedHashMap<>(stores);
  }

  /** What is wrong with the schedule for good: it has ended although nobody closed it. */
  synchronized Optional<String> trouble() {
    return schedule == null ? Optional.empty() : schedule.trouble();
  }

  /** Ends the schedule, after an upkeep that is under way. */
  @Override
  public void close() {
    Ticker.@Nullable Handle running;
    synchronized (this) {
      running = schedule;
    }
    if (running != null) {
      running.close();
    }
  }
}
