// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which pages can be used again. Used by the holder of the write lock alone.
 *
 * <p>A page that a transaction frees is pending until no open reader can see it: one that was born
 * in transaction {@code b} and freed in {@code f} is seen by the snapshots {@code b} to {@code f -
 * 1}. Each pending page hangs on one open reader that sees it, the youngest; when that reader ends,
 * its pages move on to the next older reader that sees them, or become free. So the work does not
 * grow with the number of commits under one long reader.
 */
final class Freelist {
  /** Pages that can be allocated. */
  private FreePages free = new FreePages(new PageSet());

  /** Pages that are pending, or freed by the running transaction. */
  private final PageSet pending = new PageSet();

  /** Pending pages by the reader that they hang on: page id and birth in turn. */
  private final TreeMap<Long, LongList> pinned = new TreeMap<>();

  /** Birth of the pages that were allocated while a reader was open; all others count as 0. */
  private final Map<Long, Long> births = new HashMap<>();

  /** Freed by committed transactions and not looked at since: page id and transaction in turn. */
  private final LongList freed = new LongList();

  /** Freed by the running transaction. */
  private final LongList freeing = new LongList();

  /** Allocated by the running transaction: first page and count in turn. */
  private final LongList allocating = new LongList();

  private boolean readersOpen;

  /** Whether the running transaction takes the pages that come first in the file. */
  private boolean packing;

  /** What the running transaction cut off the end. */
  private long trimmedFrom;

  private long trimmedTo;

  long freeCount() {
    return free.size();
  }

  long pendingCount() {
    return pending.size();
  }

  boolean isFree(long pageId) {
    return free.contains(pageId) || pending.contains(pageId);
  }

  /** Takes over the pages that were found free when the database was opened. */
  void load(PageSet pages) {
    free = new FreePages(pages);
  }

  /** Returns all pages that are free or pending, those of the running transaction among them. */
  PageSet all() {
    PageSet all = free.copy();
    for (long id = pending.next(0); id >= 0; id = pending.next(id + 1)) {
      all.add(id);
    }
    return all;
  }

  /** Returns the pages that are free or pending in the state that the transaction began with. */
  PageSet committedFree() {
    PageSet all = all();
    for (int i = 0; i < freeing.size(); i++) {
      all.remove(freeing.get(i));
    }
    return all;
  }

  /** Makes those pending pages free that no reader sees. Called when a write transaction begins. */
  void release(List<Snapshot> openReaders) {
    TreeSet<Long> readers = new TreeSet<>();
    for (Snapshot snapshot : openReaders) {
      readers.add(snapshot.transactionId());
    }
    readersOpen = !readers.isEmpty();
    packing = false;
    free.mark();
    for (int i = 0; i < freed.size(); i += 2) {
      long pageId = freed.get(i);
      Long birth = births.remove(pageId);
      pinOrRelease(pageId, birth == null ? 0 : birth, freed.get(i + 1), readers);
    }
    freed.clear();
    // Moved pages hang on older readers, which are open, so going down meets each list once.
    for (Long reader = lastEnded(readers); reader != null; reader = lastEnded(readers)) {
      LongList pages = pinned.remove(reader);
      for (int i = 0; pages != null && i < pages.size(); i += 2) {
        pinOrRelease(pages.get(i), pages.get(i + 1), reader, readers);
      }
    }
    if (!readersOpen) {
      births.clear();
    }
  }

  private @org.jspecify.annotations.Nullable Long lastEnded(NavigableSet<Long> readers) {
    for (Long reader : pinned.descendingKeySet()) {
      if (!readers.contains(reader)) {
        return reader;
      }
    }
    return null;
  }

  /** The page is invisible from transaction {@code end} on. */
  private void pinOrRelease(long pageId, long birth, long end, NavigableSet<Long> readers) {
    Long youngest = readers.lower(end);
    if (youngest == null || youngest < birth) {
      pending.remove(pageId);
      free.add(pageId);
      return;
    }
    LongList pages = pinned.computeIfAbsent(youngest, _ -> new LongList());
    pages.add(pageId);
    pages.add(birth);
  }

  /** Has the running transaction take the pages that come first, so that the end becomes free. */
  void pack() {
    packing = true;
  }

  /** Takes a run of free pages; returns its first page, or -1 when there is none. */
  long allocate(long count) {
    long start = packing ? free.takeLowest(count) : free.take(count);
    if (start < 0) {
      return -1;
    }
    allocating.add(start);
    allocating.add(count);
    return start;
  }

  /** Returns whether a run of free pages lies before a page. */
  boolean hasRunBelow(long count, long pageId) {
    long start = free.lowest(count);
    return start >= 0 && start + count <= pageId;
  }

  /** Gives up the free pages that end at {@code end}; returns where they start. */
  long trim(long end) {
    long start = end;
    while (free.remove(start - 1)) {
      start--;
    }
    trimmedFrom = start;
    trimmedTo = end;
    return start;
  }

  /** Notes the birth of pages of the running transaction, wherever they came from. */
  void born(long start, long count, long transactionId) {
    if (readersOpen) {
      for (long id = start; id < start + count; id++) {
        births.put(id, transactionId);
      }
    }
  }

  /**
   * Gives pages up; they are free when the running transaction has committed and nobody sees them.
   */
  void free(long start, long count) {
    for (long id = start; id < start + count; id++) {
      if (id < Layout.FIRST_DATA_PAGE) {
        throw new BoltException.CorruptDatabase(id, "cannot free page 0 or 1");
      }
      if (free.contains(id) || !pending.add(id)) {
        throw new BoltException.CorruptDatabase(id, "page already freed");
      }
      freeing.add(id);
    }
  }

  /** The running transaction is on disk. */
  void committed(long transactionId) {
    for (int i = 0; i < freeing.size(); i++) {
      freed.add(freeing.get(i));
      freed.add(transactionId);
    }
    freeing.clear();
    allocating.clear();
    trimmedFrom = trimmedTo;
  }

  /** The running transaction never was. */
  void rolledBack() {
    for (int i = 0; i < freeing.size(); i++) {
      pending.remove(freeing.get(i));
    }
    freeing.clear();
    for (long id = trimmedFrom; id < trimmedTo; id++) {
      free.add(id);
    }
    trimmedFrom = trimmedTo;
    free.rewind();
    for (int i = 0; i < allocating.size(); i += 2) {
      long start = allocating.get(i);
      for (long id = start; id < start + allocating.get(i + 1); id++) {
        free.add(id);
        births.remove(id);
      }
    }
    allocating.clear();
  }
}
