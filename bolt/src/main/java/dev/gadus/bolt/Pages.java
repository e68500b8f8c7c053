// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * The pages that one transaction sees, and the one place where a page is checked before it is used.
 *
 * <p>A <em>place</em> is where bytes are: a non-negative place is an offset in the mapped file, a
 * negative one is in the transaction's {@link Scratch}.
 */
final class Pages {
  /**
   * Levels of a tree. Branches have two children or more (one at the end of a level now and then),
   * so that this many levels hold more than any file can; a deeper tree is a cycle.
   */
  static final int MAX_DEPTH = 64;

  /** How often {@link #letFaultsOut} goes round; the compiler must not know. */
  private static int rounds = 2;

  private final MemorySegment file;
  private final long readablePages;
  private final long highWaterMark;
  private final int pageSize;
  private final @Nullable Scratch scratch;
  private final BranchCache branches;

  /** How often the transaction has changed something. */
  private long changes;

  Pages(Snapshot snapshot, @Nullable Scratch scratch) {
    this.file = snapshot.mapping().segment();
    this.highWaterMark = snapshot.meta().highWaterMark();
    this.pageSize = snapshot.meta().pageSize();
    this.readablePages = Math.min(snapshot.readableBytes(), file.byteSize()) / pageSize;
    this.scratch = scratch;
    this.branches = snapshot.branches();
  }

  long changes() {
    return changes;
  }

  void noteChange() {
    changes++;
  }

  int pageSize() {
    return pageSize;
  }

  long highWaterMark() {
    return highWaterMark;
  }

  MemorySegment file() {
    return file;
  }

  /**
   * Lets the fault of a read before it come out here, where it is caught and explained. Compiled
   * code goes on after a fault, with whatever it has read, up to where it looks whether something
   * is up: at the end of a round of a loop whose number of rounds is not known, or when a method
   * returns, and then the fault comes out in the caller.
   */
  static void letFaultsOut() {
    for (int left = rounds; left != 0; left >>>= 1) {}
  }

  /** Returns the memory in which a place lies. */
  MemorySegment memory(long place) {
    if (place >= 0) {
      return file;
    }
    if (scratch == null) {
      throw new IllegalStateException("a read transaction has no scratch memory: place=" + place);
    }
    return scratch.segment(place);
  }

  /** Returns where in {@link #memory(long)} it lies. */
  static long offset(long place) {
    return place >= 0 ? place : Scratch.offset(place);
  }

  /** Returns the place of a branch or leaf page after checking its header. */
  long page(long pageId) {
    long page = placeInFile(pageId);
    checkTreePage(pageId, file.get(Layout.U64, page), file.get(Layout.U64, page + Long.BYTES));
    return page;
  }

  /** Checks the header of a branch or leaf page, given as its two words. */
  void checkTreePage(long pageId, long storedId, long rest) {
    checkHeader(pageId, storedId, rest);
    int flags = Layout.flagsOf(rest);
    if (flags != Layout.LEAF_FLAG && flags != Layout.BRANCH_FLAG) {
      throw corrupt(pageId, "has unexpected type/flags: " + Integer.toHexString(flags));
    }
    long bytes = (Layout.overflowOf(rest) + 1) * pageSize;
    requireFits(pageId, Layout.countOf(rest), bytes);
  }

  /** Returns the place of a page of any type after checking that it is there and is itself. */
  long anyPage(long pageId) {
    long page = placeInFile(pageId);
    checkHeader(pageId, file.get(Layout.U64, page), file.get(Layout.U64, page + Long.BYTES));
    return page;
  }

  /** Returns where a page is, whatever stands there. */
  long placeInFile(long pageId) {
    // Written so that a negative or huge id cannot wrap.
    if (pageId < 0 || pageId >= highWaterMark) {
      throw corrupt(
          pageId, "is out of bounds: high-water mark=" + Long.toUnsignedString(highWaterMark));
    }
    if (pageId >= readablePages) {
      throw corrupt(pageId, "lies beyond the end of the file: pages in the file=" + readablePages);
    }
    return pageId * pageSize;
  }

  private void checkHeader(long pageId, long storedId, long rest) {
    if (storedId != pageId) {
      throw corrupt(pageId, "self identifies as " + Long.toUnsignedString(storedId));
    }
    long overflow = Layout.overflowOf(rest);
    long last = pageId + overflow;
    if (last >= highWaterMark || last >= readablePages) {
      throw corrupt(
          pageId, "overflows the end: overflow=" + overflow + " high-water mark=" + highWaterMark);
    }
  }

  /** Reads a byte of a page when it is there, to have it in the cache soon. */
  int touch(long pageId) {
    return isInFile(pageId) ? file.get(ValueLayout.JAVA_BYTE, pageId * pageSize) : 0;
  }

  /** Returns whether the file holds a page of this number, whatever it is. */
  boolean isInFile(long pageId) {
    return pageId >= 0 && pageId < readablePages;
  }

  /** Returns the first byte after a page of the file. */
  long end(long page) {
    return page + (Layout.overflow(file, page) + 1) * pageSize;
  }

