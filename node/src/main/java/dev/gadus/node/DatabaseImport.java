// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

import dev.gadus.model.Role;
import dev.gadus.store.ExecutionStore;
import dev.gadus.store.JobStore;
import dev.gadus.store.StoreException;
import dev.gadus.store.imports.BacalhauImport;
import dev.gadus.store.imports.ImportException;
import dev.gadus.store.imports.ImportListener;
import dev.gadus.store.imports.ImportReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Brings what ended on a Bacalhau node into the databases of a node that does not run. */
public final class DatabaseImport {
  private final NodeOptions options;
  private final boolean dryRun;
  private final ImportListener listener;

  private DatabaseImport(NodeOptions options, boolean dryRun, ImportListener listener) {
    this.options = options;
    this.dryRun = dryRun;
    this.listener = listener;
  }

  /**
   * Imports a job store into the requester's database, an execution store into the compute node's.
   * A node that has not been there yet gets its id and its database by it.
   *
   * @param dryRun tell what would be done, and change nothing
   * @throws NodeException.StoreInUse when the node runs
   * @throws NodeException.UnusableStore when the file is none that Bacalhau wrote, or is in use
   */
  public static ImportReport run(
      NodeOptions options, Path source, boolean dryRun, ImportListener listener) {
    try (BacalhauImport opened = BacalhauImport.open(source, BacalhauImport.DEFAULT_LOCK_TIMEOUT)) {
      DatabaseImport into = new DatabaseImport(options, dryRun, listener);
      return opened.role().equals(Role.REQUESTER.text())
          ? into.jobs(opened)
          : into.executions(opened);
    } catch (StoreException.InUse | StoreException.Unusable | ImportException e) {
      throw NodeException.of(e);
    }
  }

  /* The stores keep everything here: what the retention removes, it removes when the node starts. */

  private ImportReport jobs(BacalhauImport source) {
    if (isMissing(Role.REQUESTER)) {
      return source.rehearseJobs(Optional.empty(), listener);
    }
    String nodeId = options.dataFolder().nodeId(options.ids());
    try (JobStore store =
        JobStore.open(file(Role.REQUESTER, nodeId), new PartOptions(options, nodeId).store())) {
      return dryRun
          ? source.rehearseJobs(Optional.of(store), listener)
          : source.into(store, listener);
    }
  }

  private ImportReport executions(BacalhauImport source) {
    if (isMissing(Role.COMPUTE)) {
      return source.rehearseExecutions(Optional.empty(), listener);
    }
    String nodeId = options.dataFolder().nodeId(options.ids());
    try (ExecutionStore store =
        ExecutionStore.open(file(Role.COMPUTE, nodeId), new PartOptions(options, nodeId).store())) {
      return dryRun
          ? source.rehearseExecutions(Optional.of(store), listener)
          : source.into(store, listener);
    }
  }

  /** A dry run makes no database: where there is none, everything would be new. */
  private boolean isMissing(Role role) {
    return dryRun
        && options
            .dataFolder()
            .database(role, options.configuration())
            .filter(Files::exists)
            .isEmpty();
  }

  private Path file(Role role, String nodeId) {
    return options.dataFolder().database(role, options.configuration(), nodeId);
  }
}
