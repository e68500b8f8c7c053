package dev.gadus.store;

import dev.gadus.bolt.BoltException;
import dev.gadus.bolt.Database;
import dev.gadus.bolt.LockTimeoutException;
import dev.gadus.bolt.Options;
import dev.gadus.bolt.Transaction;
import dev.gadus.bolt.TransactionFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The file of a store: what both stores have in common. The bucket {@code meta} holds what the
 * store says of itself, under the key {@code store}.
 */
final class StoreFile implements AutoCloseable {
  static final String META = "meta";
  private static final String META_STORE = "store";

  /** The layout of this program. */
  static final int SCHEMA_VERSION = 1;

  private final Database database;
  private final StoreInfo info;
  private final StoreOptions options;
  private final Outbox outbox;

  private StoreFile(Database database, StoreInfo info, StoreOptions options) {
    this.database = database;
    this.info = info;
    this.options = options;
    this.outbox = new Outbox(this);
  }

  static StoreFile open(Path path, String role, List<String> buckets, StoreOptions options) {
    Database database = openDatabase(path, options);
    try {
      Optional<StoreInfo> found = database.view(transaction -> readInfo(transaction, path));
      if (found.isPresent()) {
        requireUsable(path, role, options, found.get());
      }
      StoreInfo info = found.orElseGet(() -> create(database, role, buckets, options));
      return new StoreFile(database, info, options);
    } catch (RuntimeException | Error e) {
      database.close();
      throw e;
    }
  }

  private static Database openDatabase(Path path, StoreOptions options) {
    try {
      Path parent = path.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      return Database.open(path, Options.defaults().lockTimeout(options.lockTimeout()));
    } catch (LockTimeoutException e) {
      throw new StoreException.InUse(path, e);
    } catch (IOException e) {
      throw new StoreException.Unusable(path, "its directory cannot be made: " + e, e);
    } catch (BoltException e) {
      throw new StoreException.Unusable(path, String.valueOf(e.getMessage()), e);
    }
  }

  private static Optional<StoreInfo> readInfo(Transaction transaction, Path path) {
    if (transaction.bucket(Keys.bytes(META)).isPresent()) {
      return Table.in(transaction, META).get(META_STORE, StoreInfo.class);
    }
    if (transaction.cursor().first()) {
      throw new StoreException.Unusable(
          path, "it is a bolt file of another program; name a file that does not exist yet");
    }
    return Optional.empty();
  }

  private static void requireUsable(Path path, String role, StoreOptions options, StoreInfo found) {
    if (!found.role().equals(role)) {
      throw new StoreException.Unusable(
          path, "it is a " + found.role() + " store, and a " + role + " store is needed");
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
    if (found.schemaVersion() > SCHEMA_VERSION) {
      throw new StoreException.Unusable(
          path,
          "its schema version is "
              + found.schemaVersion()
              + " and this program knows versions up to "
              + SCHEMA_VERSION
              + "; use the program that wrote it ("
              + found.createdBy()
              + " or later)");
    }
  }

  private static StoreInfo create(
      Database database, String role, List<String> buckets, StoreOptions options) {
    StoreInfo info =
        new StoreInfo(
            role,
            SCHEMA_VERSION,
            options.nodeId(),
            options.ids().next("s"),
            options.createdBy(),
            options.clock().instant());
    return database.update(transaction -> {
      for (String bucket : buckets) {
        transaction.createBucket(Keys.bytes(bucket));
      }
      for (String bucket : Mailbox.BUCKETS) {
        transaction.createBucket(Keys.bytes(bucket));
      }
      transaction.createBucket(Keys.bytes(META));
      Table.in(transaction, META).put(META_STORE, info);
      return info;
    });
  }

  StoreInfo info() {
    return info;
  }

  StoreOptions options() {
    return options;
  }

  Outbox outbox() {
    return outbox;
  }

  Database database() {
    return database;
  }

  <R extends @Nullable Object, E extends Exception> R read(TransactionFunction<R, E> body)
      throws E {
    return database.view(body);
  }

  /** Runs {@code body} in a transaction that it may share with others; durable on return. */
  <R extends @Nullable Object, E extends Exception> R write(StoreFunction<Writing, R, E> body)
      throws E {
    return database.batch(transaction -> {
      Mailbox mailbox = new Mailbox(transaction, info, options.clock().instant());
      transaction.onCommit(() -> outbox.appended(mailbox.receivers()));
      return body.apply(new Writing(transaction, mailbox));
    });
  }

  /** A write transaction and the messages in it. */
  record Writing(Transaction transaction, Mailbox mailbox) {}

  @Override
  public void close() {
    database.close();
  }
}
