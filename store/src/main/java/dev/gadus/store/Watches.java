// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** The watches of a store that are open. Thread-safe. */
final class Watches implements AutoCloseable {
  private final Source source;
  private final List<Watch> open = new CopyOnWriteArrayList<>();

  /** Where the changes of the store are read. */
  @FunctionalInterface
  interface Source {
    Changes after(long position, Optional<String> jobId, int limit);
  }

  Watches(Source source) {
    this.source = source;
  }

  Watch open(Optional<String> jobId, long position) {
    Watch watch = new Watch(this, source, jobId, position);
    open.add(watch);
    return watch;
  }

  /** Wakes the watches of one of these jobs, and those of everything. */
  void changed(Set<String> jobs) {
    if (!jobs.isEmpty()) {
      open.forEach(watch -> watch.changed(jobs));
    }
  }

  void forget(Watch watch) {
    open.remove(watch);
  }

  /** Ends all watches. */
  @Override
  public void close() {
    open.forEach(Watch::close);
  }
}
