// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/** Finds out which pages are free: from the list in the file, or by walking the tree. */
final class FreelistReader {
  /** Words that are copied at a time: header and elements of most leaves. */
  private static final int MAX_WORDS = 64;

  private FreelistReader() {}

  /** Returns the free pages of a state. */
  static PageSet read(Pages pages, Meta meta) {
    return meta.hasFreelist() ? stored(pages, meta) : unreachable(pages, meta);
  }

  private static PageSet stored(Pages pages, Meta meta) {
    PageSet free = new PageSet();
    LongList ids = storedIds(pages, meta);
    for (int i = 0; i < ids.size(); i++) {
      long id = ids.get(i);
      if (id < Layout.FIRST_DATA_PAGE || id >= meta.highWaterMark()) {
        throw new BoltException.CorruptDatabase(
            meta.freelist(), "the freelist names a page that cannot be free: " + id);
      }
      if (!free.add(id)) {
        throw new BoltException.CorruptDatabase(
            meta.freelist(), "the freelist names page " + id + " twice");
      }
    }
    return free;
  }

  /** Returns the free pages of a state as far as they can be read. */
  static PageSet readable(Pages pages, Meta meta, Consumer<CheckFinding> damage) {
    PageSet free = new PageSet();
    try {
      if (!meta.hasFreelist()) {
        return unreachable(pages, meta);
      }
      LongList ids = storedIds(pages, meta);
      for (int i = 0; i < ids.size(); i++) {
        long id = ids.get(i);
        if (id < Layout.FIRST_DATA_PAGE || id >= meta.highWaterMark()) {
          damage.accept(
              new CheckFinding(
                  meta.freelist(), "the freelist names a page that cannot be free: " + id));
        } else if (!free.add(id)) {
          damage.accept(
              new CheckFinding(meta.freelist(), "the freelist names page " + id + " twice"));
        }
      }
    } catch (BoltException.CorruptDatabase e) {
      damage.accept(ReadableParts.finding(e));
    }
    return free;
  }

  /** Returns the ids of the stored list as they stand there. */
  static LongList storedIds(Pages pages, Meta meta) {
    long pageId = meta.freelist();
    long page = pages.anyPage(pageId);
    MemorySegment file = pages.file();
    int flags = Layout.flags(file, page);
    if (flags != Layout.FREELIST_FLAG) {
      throw new BoltException.CorruptDatabase(
          pageId,
          "invalid freelist page: " + pageId + ", page type is " + PageInfos.typeName(flags));
    }
    long at = page + Layout.PAGE_HEADER_BYTES;
    long count = Layout.count(file, page);
    if (count == Layout.LONG_FREELIST_COUNT) {
      count = file.get(Layout.U64, at);
      at += Long.BYTES;
    }
    if (count < 0 || count > (pages.end(page) - at) / Long.BYTES) {
      throw new BoltException.CorruptDatabase(
          pageId, "the freelist is longer than its pages: count=" + Long.toUnsignedString(count));
    }
    return LongList.read(file, at, Math.toIntExact(count));
  }

  /** Returns the pages that no bucket uses. */
  static PageSet unreachable(Pages pages, Meta meta) {
    return reachable(pages, meta).absent(Layout.FIRST_DATA_PAGE, meta.highWaterMark());
  }

  /**
   * Returns the pages that hold the tree, and the stored list when there is one. Header and
   * elements are copied in pieces and looked at there: this runs when a program starts, and before
   * the JVM has compiled it, reading an array is far quicker than reading mapped memory.
   */
  private static PageSet reachable(Pages pages, Meta meta) {
    PageSet reachable = new PageSet();
    if (meta.hasFreelist()) {
      long page = pages.anyPage(meta.freelist());
      mark(meta.freelist(), Layout.overflow(pages.file(), page), reachable);
    }
    long[] words = new long[Math.min(MAX_WORDS, pages.pageSize() / Long.BYTES)];
    LongList toVisit = new LongList();
    toVisit.add(meta.root());
    while (!toVisit.isEmpty()) {
      long pageId = toVisit.removeLast();
      long page = pages.placeInFile(pageId);
      MemorySegment.copy(pages.file(), Layout.U64, page, words, 0, words.length);
      long rest = words[1];
      pages.checkTreePage(pageId, words[0], rest);
      mark(pageId, Layout.overflowOf(rest), reachable);
      int count = Layout.countOf(rest);
      boolean leaf = Layout.flagsOf(rest) == Layout.LEAF_FLAG;
      int first = 0;
      int at = 2;
      while (first < count) {
        int next = Math.min(count, first + (words.length - at) / 2);
        for (int i = first; i < next; i++, at += 2) {
          if (!leaf) {
            toVisit.add(words[at + 1]);
          } else if ((words[at] & Layout.BUCKET_FLAG) != 0) {
            visitBucket(pages, page, i, toVisit);
          }
        }
        first = next;
        at = 0;
        int left = Math.min(words.length & -2, (count - first) * 2);
        MemorySegment.copy(pages.file(), Layout.U64, Layout.element(page, first), words, 0, left);
      }
    }
    return reachable;
  }

  private static void visitBucket(Pages pages, long page, int index, LongList toVisit) {
    long value =
        pages.checkedLeafKey(page, pages.end(page), index)
            + Layout.leafKeySize(pages.file(), Layout.element(page, index));
    if (Layout.leafValueSize(pages.file(), Layout.element(page, index))
        < Layout.BUCKET_HEADER_BYTES) {
      throw new BoltException.CorruptDatabase(
          Layout.id(pages.file(), page), "element " + index + " is a bucket without a header");
    }
    long root = Layout.bucketRoot(pages.file(), value);
    if (root != 0) {
      toVisit.add(root);
    }
  }

  private static void mark(long pageId, long overflow, PageSet reachable) {
    for (long id = pageId; id <= pageId + overflow; id++) {
      if (!reachable.add(id)) {
        throw new BoltException.CorruptDatabase(id, "is used twice");
      }
    }
  }
}
