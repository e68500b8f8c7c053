// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * An open database file. Safe for use by several threads: any number of read transactions and one
 * write transaction at a time; a second writer waits. Readers never wait for the writer, nor the
 * writer for readers.
 *
 * <p>The file is locked as long as it is open: for everybody else, or, when it is opened read-only,
 * for everybody who writes.
 */
@SuppressWarnings("exports") // see module-info.java
public final class Database implements AutoCloseable {
  private final Options options;
  private final StorageFile file;
  private final @Nullable Writer writer;
  private final GroupCommit groupCommit;
  private final Readers readers = new Readers();

  private final WriteTurn writeTurn;
  private final LongAdder readCount = new LongAdder();
  private final LongAdder writeCount = new LongAdder();
  private final LongAdder commitCount = new LongAdder();

  private volatile Path path;
  private volatile Snapshot current;
  private volatile boolean closed;

  private Database(Path path, Options options, FileOpener.Opened opened) {
    this.path = path;
    this.options = options;
    this.writeTurn = new WriteTurn(path);
    this.file = opened.file();
    this.current = opened.snapshot();
    this.groupCommit = new GroupCommit(this, options.maxBatchSize());
    Snapshot snapshot = opened.snapshot();
    if (options.readOnly()) {
      this.writer = null;
    } else {
      this.writer = new Writer(file, options, snapshot.meta().pageSize(), snapshot.readableBytes());
    }
  }

  /**
   * Opens a database with {@link Options#defaults()}, and makes it when there is no such file.
   *
   * @param file where it is
   * @return the open database, to be closed by the caller
   */
  public static Database open(Path file) {
    return open(file, Options.defaults());
  }

  /**
   * Opens a database, and makes it when there is no such file and the options allow to write.
   *
   * @param file where it is
   * @param options how to open it
   * @return the open database, to be closed by the caller
   * @throws BoltException.LockTimeout when it is in use for longer than {@link
   *     Options#lockTimeout()}
   * @throws BoltException.InterruptedWait when the thread is interrupted while it is in use
   * @throws BoltException.InvalidDatabase when it is no database
   * @throws BoltException.CorruptDatabase when it is damaged
   * @throws BoltException.Storage when the operating system refuses
   */
  public static Database open(Path file, Options options) {
    return open(Linux.current(), file, options);
  }

  static Database open(OperatingSystem system, Path path, Options options) {
    FileOpener.Opened opened = new FileOpener(system, path, options).open();
    boolean kept = false;
    Database database = null;
    try {
      database = new Database(path, options, opened);
      database.loadFreelist();
      kept = true;
      return database;
    } catch (InternalError e) {
      throw BoltException.CorruptDatabase.fileWasCut(e);
    } finally {
      if (!kept) {
        opened.snapshot().mapping().close();
        opened.file().close();
      }
    }
  }

  private void loadFreelist() {
    Pages pages = new Pages(current, null);
    if (writer != null) {
      writer.freelist().load(FreelistReader.read(pages, current.meta()));
      writer.countPages();
    } else if (options.preloadFreelist()) {
      FreelistReader.read(pages, current.meta());
    }
  }

  /** {@return the file that was opened, by the name that it has now as far as it is known} */
  public Path path() {
    return path;
  }

  /**
   * Says that the open file has been given another name. It stays the same file, with its lock;
   * messages and {@link #path} name it so from now on.
   *
   * @param name where it is now
   */
  public void renamed(Path name) {
    path = name;
  }

  /** {@return whether it was opened read-only} */
  public boolean isReadOnly() {
    return options.readOnly();
  }

  boolean isOpen() {
    return !closed;
  }

  /** {@return the page size in bytes} */
  public int pageSize() {
    return current.meta().pageSize();
  }

  /** {@return the options that it was opened with} */
  public Options options() {
    return options;
  }

  private BoltException.DatabaseNotOpen notOpen() {
    return new BoltException.DatabaseNotOpen("file=" + path);
  }

  /**
   * Begins a read transaction on the last commit.
   *
   * @return the transaction, to be closed by the caller
   */
  public Transaction beginRead() {
    if (closed) {
      throw notOpen();
    }
    Snapshot snapshot = current;
    Readers.Slot slot = readers.claim(snapshot);
    // A commit may have passed between the two lines above, and its successor may have reused
    // pages. Once the slot holds the current state, the writer respects it.
    while (current != snapshot) {
      snapshot = current;
      slot.set(snapshot);
    }
    if (closed) {
      slot.release();
      throw notOpen();
    }
    readCount.increment();
    return new Transaction(this, snapshot, slot, null);
  }

