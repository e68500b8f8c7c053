// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** The watches of a store that are open. Thread-safe. */
final class Followers implements AutoCloseable {
  private final Source source;
  private final List<Watch> watches = new CopyOnWriteArrayList<>();

  /** Where the changes of the store are read. */
  @FunctionalInterface
  interface Source {
    Changes after(long position, Optional<String> jobId, int limit);
  }

  Followers(Source source) {
    this.source = source;
  }

  Watch watch(Optional<String> jobId, long position) {
    Watch watch = new Watch(this, source, jobId, position);
    watches.add(watch);
    return watch;
  }

  /** Wakes those who follow one of these jobs, or everything. */
  void changed(Set<String> jobs) {
    if (!jobs.isEmpty()) {
      watches.forEach(watch -> watch.changed(jobs));
    }
  }

  void forget(Watch watch) {
    watches.remove(watch);
  }

  /** Ends all watches. */
  @Override
  public void close() {
    watches.forEach(Watch::close);
  }
}
