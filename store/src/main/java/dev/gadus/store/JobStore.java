package dev.gadus.store;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a requester node remembers: jobs with their versions, executions, evaluations and history,
 * the nodes that it knows, and the messages that are on their way to them. Safe for use by several
 * threads.
 */
public final class JobStore implements AutoCloseable {
  private final StoreFile file;

  private JobStore(StoreFile file) {
    this.file = file;
  }

  /**
   * Opens a store, and makes it (and its directory) when the file does not exist. Only one process
   * at a time has it open.
   *
   * @throws StoreException.InUse when another process has the file open
   * @throws StoreException.Unusable when the file is damaged, of another program, role or node, or
   *     of a later version of this program
   */
  public static JobStore open(Path path, StoreOptions options) {
    return new JobStore(StoreFile.open(path, StoreInfo.REQUESTER, JobBuckets.ALL, options));
  }

  /** Runs {@code body} on the store as it is now; writers do not disturb it. */
  public <R extends @Nullable Object, E extends Exception> R read(
      StoreFunction<JobReader, R, E> body) throws E {
    return file.read(transaction -> body.apply(new JobReader(transaction)));
  }

  /**
   * Runs {@code body} in one transaction and returns when what it did is on disk. Callers at the
   * same time share the cost of waiting for the disk. {@code body} may run more than once, with
   * what earlier runs did undone: it works on its view alone.
   *
   * @throws E what {@code body} throws; then nothing has changed
   */
  public <R extends @Nullable Object, E extends Exception> R write(
      StoreFunction<JobWriter, R, E> body) throws E {
    return file.write(
        writing -> body.apply(new JobWriter(writing.transaction(), writing.mailbox())));
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
    return file.read(transaction -> new JobVerifier(new JobReader(transaction)).findings());
  }

  /** How often the store has waited for the disk since it was opened. */
  long commitCount() {
    return file.database().statistics().commitCount();
  }

  @Override
  public void close() {
    file.close();
  }
}
