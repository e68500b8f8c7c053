// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.bolt.BoltException;
import dev.gadus.bolt.Database;
import dev.gadus.bolt.Transaction;
import dev.gadus.bolt.TransactionFunction;
import dev.gadus.model.StartReport;
import dev.gadus.model.UpkeepReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The file of a store: what both stores have in common. The bucket {@code meta} holds what the
 * store says of itself, under the key {@code store}, and what happened when it was opened last,
 * under {@code last-start}, and what was done since under {@code last-upkeep}.
 */
final class StoreFile implements AutoCloseable {
  private static final String META_LAST_START = "last-start";
  private static final String META_LAST_UPKEEP = "last-upkeep";

  /** A reader that takes longer holds up everybody; then the copy is given up instead. */
  private static final long SWAP_WAIT_SECONDS = 5;

  private final Path path;
  private final FileSystem files;
  private final StoreCopies copies;
  private final StoreInfo info;
  private final StoreOptions options;
  private final Outbox outbox;
  private final List<String> notes = new ArrayList<>();

  /**
   * Shared by everybody who uses the database; taken alone while another takes its place. Fair, or
   * readers that never pause would keep others from it for ever.
   */
  private final ReadWriteLock use = new ReentrantReadWriteLock(true);

  /** Shared by those who change something; taken alone while the file is copied. */
  private final ReadWriteLock changes = new ReentrantReadWriteLock(true);

  /**
   * Shared by those who look into the database for as long as they like; taken alone by a
   * compaction, which rather ends than waits for them, or everybody else would wait as well.
   */
  private final ReadWriteLock inspections = new ReentrantReadWriteLock();

  private Database database;

  private final Refusals refusals = new Refusals();

  private StoreFile(
      Path path, FileSystem files, Database database, StoreInfo info, StoreOptions options) {
    this.path = path;
    this.files = files;
    this.copies = new StoreCopies(files, path);
    this.database = database;
    this.info = info;
    this.options = options;
    this.outbox = new Outbox(this);
  }

  static StoreFile open(Path path, StoreRole role, StoreOptions options, FileSystem files) {
    StoreOpening.ReadyFile opened = new StoreOpening(path, role, options, files).open();
    StoreFile file = new StoreFile(path, files, opened.database(), opened.info(), options);
    opened.note().ifPresent(file::note);
    return file;
  }

  /**
   * Rewrites the file without its free space when the policy says so. Only while nobody else uses
   * the store: as it is opened. When it cannot be done, the file stays as it is, and a note says
   * why.
   */
  void compactIfDue() {
    // What the file is longer than the database needs it to be is no reason for a copy.
    long size = database.view(Transaction::size);
    long free = database.statistics().freeBytes();
    copies.removeLeftover();
    if (!options.compaction().isDue(free, size)) {
      return;
    }
    try {
      copies.replaceWithCompacted(database);
    } catch (IOException | BoltException e) {
      note("the file could not be compacted: " + e);
      return;
    }
    database.close();
    database = StoreOpening.openDatabase(path, options, files);
    note("compacted");
  }

  /**
   * Rewrites the file without its free space while the store is in use: reads go on, changes wait
   * until the copy is in place.
   */
  CompactionReport compact() {
    if (!inspections.writeLock().tryLock()) {
      String reason = "somebody is looking into it";
      throw new StoreException.NotCompacted(path, reason, new IOException(reason));
    }
    changes.writeLock().lock();
    try {
      long before = size();
      swap(copies.openCompacted(database));
      return new CompactionReport(before, size());
    } catch (IOException | BoltException e) {
      throw new StoreException.NotCompacted(path, e.toString(), e);
    } finally {
      changes.writeLock().unlock();
      inspections.writeLock().unlock();
    }
  }

  /**
   * Puts a copy in the place of the file. It is open, and so locked, from before it has the file's
   * name, so that no other process can come in between.
   */
  private void swap(Database copy) throws IOException {
    boolean swapped = false;
    boolean alone = false;
    try {
      alone = use.writeLock().tryLock(SWAP_WAIT_SECONDS, TimeUnit.SECONDS);
      if (!alone) {
        throw new IOException("a read went on for more than " + SWAP_WAIT_SECONDS + " s");
      }
      copies.putInPlace();
      copy.renamed(path);
      Database old = database;
      database = copy;
      refusals.clear();
      swapped = true;
      old.close();
      syncName();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for readers", e);
    } finally {
      if (alone) {
        use.writeLock().unlock();
      }
      if (!swapped) {
        copy.close();
        copies.removeLeftover();
      }
    }
  }

  /** Until the copy's name is on disk, nothing that is written to it may be acknowledged. */
  private void syncName() {
    try {
      copies.syncDirectory();
    } catch (StoreException e) {
      database.close();
      throw e;
    }
  }

  /** True when the policy says so. */
  private boolean isCompactionDue() {
    return read(transaction ->
        options.compaction().isDue(database.statistics().freeBytes(), transaction.size()));
  }