  /**
   * Begins a write transaction; waits until there is no other.
   *
   * @return the transaction, to be committed or closed by the caller
   * @throws BoltException.DatabaseReadOnly when the database was opened read-only
   * @throws BoltException.DatabaseFailed when an earlier write or sync failed
   * @throws BoltException.InterruptedWait when the thread is interrupted while it waits
   */
  public Transaction beginWrite() {
    requireWriter();
    writeTurn.await();
    return begin();
  }

  private Writer requireWriter() {
    Writer by = writer;
    if (closed) {
      throw notOpen();
    }
    if (by == null) {
      throw new BoltException.DatabaseReadOnly("file=" + path);
    }
    return by;
  }

  WriteTurn writeTurn() {
    return writeTurn;
  }

  /** Begins a write transaction for a thread on whose commit others wait, whatever befalls it. */
  Transaction beginWriteUninterruptibly() {
    requireWriter();
    writeTurn.awaitUninterruptibly();
    return begin();
  }

  private Transaction begin() {
    boolean begun = false;
    try {
      Writer by = requireWriter();
      by.begin(current, readers.open());
      Transaction transaction = new Transaction(this, current, null, by);
      writeTurn.setWriting();
      writeCount.increment();
      begun = true;
      return transaction;
    } finally {
      if (!begun) {
        writeTurn.end();
      }
    }
  }

  void publish(Snapshot next) {
    current = next;
  }

  void writeEnded(boolean committed) {
    if (committed) {
      commitCount.increment();
    }
    writeTurn.end();
  }

  /**
   * Runs a function in a read transaction.
   *
   * @param <R> what the function returns
   * @param <E> what the function may throw
   * @param body works in the transaction, and leaves it open
   * @return what the function returned
   * @throws E what the function throws
   */
  public <R extends @Nullable Object, E extends Exception> R view(TransactionFunction<R, E> body)
      throws E {
    Transaction transaction = beginRead();
    transaction.setManaged(true);
    try {
      return body.apply(transaction);
    } catch (InternalError e) {
      throw transaction.explain(e);
    } finally {
      transaction.setManaged(false);
      transaction.close();
    }
  }

  /**
   * Runs a function in a write transaction, which is committed when it returns and rolled back when
   * it throws.
   *
   * @param <R> what the function returns
   * @param <E> what the function may throw
   * @param body works in the transaction, and leaves it open
   * @return what the function returned
   * @throws E what the function throws; then nothing has changed
   */
  public <R extends @Nullable Object, E extends Exception> R update(TransactionFunction<R, E> body)
      throws E {
    Transaction transaction = beginWrite();
    transaction.setManaged(true);
    try {
      R result = body.apply(transaction);
      transaction.setManaged(false);
      transaction.commit();
      return result;
    } catch (InternalError e) {
      throw transaction.explain(e);
    } finally {
      transaction.setManaged(false);
      transaction.close();
    }
  }

  /**
   * Runs a function in a write transaction that many callers may share, and returns when it is
   * durable. The function may run more than once, on whichever caller's thread; only its last run
   * counts. When it throws, the other callers are not affected. From within a commit handler it has
   * a commit of its own.
   *
   * @param <R> what the function returns
   * @param <E> what the function may throw
   * @param body works in the transaction, and leaves it open
   * @return what the last run of the function returned
   * @throws E what the function throws; then it has changed nothing
   * @throws IllegalStateException when this thread has an open write transaction
   * @throws BoltException.InterruptedWait when the thread is interrupted before its function was
   *     taken into a commit; after that it waits for the commit
   */
  public <R extends @Nullable Object, E extends Exception> R batch(TransactionFunction<R, E> body)
      throws E {
    Thread caller = Thread.currentThread();
    if (writeTurn.isOf(caller) || groupCommit.isLedBy(caller)) {
      return update(body);
    }
    return groupCommit.run(body);
  }

  /**
   * Waits until everything that was committed is on disk; of use with {@link Options#noSync()}.
   * Waits for an open write transaction first: a sync beside a commit could take away the error
   * that the commit has to see.
   *
   * @throws IllegalStateException when this thread has an open write transaction
   * @throws BoltException.DatabaseFailed when this or an earlier write or sync failed
   * @throws BoltException.InterruptedWait when the thread is interrupted while it waits for its
   *     turn
   */
  public void sync() {
    Writer by = writer;
    if (by == null) {
      if (closed) {
        throw notOpen();
      }
      return;
    }
    writeTurn.await();
    try {
      if (closed) {
        throw notOpen();
      }
      by.requireHealthy();
      by.sync(true);
    } finally {
      writeTurn.end();
    }
  }

