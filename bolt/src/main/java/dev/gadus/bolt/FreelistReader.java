package dev.gadus.bolt;

import java.lang.foreign.MemorySegment;

/** Finds out which pages are free: from the list in the file, or by walking the tree. */
final class FreelistReader {
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
        throw new CorruptDatabaseException(
            meta.freelist(), "the freelist names a page that cannot be free: " + id);
      }
      if (!free.add(id)) {
        throw new CorruptDatabaseException(
            meta.freelist(), "the freelist names page " + id + " twice");
      }
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
      throw new CorruptDatabaseException(
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
      throw new CorruptDatabaseException(
          pageId, "the freelist is longer than its pages: count=" + Long.toUnsignedString(count));
    }
    LongList ids = new LongList();
    for (long i = 0; i < count; i++) {
      ids.add(file.get(Layout.U64, at + i * Long.BYTES));
    }
    return ids;
  }

  /** Returns the pages that no bucket uses. */
  static PageSet unreachable(Pages pages, Meta meta) {
    PageSet reachable = reachable(pages, meta);
    PageSet free = new PageSet();
    long id = reachable.nextAbsent(Layout.FIRST_DATA_PAGE);
    while (id < meta.highWaterMark()) {
      free.add(id);
      id = reachable.nextAbsent(id + 1);
    }
    return free;
  }

  /** Returns the pages that hold the tree, and the stored list when there is one. */
  private static PageSet reachable(Pages pages, Meta meta) {
    PageSet reachable = new PageSet();
    if (meta.hasFreelist()) {
      markPage(pages, meta.freelist(), pages.anyPage(meta.freelist()), reachable);
    }
    LongList toVisit = new LongList();
    toVisit.add(meta.root());
    while (!toVisit.isEmpty()) {
      long pageId = toVisit.removeLast();
      long page = pages.page(pageId);
      markPage(pages, pageId, page, reachable);
      int count = pages.count(page);
      boolean leaf = pages.isLeaf(page);
      for (int i = 0; i < count; i++) {
        if (!leaf) {
          toVisit.add(pages.child(page, i));
        } else if ((Layout.leafFlags(pages.file(), Layout.element(page, i)) & Layout.BUCKET_FLAG)
            != 0) {
          visitBucket(pages, page, i, toVisit);
        }
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
      throw new CorruptDatabaseException(
          Layout.id(pages.file(), page), "element " + index + " is a bucket without a header");
    }
    long root = Layout.bucketRoot(pages.file(), value);
    if (root != 0) {
      toVisit.add(root);
    }
  }

  private static void markPage(Pages pages, long pageId, long page, PageSet reachable) {
    long last = pageId + Layout.overflow(pages.file(), page);
    for (long id = pageId; id <= last; id++) {
      if (!reachable.add(id)) {
        throw new CorruptDatabaseException(id, "is used twice");
      }
    }
  }
}
