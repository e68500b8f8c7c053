// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.bolt.BoltException;
import dev.gadus.bolt.Database;
import dev.gadus.bolt.Options;
import dev.gadus.bolt.Transaction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Opens the file of a store: makes a new one, takes one of today's layout as it is, upgrades an
 * older one, and refuses any other.
 */
record StoreOpening(Path path, StoreRole role, StoreOptions options, FileSystem files) {
  /** The key in {@link SharedBuckets#META} of what a store says of itself. */
  static final String META_STORE = "store";

  /** More would mean that somebody replaces the file all the time. */
  private static final int OPEN_ATTEMPTS = 10;

  /**
   * A file that is ready for use.
   *
   * @param note what was done with it, for the operator
   */
  record ReadyFile(Database database, StoreInfo info, Optional<String> note) {}

  ReadyFile open() {
    Database database = openDatabase(path, options, files);
    try {
      Optional<StoreInfo> found = database.view(transaction -> readInfo(transaction, path));
      if (found.isEmpty()) {
        return new ReadyFile(database, create(database), Optional.empty());
      }
      StoreInfo info = found.get();
      requireUsable(info);
      return info.schemaVersion() == StoreRole.SCHEMA_VERSION
          ? new ReadyFile(database, info, Optional.empty())
          : upgrade(database, info);
    } catch (RuntimeException | Error e) {
      database.close();
      throw e;
    }
  }

  /**
   * Opens the file when this process can have it, and makes it and its directory when there is
   * none.
   */
  static Database openDatabase(Path path, StoreOptions options, FileSystem files) {
    Options bolt = Options.defaults().lockTimeout(options.lockTimeout());
    try {
      files.makeDirectory(path);
      for (int attempt = 0; attempt < OPEN_ATTEMPTS; attempt++) {
        Optional<Object> before = files.identity(path);
        Database database = files.openDatabase(path, bolt);
        // While this process waited for the lock, a compaction may have put another file in place.
        if (before.isEmpty() || before.equals(files.identity(path))) {
          return database;
        }
        database.close();
      }
      throw new StoreException.Unusable(path, "the file is replaced again and again");
    } catch (BoltException.LockTimeout e) {
      throw new StoreException.InUse(path, e);
    } catch (IOException e) {
      throw new StoreException.Unusable(path, "its directory cannot be made: " + e, e);
    } catch (BoltException e) {
      throw new StoreException.Unusable(path, e.text(), e);
    }
  }

  static Optional<StoreInfo> readInfo(Transaction transaction, Path path) {
    if (transaction.bucket(SharedBuckets.META.bytes()).isPresent()) {
      Optional<StoreInfo> info =
          Table.in(transaction, SharedBuckets.META).get(META_STORE, StoreInfo.class);
      if (info.isPresent()) {
        return info;
      }
    }
    if (transaction.cursor().first()) {
      throw new StoreException.Unusable(
          path, "it is a bolt file of another program; name another file");
    }
    return Optional.empty();
  }

  private void requireUsable(StoreInfo found) {
    if (!found.role().equals(role.text())) {
      throw new StoreException.Unusable(
          path, "it is a " + found.role() + " store, and a " + role.text() + " store is needed");
    }
    if (!found.nodeId().equals(options.nodeId())) {
      throw new StoreException.Unusable(
          path,
          "it belongs to node "
              + found.nodeId()
              + ", and this is node "
              + options.nodeId()
              + "; give this node a file of its own");
    }
    if (found.schemaVersion() > StoreRole.SCHEMA_VERSION) {
      throw new StoreException.Unusable(
          path,
          "its schema version is "
              + found.schemaVersion()
              + " and this program knows versions up to "
              + StoreRole.SCHEMA_VERSION
              + "; use the program that wrote it ("
              + found.createdBy()
              + " or later)");
    }
  }

  private StoreInfo create(Database database) {
    StoreInfo info =
        new StoreInfo(
            role.text(),
            StoreRole.SCHEMA_VERSION,
            options.nodeId(),
            options.ids().next("s"),
            options.createdBy(),
            options.clock().instant());
    return database.update(transaction -> {
      role.buckets().forEach(bucket -> transaction.createBucket(bucket.bytes()));
      Table.in(transaction, SharedBuckets.META).put(META_STORE, info);
      return info;
    });
  }

  /** An upgrade cannot be taken back, so that the file as it was stays beside the new one. */
  private Path copyBeforeUpgrade(Database database, int version) {
    Path copy = path.resolveSibling(path.getFileName() + ".schema-" + version);
    try {
      new StoreCopies(files, path).writeSnapshot(database, copy);
      return copy;
    } catch (IOException e) {
      throw new StoreException.Unusable(
          path, "it cannot be copied to " + copy + " before its upgrade: " + e, e);
    }
  }

  private ReadyFile upgrade(Database database, StoreInfo found) {
    Path copy = copyBeforeUpgrade(database, found.schemaVersion());
    StoreInfo upgraded =
        new StoreInfo(
            found.role(),
            StoreRole.SCHEMA_VERSION,
            found.nodeId(),
            found.storeId(),
            found.createdBy(),
            found.createTime());
    database.update(transaction -> {
      role.upgrade(transaction, found.schemaVersion());
      Table.in(transaction, SharedBuckets.META).put(META_STORE, upgraded);
      return upgraded;
    });
    return new ReadyFile(
        database,
        upgraded,
        Optional.of(
            "upgraded from schema version "
                + found.schemaVersion()
                + " to "
                + StoreRole.SCHEMA_VERSION
                + ", the file as it was is "
                + copy));
  }
}