  /**
   * Does what is due while the store is in use: one at a time.
   *
   * @param retention applies the retention and returns how many records it removed
   * @param compactAnyway whether to compact when the policy does not ask for it
   */
  synchronized UpkeepReport upkeep(LongSupplier retention, boolean compactAnyway) {
    Instant begin = options.clock().instant();
    long before = size();
    long removed = retention.getAsLong();
    boolean compacted = false;
    String problem = "";
    if (compactAnyway || isCompactionDue()) {
      try {
        before = Math.max(before, compact().bytesBefore());
        compacted = true;
      } catch (StoreException.NotCompacted e) {
        problem = e.text();
      }
    }
    UpkeepReport report =
        new UpkeepReport(
            begin,
            Duration.between(begin, options.clock().instant()).toMillis(),
            removed,
            compacted,
            before,
            size(),
            problem);
    if (report.didSomething()) {
      put(META_LAST_UPKEEP, report);
    }
    return report;
  }

  /** The last upkeep that did anything. */
  Optional<UpkeepReport> lastUpkeep() {
    return read(transaction ->
        Table.in(transaction, SharedBuckets.META).get(META_LAST_UPKEEP, UpkeepReport.class));
  }

  /** Hands on the open database; what is done with it ends before another takes its place. */
  <R extends @Nullable Object, E extends Exception> R inspect(StoreFunction<Database, R, E> body)
      throws E {
    inspections.readLock().lock();
    try {
      return body.apply(database);
    } finally {
      inspections.readLock().unlock();
    }
  }

  /**
   * Makes the file shorter by moving what stands at its end into free pages, in small commits
   * between which other changes get their turn.
   */
  CompactionReport shrink() {
    return inspect(open -> {
      long before = size();
      open.shrink();
      return new CompactionReport(before, size());
    });
  }

  void note(String sentence) {
    notes.add(sentence);
  }

  /** Bytes of the file. */
  long size() {
    try {
      return files.size(path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the size of " + path, e);
    }
  }

  /** What was noted since the store was opened. */
  String notes() {
    return String.join("; ", notes);
  }

  void putStartReport(StartReport report) {
    put(META_LAST_START, report);
  }

  private void put(String key, Object value) {
    write(writing -> {
      Table.in(writing.transaction(), SharedBuckets.META).put(key, value);
      return true;
    });
  }

  /** Adds what was done after the opening to what is kept of it. */
  void addToStartReport(String note) {
    putStartReport(lastStart().withNote(note));
  }

  StartReport lastStart() {
    return read(transaction ->
        Table.in(transaction, SharedBuckets.META).require(META_LAST_START, StartReport.class));
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
    use.readLock().lock();
    try {
      return database.view(body);
    } finally {
      use.readLock().unlock();
    }
  }

  /**
   * Runs {@code body} in a transaction that it may share with others; durable on return. What is to
   * be done after the commit is done on this thread, which holds none of the store's locks then.
   */
  <R extends @Nullable Object, E extends Exception> R write(StoreFunction<OpenWrite, R, E> body)
      throws E {
    AfterCommit afterCommit = new AfterCommit();
    R result = commit(afterCommit, body);
    afterCommit.run();
    return result;
  }

  private <R extends @Nullable Object, E extends Exception> R commit(
      AfterCommit afterCommit, StoreFunction<OpenWrite, R, E> body) throws E {
    changes.readLock().lock();
    use.readLock().lock();
    try {
      return batch(afterCommit, body);
    } catch (BoltException.Storage e) {
      throw noted(
          e.isDiskFull()
              ? new StoreException.DiskFull(path, e)
              : new StoreException.WriteFailed(path, e));
    } catch (BoltException.InterruptedWait e) {
      throw new StoreException.Interrupted(path, e);
    } catch (BoltException.DatabaseFailed e) {
      throw noted(new StoreException.WriteFailed(path, e.getCause() == null ? e : e.getCause()));
    } finally {
      use.readLock().unlock();
      changes.readLock().unlock();
    }
  }

  private StoreException noted(StoreException reason) {
    return refusals.note(reason, options.clock().instant());
  }

  /** Why changes would not be taken now, as far as that is known without trying. */
  Optional<String> refusal() {
    return refusals
        .reason(options.clock().instant())
        .or(() ->
            files.isWritable(path)
                ? Optional.empty()
                : Optional.of("the file %s cannot be written".formatted(path)));
  }

  private <R extends @Nullable Object, E extends Exception> R batch(
      AfterCommit afterCommit, StoreFunction<OpenWrite, R, E> body) throws E {
    return database.batch(transaction -> {
      afterCommit.begin();
      Instant time = options.clock().instant();
      Mailbox mailbox = new Mailbox(transaction, info, time);
      R result = body.apply(new OpenWrite(transaction, mailbox, time, afterCommit));
      // After what the body wants to be done on commit: who gets a message finds the counts
      // changed.
      transaction.onCommit(() -> outbox.appended(mailbox.receivers()));
      return result;
    });
  }

  /** A write transaction, the messages in it, its time, and what follows it. */
  record OpenWrite(
      Transaction transaction, Mailbox mailbox, Instant time, AfterCommit afterCommit) {}

  @Override
  public void close() {
    // A compaction that is under way ends first.
    changes.writeLock().lock();
    try {
      database.close();
    } finally {
      changes.writeLock().unlock();
    }
  }
}
