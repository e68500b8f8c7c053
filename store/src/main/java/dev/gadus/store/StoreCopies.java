// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.bolt.CheckReport;
import dev.gadus.bolt.Database;
import dev.gadus.bolt.Options;
import dev.gadus.bolt.Transaction;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Copies of a store's file. A copy appears under its name only when it is complete and on disk, so
 * that a crash at any point leaves the store as it was.
 */
final class StoreCopies {
  /** A transaction of the copy: large enough to be fast, small enough for the memory of a node. */
  private static final long COPY_TRANSACTION_BYTES = 16L << 20;

  private final FileSystem files;
  private final Path path;

  /** The file that a compaction works on; one that is there at a start was left by a crash. */
  private final Path compacting;

  StoreCopies(FileSystem files, Path path) {
    this.files = files;
    this.path = path;
    this.compacting = path.resolveSibling(path.getFileName() + ".compacting");
  }

  /** Writes a database as it is now to a file of its own, replacing what is there. */
  void writeSnapshot(Database database, Path target) throws IOException {
    Path unfinished = target.resolveSibling(target.getFileName() + ".unfinished");
    files.deleteIfExists(unfinished);
    try {
      files.write(unfinished, database::writeSnapshot);
    } catch (IOException | RuntimeException e) {
      files.deleteIfExists(unfinished);
      throw e;
    }
    files.move(unfinished, target);
    syncDirectory();
  }

  void removeLeftover() {
    try {
      files.deleteIfExists(compacting);
    } catch (IOException e) {
      throw new StoreException.Unusable(
          path, "the unfinished copy " + compacting + " cannot be removed: " + e, e);
    }
  }

  /**
   * Puts a copy without free space in the place of the store's file. The open database goes on to
   * use the old file, which has no name any more: it is to be closed without another change.
   */
  void replaceWithCompacted(Database database) throws IOException {
    openCompacted(database).close();
    putInPlace();
    syncDirectory();
  }

  /**
   * Makes a copy without free space beside the store's file, complete and on disk, and opens it.
   */
  Database openCompacted(Database database) throws IOException {
    files.deleteIfExists(compacting);
    requireSpace(database);
    Database target = files.openDatabase(compacting, Options.defaults());
    boolean complete = false;
    try {
      Database.compact(database, target, COPY_TRANSACTION_BYTES);
      CheckReport report = target.view(Transaction::check);
      if (!report.isOk()) {
        throw new IOException("the copy is damaged: " + report.findings().getFirst());
      }
      complete = true;
      return target;
    } finally {
      if (!complete) {
        target.close();
        files.deleteIfExists(compacting);
      }
    }
  }

  /** A copy that fills the disk would take from everybody else on it. */
  private void requireSpace(Database database) throws IOException {
    long needed = files.size(path) - database.statistics().freeBytes();
    long usable = files.usableSpace(path);
    if (usable < needed) {
      throw new IOException(
          "a copy needs " + needed + " bytes, and " + usable + " are free on its disk");
    }
  }

  /** Gives the copy that {@link #openCompacted} made the name of the store's file. */
  void putInPlace() throws IOException {
    files.move(compacting, path);
  }

  /**
   * Makes the name of a file durable, which it is when its directory is.
   *
   * @throws StoreException.Unusable when it cannot be done: which file has the name after a crash
   *     is then not known
   */
  void syncDirectory() {
    try {
      files.syncDirectory(path);
    } catch (IOException e) {
      throw new StoreException.Unusable(path, "its directory cannot be synced: " + e, e);
    }
  }
}
