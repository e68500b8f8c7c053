// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a requester node remembers: jobs with their versions, executions, evaluations and history,
 * the nodes that it knows, and the messages that are on their way to them. Safe for use by several
 * threads.
 */
public final class JobStore extends Store {
  private JobStore(StoreFile file) {
    super(file);
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
    return open(StoreRole.REQUESTER, path, options, files, JobStore::new);
  }

  /** Runs {@code body} on the store as it is now; writers do not disturb it. */
  public <R extends @Nullable Object, E extends Exception> R read(
      StoreFunction<JobReader, R, E> body) throws E {
    return file().read(transaction -> body.apply(new JobReader(transaction, recent())));
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
    return file()
        .write(writing -> {
          JobWriter writer = new JobWriter(writing, recent());
          writing.transaction().onCommit(() -> watches().changed(writer.changedJobs()));
          return body.apply(writer);
        });
  }

  /** {@inheritDoc} A job with an execution that is not final stays until that has ended. */
  @Override
  public long applyRetention(Retention retention) {
    return new JobRetention(this, file().options().clock().instant()).apply(retention);
  }

  /**
   * {@inheritDoc} Every index entry has its record and the reverse, histories and outboxes have no
   * gaps, and nothing belongs to a job that is not there.
   */
  @Override
  public List<String> verify() {
    return read(reader -> new JobVerifier(reader).findings());
  }

  @Override
  Map<String, Long> countByState() {
    return read(JobReader::countByState);
  }

  @Override
  Changes changes(long position, Optional<String> jobId, int limit) {
    return read(reader -> reader.changes(position, jobId, limit));
  }

  /** How often the store has waited for the disk since it was opened. */
  long commitCount() {
    return file().database().statistics().commitCount();
  }
}
