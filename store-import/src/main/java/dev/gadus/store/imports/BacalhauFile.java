// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store.imports;

import dev.gadus.bolt.BoltException;
import dev.gadus.bolt.Bucket;
import dev.gadus.bolt.Cursor;
import dev.gadus.bolt.Database;
import dev.gadus.bolt.Options;
import dev.gadus.bolt.Transaction;
import dev.gadus.store.StoreInfo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A store that Bacalhau wrote, open for reading and under a shared lock: it stays as it is, and no
 * Bacalhau can change it meanwhile.
 */
final class BacalhauFile implements AutoCloseable {
  static final String JOBS = "jobs";
  static final String JOB_EVENTS = "v1_events";

  /** The buckets that hold executions at the top level, those of the latest release first. */
  static final String EXECUTIONS_V2 = "v2_executions";

  static final String EXECUTIONS_V1 = "v1_executions";
  static final String EXECUTIONS_FIRST = "execution";

  private final Database database;
  private final Transaction transaction;
  private final String role;
  private final String layout;

  private BacalhauFile(Database database, Transaction transaction, String role, String layout) {
    this.database = database;
    this.transaction = transaction;
    this.role = role;
    this.layout = layout;
  }

  /**
   * Opens a file and finds out what it is.
   *
   * @throws ImportException.NotImportable when it is none of Bacalhau's, or cannot be read
   */
  static BacalhauFile open(Path path, Duration lockTimeout) {
    Database database = openDatabase(path, lockTimeout);
    try {
      Transaction transaction = database.beginRead();
      Set<String> buckets = names(transaction.cursor());
      refuseOthers(path, transaction, buckets);
      if (buckets.contains(JOBS) && buckets.contains("idx_inprogress")) {
        return new BacalhauFile(
            database, transaction, StoreInfo.REQUESTER, jobLayout(transaction, buckets));
      }
      Optional<String> layout = executionLayout(buckets);
      if (layout.isPresent()) {
        return new BacalhauFile(database, transaction, StoreInfo.COMPUTE, layout.get());
      }
      throw new ImportException.NotImportable(
          path,
          buckets.isEmpty()
              ? "it holds no records at all"
              : "its buckets are none that Bacalhau writes: " + new TreeSet<>(buckets));
    } catch (BoltException e) {
      database.close();
      throw new ImportException.NotImportable(path, e.text(), e);
    } catch (RuntimeException | Error e) {
      database.close();
      throw e;
    }
  }

  private static Database openDatabase(Path path, Duration lockTimeout) {
    if (!Files.isRegularFile(path)) {
      throw new ImportException.NotImportable(
          path, Files.exists(path) ? "it is not a file" : "there is no such file");
    }
    try {
      return Database.open(path, Options.defaults().readOnly(true).lockTimeout(lockTimeout));
    } catch (BoltException.LockTimeout e) {
      throw new ImportException.NotImportable(
          path,
          "another process has it open: stop the Bacalhau node, or import a copy of the file that"
              + " was made while it was stopped",
          e);
    } catch (BoltException e) {
      throw new ImportException.NotImportable(path, e.text(), e);
    }
  }

  private static Set<String> names(Cursor cursor) {
    Set<String> names = new HashSet<>();
    while (cursor.next()) {
      if (cursor.isBucket()) {
        names.add(text(cursor.key()));
      }
    }
    return names;
  }

  private static void refuseOthers(Path path, Transaction transaction, Set<String> buckets) {
    if (StoreInfo.isIn(transaction)) {
      throw new ImportException.NotImportable(
          path, "it is a store of Gadus, which a node uses as it is: name it in the configuration");
    }
    if (buckets.contains("key") && buckets.contains("lease")) {
      throw new ImportException.NotImportable(path, "it is a database of etcd");
    }
  }

  private static String jobLayout(Transaction transaction, Set<String> buckets) {
    String releases;
    if (buckets.contains("idx_job_names")) {
      releases = "v1.8 or v1.9";
    } else if (buckets.contains(JOB_EVENTS)) {
      releases = "v1.5.2 to v1.7";
    } else {
      releases = hasFirstHistory(transaction) ? "v1.1 to v1.4" : "v1.1 to v1.5.1";
    }
    return "job store of Bacalhau " + releases;
  }

  private static boolean hasFirstHistory(Transaction transaction) {
    Bucket jobs = transaction.bucket(bytes(JOBS)).orElseThrow();
    Cursor cursor = jobs.cursor();
    return cursor.first()
        && cursor.isBucket()
        && child(jobs, cursor.key(), BacalhauHistory.OF_JOB).isPresent();
  }

  private static Optional<String> executionLayout(Set<String> buckets) {
    String releases;
    if (buckets.contains(EXECUTIONS_V2)) {
      releases = "v1.5.2 to v1.9";
    } else if (buckets.contains(EXECUTIONS_V1)) {
      releases = "v1.5.0 or v1.5.1";
    } else if (buckets.contains(EXECUTIONS_FIRST) && buckets.contains("execution-history")) {
      releases = "v1.1 to v1.4";
    } else {
      return Optional.empty();
    }
    return Optional.of("execution store of Bacalhau " + releases);
  }

  /** Of the store that its records belong into: {@link StoreInfo#role}. */
  String role() {
    return role;
  }

  /** What was found, in words. */
  String layout() {
    return layout;
  }

  Optional<Bucket> bucket(String name) {
    return transaction.bucket(bytes(name));
  }

  static byte[] bytes(String key) {
    return key.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] key) {
    return new String(key, StandardCharsets.UTF_8);
  }

  /** The bucket {@code name} in the bucket {@code key} of {@code parent}. */
  static Optional<Bucket> child(Bucket parent, byte[] key, String name) {
    return parent.bucket(key).flatMap(bucket -> child(bucket, name));
  }

  /** A bucket below another; empty also where something else has the name. */
  static Optional<Bucket> child(Bucket parent, String name) {
    return parent.bucket(bytes(name));
  }

  @Override
  public void close() {
    transaction.close();
    database.close();
  }
}
