// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.bolt.Database;
import dev.gadus.model.StartReport;
import dev.gadus.model.StoreStatus;
import dev.gadus.model.UpkeepReport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What both stores are: a file with what a node of one role remembers, changes that can be watched,
 * messages that wait to be sent, and upkeep. Safe for use by several threads.
 */
public abstract sealed class Store implements AutoCloseable permits JobStore, ExecutionStore {
  private final StoreFile file;
  private final RecentRecords recent = new RecentRecords();
  private final Watches watches = new Watches(this::changes);

  Store(StoreFile file) {
    this.file = file;
  }

  /** Opens a store and does what is due then, which is kept as the report of its start. */
  static <S extends Store> S open(
      StoreRole role,
      Path path,
      StoreOptions options,
      FileSystem files,
      Function<StoreFile, S> make) {
    Instant begin = options.clock().instant();
    StoreFile file = StoreFile.open(path, role, options, files);
    try {
      long bytesBefore = file.size();
      S store = make.apply(file);
      long removed = store.applyRetention(options.retention());
      file.compactIfDue();
      file.putStartReport(
          new StartReport(
              begin,
              Duration.between(begin, options.clock().instant()).toMillis(),
              store.countByState(),
              removed,
              bytesBefore,
              file.size(),
              file.notes()));
      return store;
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  /** How many jobs or executions are in each state, by its text. */
  abstract Map<String, Long> countByState();

  /** {@link StoreReader#changes} of the store as it is now. */
  abstract Changes changes(long position, Optional<String> jobId, int limit);

  /**
   * Removes what the rules do not keep, with all that belongs to it, in many short transactions.
   *
   * @return how many jobs or executions were removed
   */
  public abstract long applyRetention(Retention retention);

  /**
   * Checks that the records agree with each other. Reads the whole store.
   *
   * @return what is wrong, a sentence each; empty when all is well
   */
  public abstract List<String> verify();

  /**
   * Watches all changes after a position, {@link StoreReader#lastPosition} for those to come. The
   * position outlives the store's being closed and opened again.
   */
  public final Watch watch(long position) {
    return watches.open(Optional.empty(), position);
  }

  /** Watches the changes of a job and its executions after a position. */
  public final Watch watchJob(String jobId, long position) {
    return watches.open(Optional.of(jobId), position);
  }

  /**
   * Rewrites the file without its free space. Reads go on meanwhile, changes wait until the copy is
   * in place: some seconds for a gigabyte.
   *
   * @throws StoreException.NotCompacted when it cannot be done; the store goes on with the file as
   *     it was
   */
  public final CompactionReport compact() {
    return file.compact();
  }

  /**
   * Makes the file shorter while it is in use: what stands at its end is moved into free pages by
   * small commits, between which other changes get their turn. Less thorough than {@link #compact},
   * and nobody waits for it.
   */
  public final CompactionReport shrink() {
    return file.shrink();
  }

  /**
   * Does what is due while the store is in use: applies the retention that it was opened with, and
   * compacts when the policy asks for it. One at a time; others wait.
   *
   * @param compactAnyway whether to compact when the policy does not ask for it
   */
  public final UpkeepReport upkeep(boolean compactAnyway) {
    return file.upkeep(() -> applyRetention(file.options().retention()), compactAnyway);
  }

  /** What is said of the store: how it was opened, and what was done since. */
  public final StoreStatus status() {
    return new StoreStatus(info().role(), lastStart(), file.lastUpkeep());
  }

  /** What was found and done when the store was opened. */
  public final StartReport lastStart() {
    return file.lastStart();
  }

  /** Adds what was done at a start after the opening to what is kept of it. */
  public final void addToLastStart(String note) {
    file.addToStartReport(note);
  }

  /**
   * Why the store takes no changes: it could not be written and has to be opened anew, its file
   * system is read-only, or its disk was full within the last seconds. Empty while it takes them.
   */
  public final Optional<String> refusal() {
    return file.refusal();
  }

  /** What the store says of itself. */
  public final StoreInfo info() {
    return file.info();
  }

  /** The messages that wait to be sent. */
  public final Outbox outbox() {
    return file.outbox();
  }

  /**
   * Hands on the database as the engine has it, for those who look into it: it is to be read and
   * left open. Meanwhile no compaction is done.
   */
  public final <R extends @Nullable Object, E extends Exception> R inspect(
      StoreFunction<Database, R, E> body) throws E {
    return file.inspect(body);
  }

  final StoreFile file() {
    return file;
  }

  final RecentRecords recent() {
    return recent;
  }

  final Watches watches() {
    return watches;
  }

  /** Ends all watches, and closes the file when what is under way has ended. */
  @Override
  public final void close() {
    watches.close();
    file.close();
  }
}
