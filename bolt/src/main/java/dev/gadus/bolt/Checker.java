// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Checks one state of a database, whatever is in the file: every page is visited once, so it ends;
 * memory is some bits per page and what the findings take.
 *
 * <p>The order and the words of the findings are those of bbolt's check. Where that gives up at the
 * first unreadable page, this one goes on with the others.
 */
final class Checker {
  private final Pages pages;
  private final Meta meta;
  private final @Nullable Writer writer;
  private final CheckOptions options;
  private final List<CheckFinding> findings = new ArrayList<>();
  private boolean truncated;

  private final PageSet reachable = new PageSet();
  private final PageSet unreadable = new PageSet();

  /** Pages whose header was found good, so that their elements may be looked at. */
  private final PageSet entered = new PageSet();

  private PageSet freed = new PageSet();
  private boolean freedKnown;
  private long pageCount;

  /** Roots of the buckets that were met and not yet checked; the next one last. */
  private final Deque<Long> bucketRoots = new ArrayDeque<>();

  Checker(Pages pages, Meta meta, @Nullable Writer writer, CheckOptions options) {
    this.pages = pages;
    this.meta = meta;
    this.writer = writer;
    this.options = options;
  }

  CheckReport run() {
    collectFreed();
    reachable.add(0);
    reachable.add(1);
    if (meta.hasFreelist()) {
      markFreelist();
    }
    OptionalLong from = options.fromPage();
    if (from.isEmpty()) {
      checkBuckets(meta.root());
      checkUnreachable();
    } else if (from.getAsLong() < Layout.FIRST_DATA_PAGE
        || from.getAsLong() >= meta.highWaterMark()) {
      add(
          from.getAsLong(),
          "page ID (%d) out of range [%d, %d)"
              .formatted(from.getAsLong(), Layout.FIRST_DATA_PAGE, meta.highWaterMark()));
    } else {
      checkBuckets(from.getAsLong());
    }
    return new CheckReport(findings, pageCount, truncated);
  }

  private void add(long pageId, String text) {
    if (findings.size() < options.maxFindings()) {
      findings.add(new CheckFinding(pageId, text));
    } else {
      truncated = true;
    }
  }

  private void collectFreed() {
    if (writer != null) {
      freed = writer.freelist().committedFree();
      freedKnown = true;
      return;
    }
    if (!meta.hasFreelist()) {
      return;
    }
    try {
      LongList ids = FreelistReader.storedIds(pages, meta);
      for (int i = 0; i < ids.size(); i++) {
        long id = ids.get(i);
        if (id < 0 || id >= meta.highWaterMark()) {
          add(meta.freelist(), "page " + id + ": out of bounds: the freelist names it");
        } else if (!freed.add(id)) {
          add(id, "page " + id + ": already freed");
        }
      }
      freedKnown = true;
    } catch (BoltException.CorruptDatabase e) {
      add(e.pageId(), messageOf(e));
    }
  }

  private static String messageOf(BoltException.CorruptDatabase e) {
    return e.text().replaceFirst("^corrupt database: ", "");
  }

  private void markFreelist() {
    try {
      long page = pages.anyPage(meta.freelist());
      mark(meta.freelist(), Layout.overflow(pages.file(), page), List.of(meta.freelist()));
    } catch (BoltException.CorruptDatabase e) {
      reachable.add(Math.max(0, Math.min(meta.freelist(), meta.highWaterMark())));
    }
  }

  private void checkUnreachable() {
    if (!freedKnown || unreadable.size() > 0) {
      return;
    }
    long id = reachable.nextAbsent(0);
    while (id < meta.highWaterMark()) {
      if (!freed.contains(id)) {
        add(id, "page " + id + ": unreachable unfreed");
      }
      id = reachable.nextAbsent(id + 1);
    }
  }

  private void checkBuckets(long root) {
    bucketRoots.push(root);
    while (!bucketRoots.isEmpty()) {
      long bucketRoot = bucketRoots.pop();
      List<Long> below = new ArrayList<>();
      visit(bucketRoot, new ArrayList<>(), below);
      if (!unreadable.contains(bucketRoot)) {
        new KeyOrderCheck(pages, unreadable, entered, options.keyFormat(), this::add)
            .check(bucketRoot);
      }
      for (int i = below.size() - 1; i >= 0; i--) {
        bucketRoots.push(below.get(i));
      }
    }
  }

  /** Visits a page and those below it; collects the roots of the buckets that are met. */
  private void visit(long pageId, List<Long> stack, List<Long> below) {
    stack.add(pageId);
    if (canRead(pageId, stack) && stack.size() <= Pages.MAX_DEPTH) {
      entered.add(pageId);
      long page = pageId * pages.pageSize();
      int count = pages.count(page);
      if (pages.isLeaf(page)) {
        for (int i = 0; i < count; i++) {
          visitElement(pageId, page, i, below);
        }
      } else {
        visitChildren(pageId, page, count, stack, below);
      }
    }
    stack.removeLast();
  }

