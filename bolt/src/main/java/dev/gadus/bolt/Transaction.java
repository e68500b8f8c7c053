// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A transaction: one state of the database, unchanging for as long as it is open. There may be any
 * number of read transactions, and one write transaction at a time.
 *
 * <p>Used by one thread at a time. It must be ended: {@link #close} ends it without keeping its
 * changes unless {@link #commit} came first. When it has handed out memory segments, the thread
 * that asked for the first one must end it.
 */
public final class Transaction implements AutoCloseable {
  private final Database database;
  private final Snapshot snapshot;
  private final Readers.@Nullable Slot slot;
  private final @Nullable Writer writer;
  private final Pages pages;
  private final Bucket root;
  private List<Runnable> commitHandlers = new ArrayList<>();

  private boolean open = true;
  private boolean managed;
  private @Nullable Throwable doom;
  private @Nullable HandedOut handedOut;
  private @Nullable PageSet freePages;

  Transaction(
      Database database, Snapshot snapshot, Readers.@Nullable Slot slot, @Nullable Writer writer) {
    this.database = database;
    this.snapshot = snapshot;
    this.slot = slot;
    this.writer = writer;
    this.pages = new Pages(snapshot, writer == null ? null : writer.scratch());
    this.root =
        new Bucket(
            this,
            null,
            new byte[0],
            Tree.at(pages, snapshot.meta().root()),
            snapshot.meta().sequence());
  }

  Snapshot snapshot() {
    return snapshot;
  }

  Pages pages() {
    return pages;
  }

  /** Returns whether the transaction has not ended. */
  boolean isOpen() {
    return open;
  }

  void requireOpen() {
    if (!open) {
      throw new BoltException.TransactionClosed("transaction=" + snapshot.transactionId());
    }
    if (!database.isOpen()) {
      throw closedUnder();
    }
  }

  private BoltException.DatabaseNotOpen closedUnder() {
    return new BoltException.DatabaseNotOpen(
        "it was closed while transaction " + snapshot.transactionId() + " was open");
  }

  /**
   * Says what a fault while reading the mapped file means: the database was closed under the
   * transaction, or the file was cut short by somebody else. Called with what the JDK throws then,
   * and with whatever else a caller of the engine did wrong, which comes back as it is.
   */
  RuntimeException explain(Throwable fault) {
    if (!database.isOpen()) {
      return closedUnder();
    }
    if (fault instanceof InternalError cut) {
      return BoltException.CorruptDatabase.fileWasCut(cut);
    }
    if (fault instanceof RuntimeException e) {
      return e;
    }
    return new IllegalStateException(fault);
  }

  private Writer requireWriter() {
    requireOpen();
    if (writer == null) {
      throw new BoltException.TransactionNotWritable("transaction=" + snapshot.transactionId());
    }
    return writer;
  }

  Scratch scratch() {
    return requireWriter().scratch();
  }

  Writer changes() {
    return requireWriter();
  }

  @Nullable Throwable doom() {
    return doom;
  }

  /** Marks the transaction as one that a managed function runs in. */
  void setManaged(boolean managed) {
    this.managed = managed;
  }

  /** Runs a change of several steps; when it fails half-way, the transaction can only roll back. */
  void orDoom(Runnable change) {
    try {
      change.run();
    } catch (RuntimeException | InternalError e) {
      RuntimeException explained = explain(e);
      doom = explained;
      throw explained;
    }
  }

  /**
   * {@return the transaction's number: of a read transaction, that of the last commit that it sees;
   * of a write transaction, one more}
   */
  public long id() {
    return snapshot.transactionId() + (writer == null ? 0 : 1);
  }

  /** {@return whether it can change the database} */
  public boolean isWritable() {
    return writer != null;
  }

  /** {@return the bytes of the file that this state uses, free pages among them} */
  public long size() {
    return snapshot.meta().highWaterMark() * snapshot.meta().pageSize();
  }

  /** {@return the database} */
  public Database database() {
    return database;
  }

  /** {@return the bucket that holds all others} Plain keys may stand in it too. */
  public Bucket rootBucket() {
    requireOpen();
    return root;
  }

  /**
   * {@return the top-level bucket of this name; empty when there is none}
   *
   * @param name the name of the bucket
   */
  public Optional<Bucket> bucket(byte[] name) {
    return root.bucket(name);
  }

  /**
   * Makes a top-level bucket, as {@link Bucket#createBucket} does.
   *
   * @param name its name, as a key
   * @return the new bucket
   */
  public Bucket createBucket(byte[] name) {
    return root.createBucket(name);
  }

  /**
   * {@return the top-level bucket of this name, after making it when there is none}
   *
   * @param name its name, as a key
   */
  public Bucket createBucketIfAbsent(byte[] name) {
    return root.createBucketIfAbsent(name);
  }

  /**
   * Deletes a top-level bucket, as {@link Bucket#deleteBucket} does.
   *
   * @param name the name of the bucket
   */
  public void deleteBucket(byte[] name) {
    root.deleteBucket(name);
  }

  /**
   * Moves a bucket, as {@link Bucket#moveBucket} does.
   *
   * @param name the name of a bucket directly in {@code source}
   * @param source where it is
   * @param target where it goes, under the same name
   */
  public void moveBucket(byte[] name, Bucket source, Bucket target) {
    source.moveBucket(name, target);
  }

  /** {@return a cursor over the top-level buckets} */
  public Cursor cursor() {
    return root.cursor();
  }

  /**
   * Has something run after a commit that succeeded, in the order of these calls. What it throws
   * comes out of the commit, which stands, and later handlers do not run.
   *
   * @param handler runs on the thread that commits
   */
  public void onCommit(Runnable handler) {
    requireWriter();
    commitHandlers.add(handler);
  }

  List<Runnable> takeCommitHandlers() {
    List<Runnable> taken = commitHandlers;
    commitHandlers = new ArrayList<>();
    return taken;
  }

  /**
   * Makes the changes durable and visible, and ends the transaction. When it throws, the
   * transaction has ended and none of its changes are visible, unless a commit handler threw. After
   * a {@link BoltException.DatabaseFailed} it is not known whether they are found when the file is
   * opened again.
   *
   * @throws IllegalStateException when another thread asked for the memory that the transaction has
   *     handed out; nothing has happened then, and that thread can commit
   */
  public void commit() {
    commitBeforeHandlers();
    commitHandlers.forEach(Runnable::run);
  }

  /** Commits and leaves the handlers to the caller. */
  void commitBeforeHandlers() {
    Writer to = requireWriter();
    requireUnmanaged("commit");
    if (handedOut != null && !handedOut.file.isAccessibleBy(Thread.currentThread())) {
      throw otherThreadsMemory(null);
    }
    boolean committed = false;
    try {
      if (doom != null) {
        throw new IllegalStateException(
            "an earlier change failed half-way, so the transaction can only roll back", doom);
      }
      Snapshot base = snapshot;
      if (pages.changes() > 0) {
        base = to.sweeper().beforeCommit(this);
        database.publish(base);
      }
      Snapshot next = to.commit(root, pages, base, Writer.Purpose.CHANGES);
      committed = next != base;
      database.publish(next);
    } catch (IllegalStateException | InternalError e) {
      throw explain(e);
    } finally {
      end(committed);
    }
  }

  /** Commits even though nothing has changed, so that free pages at the end are given up. */
  void commitUnchanged() {
    Writer to = requireWriter();
    boolean committed = false;
    try {
      database.publish(to.commit(root, pages, snapshot, Writer.Purpose.LENGTH));
      committed = true;
    } catch (IllegalStateException | InternalError e) {
      throw explain(e);
    } finally {
      end(committed);
    }
  }

  /** Commits nothing but the list of free pages, for a database that is being closed. */
  void storeFreelist() {
    Writer to = requireWriter();
    boolean committed = false;
    try {
      database.publish(to.commit(root, pages, snapshot, Writer.Purpose.FREELIST));
      committed = true;
    } catch (IllegalStateException | InternalError e) {
      throw explain(e);
    } finally {
      open = false;
      to.end(committed);
    }
  }

  /** Ends the transaction and forgets its changes. */
  public void rollback() {
    requireOpen();
    requireUnmanaged("rollback");
    end(false);
  }

  private void requireUnmanaged(String what) {
    if (managed) {
      throw new BoltException.ManagedTransaction(what + " not allowed");
    }
  }

  /** Ends the transaction when it is still open; its changes are forgotten. */
  @Override
  public void close() {
    if (open && !managed) {
      end(false);
    }
  }

  private void end(boolean committed) {
    HandedOut memory = handedOut;
    if (memory != null) {
      try {
        memory.lifetime.close();
      } catch (WrongThreadException e) {
        throw otherThreadsMemory(e);
      }
      handedOut = null;
    }
    open = false;
    if (slot != null) {
      slot.release();
    }
    if (writer != null) {
      writer.end(committed);
      database.writeEnded(committed);
    }
  }

  private static IllegalStateException otherThreadsMemory(@Nullable Throwable cause) {
    return new IllegalStateException(
        "a transaction that handed out segments must end on the thread that asked for them", cause);
  }

  /** Returns memory that can be read until the transaction ends. */
  MemorySegment segment(long place, int size) {
    return memory(place).asSlice(Pages.offset(place), size);
  }

  /**
   * Returns the memory in which a place lies, readable until the transaction ends; the same object
   * each time.
   */
  MemorySegment memory(long place) {
    HandedOut memory = handedOut;
    if (memory == null) {
      memory = new HandedOut(snapshot.mapping());
      handedOut = memory;
    }
    return place >= 0 ? memory.file : memory.scratch(pages, place);
  }

  /** The memory that the transaction has handed out, with its own lifetime. */
  private static final class HandedOut {
    final Arena lifetime = Arena.ofConfined();
    final MemorySegment file;
    private @Nullable MemorySegment[] chunks = new MemorySegment[0];

    HandedOut(Mapping mapping) {
      file = mapping.view(lifetime);
    }

    @SuppressWarnings("restricted")
    MemorySegment scratch(Pages pages, long place) {
      int index = Scratch.chunk(place);
      if (index >= chunks.length) {
        chunks = Arrays.copyOf(chunks, index + 1);
      }
      MemorySegment view = chunks[index];
      if (view == null) {
        MemorySegment chunk = pages.memory(place);
        view = chunk.reinterpret(chunk.byteSize(), lifetime, null).asReadOnly();
        chunks[index] = view;
      }
      return view;
    }
  }

  /**
   * Checks the whole database.
   *
   * @return what was found
   */
  public CheckReport check() {
    return check(CheckOptions.defaults());
  }

  /**
   * Checks the database, or a part of it. It ends whatever is in the file.
   *
   * @param options what to look at, and how to show it
   * @return what was found
   */
  public CheckReport check(CheckOptions options) {
    requireOpen();
    try {
      return new Checker(pages, snapshot.meta(), writer, options).run();
    } catch (IllegalStateException | InternalError e) {
      throw explain(e);
    }
  }

  /**
   * {@return what a page is; empty when it was never allocated}
   *
   * @param id the number of the page
   */
  public Optional<PageInfo> page(long id) {
    requireOpen();
    if (id < 0 || id >= pages.highWaterMark()) {
      return Optional.empty();
    }
    try {
      return Optional.of(PageInfos.describe(pages, id, isFree(id)));
    } catch (IllegalStateException | InternalError e) {
      throw explain(e);
    }
  }

  /**
   * Describes a page of a damaged file: its header as it is stored, wherever it may be nonsense. A
   * list of free pages that cannot be read counts as empty, as far as it cannot be.
   *
   * @param id the number of the page
   * @param damage is told what is wrong with the page, and once what is wrong with that list
   * @return nothing when the state has no such page
   */
  public Optional<PageInfo> page(long id, Consumer<CheckFinding> damage) {
    requireOpen();
    if (id < 0 || id >= pages.highWaterMark()) {
      return Optional.empty();
    }
    try {
      if (freePages == null && writer == null) {
        freePages = FreelistReader.readable(pages, snapshot.meta(), damage);
      }
      if (isFree(id)) {
        return Optional.of(PageInfos.describe(pages, id, true));
      }
      return PageInfos.describe(pages, id, damage);
    } catch (IllegalStateException | InternalError e) {
      throw explain(e);
    }
  }

  private boolean isFree(long id) {
    PageSet free = freePages;
    if (free == null) {
      free =
          writer == null
              ? FreelistReader.read(pages, snapshot.meta())
              : writer.freelist().committedFree();
      freePages = free;
    }
    return free.contains(id);
  }

  /**
   * Writes this state as a database file of its own, of length {@link #size()}. The free pages of
   * the copy are found when it is opened for writing.
   *
   * @param out gets the file; is left open
   * @throws IOException when {@code out} throws it
   */
  public void writeTo(OutputStream out) throws IOException {
    requireOpen();
    try {
      SnapshotStream.write(snapshot, out);
    } catch (IllegalStateException | InternalError e) {
      throw explain(e);
    }
  }
}
