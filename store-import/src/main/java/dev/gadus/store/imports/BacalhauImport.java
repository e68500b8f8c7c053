// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store.imports;

import dev.gadus.store.ExecutionStore;
import dev.gadus.store.JobStore;
import dev.gadus.store.StoreInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Brings what ended on a Bacalhau node (v1.1 to v1.9) into the store of a Gadus node: jobs with
 * their versions, executions and history from a job store, executions with their history from an
 * execution store. The file is only read, under the shared lock that keeps a Bacalhau node from it.
 *
 * <p>What was brought in once is found to be there the next time, so that an import that was ended
 * before its end, by whatever, is made again from the start. For one thread.
 */
public final class BacalhauImport implements AutoCloseable {
  /** Long enough for another reader to end, short enough for a person. */
  public static final Duration DEFAULT_LOCK_TIMEOUT = Duration.ofSeconds(2);

  private final BacalhauFile file;

  private BacalhauImport(BacalhauFile file) {
    this.file = file;
  }

  /**
   * Opens a file and finds out which store of which releases it is.
   *
   * @param lockTimeout how long to wait for a process that has it open; more than zero
   * @throws ImportException.NotImportable when it is none, is damaged, or is in use
   */
  public static BacalhauImport open(Path source, Duration lockTimeout) {
    return new BacalhauImport(BacalhauFile.open(source, lockTimeout));
  }

  /** {@link StoreInfo#REQUESTER} for a job store, {@link StoreInfo#COMPUTE} for the other. */
  public String role() {
    return file.role();
  }

  /** What the file was found to be, in words. */
  public String layout() {
    return file.layout();
  }

  /** Brings a job store's jobs in, in many short transactions. */
  public ImportReport into(JobStore store, ImportListener listener) {
    return importJobs(Optional.of(store), false, listener);
  }

  /** Brings an execution store's executions in, in many short transactions. */
  public ImportReport into(ExecutionStore store, ImportListener listener) {
    return importExecutions(Optional.of(store), false, listener);
  }

  /**
   * Tells what {@link #into(JobStore, ImportListener)} would do, and changes nothing.
   *
   * @param store absent when the node has none yet
   */
  public ImportReport rehearseJobs(Optional<JobStore> store, ImportListener listener) {
    return importJobs(store, true, listener);
  }

  /**
   * Tells what {@link #into(ExecutionStore, ImportListener)} would do, and changes nothing.
   *
   * @param store absent when the node has none yet
   */
  public ImportReport rehearseExecutions(Optional<ExecutionStore> store, ImportListener listener) {
    return importExecutions(store, true, listener);
  }

  private ImportReport importJobs(
      Optional<JobStore> store, boolean dryRun, ImportListener listener) {
    requireRole(StoreInfo.REQUESTER);
    ImportReport.Tally tally = new ImportReport.Tally(listener);
    new JobImport(file, store, dryRun, tally).run();
    return tally.report(layout(), dryRun);
  }

  private ImportReport importExecutions(
      Optional<ExecutionStore> store, boolean dryRun, ImportListener listener) {
    requireRole(StoreInfo.COMPUTE);
    ImportReport.Tally tally = new ImportReport.Tally(listener);
    new ExecutionImport(file, store, dryRun, tally).run();
    return tally.report(layout(), dryRun);
  }

  private void requireRole(String wanted) {
    if (!role().equals(wanted)) {
      throw new IllegalArgumentException(
          "a " + wanted + " store is to be imported, but the file is a " + role() + " store");
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