  private void visitChildren(
      long pageId, long page, int count, List<Long> stack, List<Long> below) {
    if (count == 0) {
      unreadable(pageId, "page " + pageId + ": is a branch without children");
    }
    for (int i = 0; i < count; i++) {
      try {
        pages.checkedBranchKey(page, pages.end(page), i);
      } catch (BoltException.CorruptDatabase e) {
        unreadable(pageId, messageOf(e));
        continue;
      }
      visit(pages.child(page, i), stack, below);
    }
  }

  private void visitElement(long pageId, long page, int index, List<Long> below) {
    MemorySegment file = pages.file();
    long element = Layout.element(page, index);
    long key;
    try {
      key = pages.checkedLeafKey(page, pages.end(page), index);
    } catch (BoltException.CorruptDatabase e) {
      unreadable(pageId, messageOf(e));
      return;
    }
    if ((Layout.leafFlags(file, element) & Layout.BUCKET_FLAG) == 0) {
      return;
    }
    long value = key + Layout.leafKeySize(file, element);
    long size = Layout.leafValueSize(file, element);
    if (size < Layout.BUCKET_HEADER_BYTES) {
      add(pageId, "page " + pageId + ": element " + index + " is a bucket without a header");
    } else if (Layout.bucketRoot(file, value) != 0) {
      below.add(Layout.bucketRoot(file, value));
    } else {
      checkInline(pageId, index, value + Layout.BUCKET_HEADER_BYTES, value + size);
    }
  }

  private void checkInline(long pageId, int index, long page, long end) {
    try {
      pages.inlinePage(page, end);
      for (int i = 0; i < pages.count(page); i++) {
        pages.checkedLeafKey(page, end, i);
      }
    } catch (BoltException.CorruptDatabase e) {
      add(pageId, "page " + pageId + ": element " + index + ": inline bucket: " + messageOf(e));
    }
  }

  private void unreadable(long pageId, String text) {
    unreadable.add(pageId);
    add(pageId, text);
  }

  /** Checks a page by itself; returns whether what it holds can be looked at. */
  private boolean canRead(long pageId, List<Long> stack) {
    pageCount++;
    options.progress().accept(pageCount);
    MemorySegment file = pages.file();
    if (!pages.isInFile(pageId)) {
      if (pageId >= 0 && pageId < meta.highWaterMark()) {
        unreadable.add(pageId);
      } else {
        unreadable.add(0);
      }
      add(
          pageId,
          "page %d: out of bounds: %d (stack: %s)"
              .formatted(pageId, meta.highWaterMark(), text(stack)));
      return false;
    }
    long page = pageId * pages.pageSize();
    long storedId = Layout.id(file, page);
    if (storedId != pageId) {
      unreadable(
          pageId,
          "assertion failed: Page expected to be: %d, but self identifies as %s"
              .formatted(pageId, Long.toUnsignedString(storedId)));
      return false;
    }
    int flags = Layout.flags(file, page);
    if (PageInfos.type(flags) == PageType.UNKNOWN) {
      unreadable(
          pageId,
          "assertion failed: page %d: has unexpected type/flags: %x".formatted(pageId, flags));
      return false;
    }
    if (pageId >= meta.highWaterMark()) {
      unreadable(
          pageId,
          "page %d: out of bounds: %d (stack: %s)"
              .formatted(pageId, meta.highWaterMark(), text(stack)));
      return false;
    }
    return canReadExtent(pageId, page, flags, stack);
  }

  private boolean canReadExtent(long pageId, long page, int flags, List<Long> stack) {
    long overflow = Layout.overflow(pages.file(), page);
    if (!pages.isInFile(pageId + overflow) || pageId + overflow >= meta.highWaterMark()) {
      unreadable(
          pageId,
          "page %d: overflow out of bounds: %d pages follow, high-water mark %d (stack: %s)"
              .formatted(pageId, overflow, meta.highWaterMark(), text(stack)));
      reachable.add(pageId);
      return false;
    }
    boolean seen = reachable.contains(pageId);
    mark(pageId, overflow, stack);
    if (freed.contains(pageId)) {
      add(pageId, "page " + pageId + ": reachable freed");
    } else if (flags != Layout.LEAF_FLAG && flags != Layout.BRANCH_FLAG) {
      unreadable(
          pageId,
          "page %d: invalid type: %s (stack: %s)"
              .formatted(pageId, PageInfos.typeName(flags), text(stack)));
      return false;
    }
    if (flags != Layout.LEAF_FLAG && flags != Layout.BRANCH_FLAG) {
      unreadable.add(pageId);
      return false;
    }
    try {
      pages.page(pageId);
    } catch (BoltException.CorruptDatabase e) {
      unreadable(pageId, messageOf(e));
      return false;
    }
    return !seen;
  }

  private void mark(long pageId, long overflow, List<Long> stack) {
    for (long id = pageId; id <= pageId + overflow; id++) {
      if (!reachable.add(id)) {
        add(id, "page %d: multiple references (stack: %s)".formatted(id, text(stack)));
      }
    }
  }

  /** Returns the way to a page as text. */
  static String text(List<Long> stack) {
    StringBuilder text = new StringBuilder("[");
    for (long pageId : stack) {
      text.append(text.length() > 1 ? " " : "").append(pageId);
    }
    return text.append(']').toString();
  }
}