  /** Checks the image of an inline bucket, which ends at {@code end}, and returns its place. */
  long inlinePage(long page, long end) {
    MemorySegment memory = memory(page);
    long offset = offset(page);
    if (end - page < Layout.PAGE_HEADER_BYTES || Layout.flags(memory, offset) != Layout.LEAF_FLAG) {
      throw corrupt(BoltException.CorruptDatabase.NO_PAGE, "an inline bucket is not a leaf page");
    }
    requireFits(BoltException.CorruptDatabase.NO_PAGE, count(page), end - page);
    return page;
  }

  private static void requireFits(long pageId, int count, long bytes) {
    if (count > (bytes - Layout.PAGE_HEADER_BYTES) / Layout.ELEMENT_BYTES) {
      throw corrupt(pageId, "has more elements than fit: count=" + count);
    }
  }

  int count(long page) {
    return Layout.count(memory(page), offset(page));
  }

  boolean isLeaf(long page) {
    return Layout.flags(memory(page), offset(page)) == Layout.LEAF_FLAG;
  }

  /** Returns the index of a key in a leaf page, or where it would be, complemented. */
  int searchLeaf(long page, long end, byte[] key) {
    MemorySegment memory = memory(page);
    long offset = offset(page);
    long limit = offset + (end - page);
    int low = 0;
    int high = Layout.count(memory, offset) - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      long element = Layout.element(offset, middle);
      long start = Layout.leafKey(memory, element);
      long size = Layout.leafKeySize(memory, element);
      if (start + size > limit) {
        throw outside(page, middle);
      }
      int order = Keys.compare(key, memory, start, size);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        high = middle - 1;
      } else {
        low = middle + 1;
      }
    }
    return ~low;
  }

  /**
   * Returns the index of a branch page, after making it when there is none. A write transaction
   * makes none, for it is about to replace the pages that it visits.
   *
   * @return nothing when the page is a leaf, or a branch that is searched as it is
   */
  @Nullable BranchIndex branch(long pageId) {
    BranchIndex index = branches.get(pageId);
    if (index != null || scratch != null) {
      return index;
    }
    long page = page(pageId);
    int count = count(page);
    if (isLeaf(page) || count == 0 || count > BranchIndex.MAX_COUNT || !branches.hasRoom(pageId)) {
      return null;
    }
    BranchIndex made = BranchIndex.of(this, pageId, page);
    branches.put(made);
    return made;
  }

  /** Returns the index of the child of a branch page that holds a key if any does. */
  int searchBranch(long page, long end, byte[] key) {
    int count = Layout.count(file, page);
    if (count == 0) {
      throw corrupt(Layout.id(file, page), "is a branch without children");
    }
    return searchBranch(page, end, key, 0, count);
  }

  /**
   * Does the same where it is known that it lies right before {@code from} or before {@code to}.
   */
  int searchBranch(long page, long end, byte[] key, int from, int to) {
    int low = from;
    int high = to - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      long element = Layout.element(page, middle);
      long start = Layout.branchKey(file, element);
      long size = Layout.branchKeySize(file, element);
      if (start + size > end) {
        throw outside(page, middle);
      }
      int order = Keys.compare(key, file, start, size);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        high = middle - 1;
      } else {
        low = middle + 1;
      }
    }
    return Math.max(low - 1, 0);
  }

  /** Returns the page that an element of a branch page points to. */
  long child(long page, int index) {
    if (index >= Layout.count(file, page)) {
      throw corrupt(Layout.id(file, page), "is a branch without children");
    }
    return Layout.branchChild(file, Layout.element(page, index));
  }

  /** Checks that key and value of an element of a leaf page lie in it; returns the key's place. */
  long checkedLeafKey(long page, long end, int index) {
    MemorySegment memory = memory(page);
    long offset = offset(page);
    long element = Layout.element(offset, index);
    long start = Layout.leafKey(memory, element);
    long keySize = Layout.leafKeySize(memory, element);
    long valueSize = Layout.leafValueSize(memory, element);
    if (start + keySize + valueSize > offset + (end - page)) {
      throw outside(page, index);
    }
    requireArrayLength(page, index, keySize | valueSize);
    return page + (start - offset);
  }

  long checkedBranchKey(long page, long end, int index) {
    long element = Layout.element(page, index);
    long start = Layout.branchKey(file, element);
    long size = Layout.branchKeySize(file, element);
    if (start + size > end) {
      throw outside(page, index);
    }
    requireArrayLength(page, index, size);
    return start;
  }

  /** A page of more than two gibibytes can hold what no array can. */
  private void requireArrayLength(long page, int index, long size) {
    if (size > Integer.MAX_VALUE) {
      throw tooLong(page, index);
    }
  }

  BoltException.CorruptDatabase tooLong(long page, int index) {
    return corrupt(
        Layout.id(memory(page), offset(page)),
        "element " + index + " is longer than the format allows");
  }

  BoltException.CorruptDatabase outside(long page, int index) {
    return corrupt(
        Layout.id(memory(page), offset(page)), "element " + index + " reaches beyond the page");
  }

  private static BoltException.CorruptDatabase corrupt(long pageId, String what) {
    return new BoltException.CorruptDatabase(pageId, what);
  }
}