  /** {@return what the database is doing and has done} */
  public Statistics statistics() {
    Writer by = writer;
    long free = by == null ? 0 : by.freePages();
    long pending = by == null ? 0 : by.pendingPages();
    long listed = free + pending;
    long lengthBytes = listed >= Layout.LONG_FREELIST_COUNT ? Long.BYTES : 0;
    return new Statistics(
        free,
        pending,
        listed * pageSize(),
        Layout.PAGE_HEADER_BYTES + listed * Long.BYTES + lengthBytes,
        readCount.sum(),
        readers.open().size(),
        writeCount.sum(),
        commitCount.sum(),
        by == null ? WriteStatistics.EMPTY : by.statistics());
  }

  /**
   * Makes the file shorter while everything else goes on: what stands at its end is moved into free
   * pages further down by small commits, between which other writers get their turn, and the file
   * is cut. Stops early when the thread is interrupted. What an open reader still sees stays; call
   * it again when the reader has ended.
   *
   * @return the number of bytes by which the file has become shorter
   */
  public long shrink() {
    Writer by = requireWriter();
    try {
      return new Shrinker(this, by).run();
    } catch (InternalError e) {
      throw BoltException.CorruptDatabase.fileWasCut(e);
    }
  }

  /** Returns the bytes of the file that the last commit uses, free pages among them. */
  long size() {
    return current.meta().highWaterMark() * pageSize();
  }

  /** Returns how many bytes the file can hold besides what is in it. */
  long roomBytes() {
    Writer by = requireWriter();
    long inFile = by.fileSize() - size() + by.freePages() * pageSize();
    long onDisk = file.usableBytes();
    return inFile > Long.MAX_VALUE - onDisk ? Long.MAX_VALUE : inFile + onDisk;
  }

  List<Snapshot> openReaders() {
    return readers.open();
  }

  /**
   * Writes the last commit as a database file of its own, while everything else goes on.
   *
   * @param out gets the file; is left open
   * @throws IOException when {@code out} throws it
   */
  public void writeSnapshot(OutputStream out) throws IOException {
    try (Transaction transaction = beginRead()) {
      transaction.writeTo(out);
    }
  }

  /**
   * Copies everything in {@code source} into {@code target}, without free space in between.
   *
   * @param source is only read
   * @param target may hold something already
   * @param transactionMaxBytes bytes of keys and values after which the target commits; 0 makes one
   *     transaction of it all
   * @throws BoltException.Storage with {@link BoltException.Storage#isDiskFull()} when there is no
   *     room for it; nothing is written when that is known beforehand
   */
  public static void compact(Database source, Database target, long transactionMaxBytes) {
    Compaction.copy(source, target, transactionMaxBytes);
  }

  /**
   * Copies what can still be read from a damaged file into {@code target}, and says what could not
   * be. What stands on pages that no bucket leads to any more is kept in a bucket of its own. The
   * damaged file is not changed.
   *
   * @param damaged is only read
   * @param target gets what was found
   * @return what was found, and what was lost
   * @throws BoltException.InvalidDatabase when the file has no page of a tree that can be read
   */
  public static SalvageReport salvage(Path damaged, Database target) {
    return salvage(Linux.current(), damaged, target);
  }

  static SalvageReport salvage(OperatingSystem system, Path damaged, Database target) {
    try (FileOpener.Damaged opened =
        new FileOpener(system, damaged, Options.defaults().readOnly(true)).openDamaged()) {
      return Salvager.copy(opened.state(), damaged, target);
    } catch (InternalError e) {
      throw BoltException.CorruptDatabase.fileWasCut(e);
    }
  }

  /**
   * Closes the database after the running write transaction has ended. Read transactions that are
   * still open end with it: whatever they are asked next throws. Closing twice does nothing.
   */
  @Override
  public void close() {
    writeTurn.awaitUninterruptibly();
    try {
      if (closed) {
        return;
      }
      try {
        storeFreelist();
      } finally {
        closed = true;
        current.mapping().close();
        if (writer != null) {
          writer.closeMappings();
        }
        file.close();
      }
    } finally {
      writeTurn.end();
    }
  }

  /** Spares the next opener the walk through the tree. */
  private void storeFreelist() {
    Writer by = writer;
    if (by == null
        || options.freelistStorage() != FreelistStorage.ON_CLOSE
        || current.meta().hasFreelist()
        || current.transactionId() == Long.MAX_VALUE
        || by.isFailed()) {
      return;
    }
    by.begin(current, readers.open());
    Transaction transaction = new Transaction(this, current, null, by);
    try {
      transaction.storeFreelist();
    } catch (BoltException.MaxSizeReached | BoltException.Storage e) {
      // There is no room for the list; the file is complete without it.
      if (e instanceof BoltException.Storage refused && !refused.isDiskFull()) {
        throw e;
      }
    }
  }
}
