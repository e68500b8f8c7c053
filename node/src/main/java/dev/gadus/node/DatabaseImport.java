// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

import dev.gadus.store.ExecutionStore;
import dev.gadus.store.JobStore;
import dev.gadus.store.StoreException;
import dev.gadus.store.StoreInfo;
import dev.gadus.store.StoreOptions;
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
   * @throws StoreInUseException when the node runs
   * @throws NodeException when the file is none that Bacalhau wrote, or is in use
   */
  public static ImportReport run(
      NodeOptions options, Path source, boolean dryRun, ImportListener listener) {
    try (BacalhauImport opened = BacalhauImport.open(source, BacalhauImport.DEFAULT_LOCK_TIMEOUT)) {
      DatabaseImport into = new DatabaseImport(options, dryRun, listener);
      return opened.role().equals(StoreInfo.REQUESTER)
          ? into.jobs(opened)
          : into.executions(opened);
    } catch (StoreException.InUse e) {
      throw new StoreInUseException(e.text(), e);
    } catch (StoreException.Unusable | ImportException e) {
      throw new NodeException(e.text(), "", e);
    }
  }

  private ImportReport jobs(BacalhauImport source) {
    if (isMissing(DatabaseRole.REQUESTER)) {
      return source.rehearseJobs(Optional.empty(), listener);
    }
    String nodeId = options.dataFolder().nodeId(options.ids());
    try (JobStore store =
        JobStore.open(file(DatabaseRole.REQUESTER, nodeId), storeOptions(nodeId))) {
      return dryRun
          ? source.rehearseJobs(Optional.of(store), listener)
          : source.into(store, listener);
    }
  }

  private ImportReport executions(BacalhauImport source) {
    if (isMissing(DatabaseRole.COMPUTE)) {
      return source.rehearseExecutions(Optional.empty(), listener);
    }
    String nodeId = options.dataFolder().nodeId(options.ids());
    try (ExecutionStore store =
        ExecutionStore.open(file(DatabaseRole.COMPUTE, nodeId), storeOptions(nodeId))) {
      return dryRun
          ? source.rehearseExecutions(Optional.of(store), listener)
          : source.into(store, listener);
    }
  }

  /** A dry run makes no database: where there is none, everything would be new. */
  private boolean isMissing(DatabaseRole role) {
    return dryRun
        && role.file(options.configuration(), options.dataFolder()).filter(Files::exists).isEmpty();
  }

  private Path file(DatabaseRole role, String nodeId) {
    return role.file(options.configuration(), options.dataFolder(), nodeId);
  }

  /** Everything is kept: what the retention removes, it removes when the node starts. */
  private StoreOptions storeOptions(String nodeId) {
    return StoreOptions.of(
        nodeId, "gadus " + GadusVersion.current().product(), options.clock(), options.ids());
  }
}
