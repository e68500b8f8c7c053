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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a requester node remembers: jobs with their versions, executions, evaluations and history,
 * the nodes that it knows, and the messages that are on their way to them. Safe for use by several
 * threads.
 */
public final class JobStore implements AutoCloseable {
  private final StoreFile file;
  private final RecentRecords recent = new RecentRecords();
  private final Followers followers =
      new Followers(
          (position, jobId, limit) -> read(reader -> reader.changes(position, jobId, limit)));

  private JobStore(StoreFile file) {
    this.file = file;
  }

  /**
   * Opens a store, and makes it (and its directory) when the file does not exist; brings a file of
   * an older layout to today's, removes what the retention does not keep, and compacts the file
   * when that is due. Only one process at a time has it open.
   *
   * @throws StoreException.InUse when another process has the file open
   * @throws StoreException.Unusable when the file is damaged, of another program, role or node, or
   *     of a later version of this program
   */
  public static JobStore open(Path path, StoreOptions options) {
    return open(path, options, new LocalFiles());
  }

  static JobStore open(Path path, StoreOptions options, FileSystem files) {
    Instant begin = options.clock().instant();
    StoreFile file = StoreFile.open(path, StoreRole.REQUESTER, options, files);
    try {
      long bytesBefore = file.size();
      JobStore store = new JobStore(file);
      long removed = store.applyRetention(options.retention());
      file.compactIfDue();
      file.putStartReport(
          new StartReport(
              begin,
              Duration.between(begin, options.clock().instant()).toMillis(),
              store.read(JobReader::countByState),
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

  /** Runs {@code body} on the store as it is now; writers do not disturb it. */
  public <R extends @Nullable Object, E extends Exception> R read(
      StoreFunction<JobReader, R, E> body) throws E {
    return file.read(transaction -> body.apply(new JobReader(transaction, recent)));
  }

  /**
   * Runs {@code body} in one transaction and returns when what it did is on disk. Callers at the
   * same time share the cost of waiting for the disk. {@code body} may run more than once, with
   * what earlier runs did undone: it works on its view alone, and what is to follow from it is
   * handed to {@link JobWriter#afterCommit}.
   *
   * @throws E what {@code body} throws; then nothing has changed
   */
  public <R extends @Nullable Object, E extends Exception> R write(
      StoreFunction<JobWriter, R, E> body) throws E {
    return file.write(writing -> {
      JobWriter writer = new JobWriter(writing, recent);
      writing.transaction().onCommit(() -> followers.changed(writer.changedJobs()));
      return body.apply(writer);
    });
  }

  /**
   * Follows all changes after a position, {@link JobReader#lastPosition} for those to come. The
   * position outlives the store's being closed and opened again.
   */
  public Watch watch(long position) {
    return followers.watch(Optional.empty(), position);
  }

  /** Follows the changes of a job and its executions after a position. */
  public Watch watchJob(String jobId, long position) {
    return followers.watch(Optional.of(jobId), position);
  }

  /**
   * Removes the jobs that the rules do not keep, with all that belongs to them, in many short
   * transactions. A job with an execution that is not final stays until that has ended.
   *
   * @return how many jobs were removed
   */
  public long applyRetention(Retention retention) {
    return new JobRetention(this, file.options().clock().instant()).apply(retention);
  }

  /**
   * Rewrites the file without its free space. Reads go on meanwhile, changes wait until the copy is
   * in place: some seconds for a gigabyte.
   *
   * @throws StoreException.NotCompacted when it cannot be done; the store goes on with the file as
   *     it was
   */
  public Compacted compact() {
    return file.compact();
  }

  /**
   * Does what is due while the store is in use: applies the retention that it was opened with, and
   * compacts when the policy asks for it. One at a time; others wait.
   *
   * @param compactAnyway whether to compact when the policy does not ask for it
   */
  public UpkeepReport upkeep(boolean compactAnyway) {
    return file.upkeep(() -> applyRetention(file.options().retention()), compactAnyway);
  }

  /** What is said of the store: how it was opened, and what was done since. */
  public StoreStatus status() {
    return new StoreStatus(info().role(), lastStart(), file.lastUpkeep());
  }

  /**
   * Makes the file shorter while it is in use: what stands at its end is moved into free pages by
   * small commits, between which other changes get their turn. Less thorough than {@link #compact},
   * and nobody waits for it.
   */
  public Compacted shrink() {
    return file.shrink();
  }

  /**
   * Hands on the database as the engine has it, for those who look into it: it is to be read and
   * left open. Meanwhile no compaction is done.
   */
  public <R extends @Nullable Object, E extends Exception> R inspect(
      StoreFunction<Database, R, E> body) throws E {
    return file.inspect(body);
  }

  /** What was found and done when the store was opened. */
  public StartReport lastStart() {
    return file.lastStart();
  }

  /** The messages that wait to be sent. */
  public Outbox outbox() {
    return file.outbox();
  }

  public StoreInfo info() {
    return file.info();
  }

  /**
   * Checks that the records agree with each other: every index entry has its record and the
   * reverse, histories and outboxes have no gaps, and nothing belongs to a job that is not there.
   * Reads the whole store.
   *
   * @return what is wrong, a sentence each; empty when all is well
   */
  public List<String> verify() {
    return file.read(transaction -> new JobVerifier(new JobReader(transaction, recent)).findings());
  }

  StoreFile file() {
    return file;
  }

  /** How often the store has waited for the disk since it was opened. */
  long commitCount() {
    return file.database().statistics().commitCount();
  }

  @Override
  public void close() {
    followers.close();
    file.close();
  }
}
