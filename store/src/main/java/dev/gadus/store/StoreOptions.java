// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.model.IdSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * How a store is opened.
 *
 * @param nodeId the node whose store it is; a file that belongs to another node is refused
 * @param createdBy program and version, noted in a new file for people
 * @param clock tells the times of messages and of what the store notes about itself
 * @param ids makes the id of a new file
 * @param lockTimeout how long to wait for a file that another process has open; more than zero
 * @param retention what is removed when the store is opened
 * @param compaction when the file is rewritten without its free space, as it is opened
 */
public record StoreOptions(
    String nodeId,
    String createdBy,
    InstantSource clock,
    IdSource ids,
    Duration lockTimeout,
    Retention retention,
    CompactionPolicy compaction) {
  /** Long enough for a {@code bbolt} command on a small file to end, short enough for a person. */
  public static final Duration DEFAULT_LOCK_TIMEOUT = Duration.ofSeconds(2);

  public StoreOptions {
    StoreIds.require("nodeId", nodeId);
    if (lockTimeout.isNegative() || lockTimeout.isZero()) {
      throw new IllegalArgumentException(
          "lockTimeout must be more than zero: lockTimeout=" + lockTimeout);
    }
  }

  /** Options with the usual limits: everything is kept. */
  public static StoreOptions of(
      String nodeId, String createdBy, InstantSource clock, IdSource ids) {
    return new StoreOptions(
        nodeId,
        createdBy,
        clock,
        ids,
        DEFAULT_LOCK_TIMEOUT,
        Retention.KEEP_ALL,
        CompactionPolicy.DEFAULT);
  }

  public StoreOptions withLockTimeout(Duration changed) {
    return changed(draft -> draft.lockTimeout = changed);
  }

  public StoreOptions withRetention(Retention changed) {
    return changed(draft -> draft.retention = changed);
  }

  public StoreOptions withCompaction(CompactionPolicy changed) {
    return changed(draft -> draft.compaction = changed);
  }

  private StoreOptions changed(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.options();
  }

  /** The components, while one of them changes. */
  private static final class Draft {
    String nodeId;
    String createdBy;
    InstantSource clock;
    IdSource ids;
    Duration lockTimeout;
    Retention retention;
    CompactionPolicy compaction;

    Draft(StoreOptions options) {
      this.nodeId = options.nodeId;
      this.createdBy = options.createdBy;
      this.clock = options.clock;
      this.ids = options.ids;
      this.lockTimeout = options.lockTimeout;
      this.retention = options.retention;
      this.compaction = options.compaction;
    }

    StoreOptions options() {
      return new StoreOptions(nodeId, createdBy, clock, ids, lockTimeout, retention, compaction);
    }
  }
}
