// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The entries of one tree that can be read, in its order; damage is told and passed over. */
final class LenientEntries {
  private final LenientPages pages;
  private final PageSet seen;
  private final Consumer<CheckFinding> damage;
  private final Deque<Level> levels = new ArrayDeque<>();

  /** The leaf in which the entry stands, and its number there. */
  private @Nullable Level leaf;

  private int index;
  private boolean inline;
  private int depth;
  private long branchPages;
  private long branchOverflows;
  private long branchUsed;
  private long leafPages;
  private long leafOverflows;
  private long leafUsed;
  private long keys;

  /** A page on the way, and how far it is done. */
  private static final class Level {
    final long pageId;
    final PageShape shape;
    int next;

    Level(long pageId, PageShape shape) {
      this.pageId = pageId;
      this.shape = shape;
    }
  }

  /**
   * @param seen pages that are not read again
   */
  LenientEntries(LenientPages pages, PageSet seen, Consumer<CheckFinding> damage) {
    this.pages = pages;
    this.seen = seen;
    this.damage = damage;
  }

  void startAtPage(long pageId) {
    enter(pageId);
  }

  /** Starts at the image of an inline bucket, from {@code page} to {@code end} in the file. */
  void startInline(long page, long end) {
    inline = true;
    enterInline(BoltException.CorruptDatabase.NO_PAGE, page, end);
  }

  /** Goes to the next entry; returns whether there is one. */
  boolean next() {
    while (!levels.isEmpty()) {
      Level level = levels.getLast();
      if (level.next >= level.shape.count()) {
        levels.removeLast();
        continue;
      }
      int element = level.next++;
      if (!level.shape.isLeaf()) {
        enter(level.shape.child(element));
      } else if (level.shape.key(element) == PageShape.NOWHERE) {
        tell(level.pageId, "element " + element + " reaches beyond the page");
      } else {
        leaf = level;
        index = element;
        return true;
      }
    }
    return false;
  }

  byte[] key() {
    return shape().keyBytes(index);
  }

  byte[] value() {
    return shape().valueBytes(index);
  }

  boolean isBucket() {
    return shape().isBucket(index);
  }

  /** Returns how many levels the tree has down to the entry. */
  int level() {
    return levels.size();
  }

  /** Returns the entries of the bucket that the entry is. */
  LenientEntries below() {
    LenientEntries below = new LenientEntries(pages, seen, damage);
    Level level = requireNonNull(leaf);
    long value = shape().key(index) + shape().keySize(index);
    long end = value + shape().valueSize(index);
    if (end - value < Layout.BUCKET_HEADER_BYTES) {
      tell(level.pageId, "element " + index + " is a bucket without a header");
      return below;
    }
    long root = Layout.bucketRoot(pages.file(), value);
    if (root != 0) {
      below.startAtPage(root);
    } else {
      below.inline = true;
      below.enterInline(level.pageId, value + Layout.BUCKET_HEADER_BYTES, end);
    }
    return below;
  }

  /** Returns what was read of the tree; complete when there is no next entry. */
  BucketStatistics statistics(int levelsAbove) {
    return new BucketStatistics(
        branchPages,
        branchOverflows,
        leafPages,
        leafOverflows,
        keys,
        levelsAbove + depth,
        (branchPages + branchOverflows) * pages.pageSize(),
        branchUsed,
        (leafPages + leafOverflows) * pages.pageSize(),
        inline ? 0 : leafUsed,
        1,
        inline ? 1 : 0,
        inline ? leafUsed : 0);
  }

  private PageShape shape() {
    return requireNonNull(leaf).shape;
  }

  private void enter(long pageId) {
    PageShape shape;
    try {
      shape = pages.read(pageId);
    } catch (BoltException.CorruptDatabase e) {
      damage.accept(ReadableParts.finding(e));
      return;
    }
    if (levels.size() >= Pages.MAX_DEPTH || !seen.add(pageId)) {
      tell(pageId, "is used twice");
      return;
    }
    push(pageId, shape);
    long overflow = pages.lastPage(pageId, shape) - pageId;
    if (shape.isLeaf()) {
      leafPages++;
      leafOverflows += overflow;
    } else {
      branchPages++;
      branchOverflows += overflow;
    }
  }

  private void enterInline(long pageId, long page, long end) {
    PageShape shape =
        end - page < Layout.PAGE_HEADER_BYTES ? null : PageShape.of(pages.file(), page, end, true);
    if (shape == null || Layout.flags(pages.file(), page) != Layout.LEAF_FLAG) {
      tell(pageId, "an inline bucket is not a leaf page");
      return;
    }
    push(pageId, shape);
  }

  private void push(long pageId, PageShape shape) {
    for (String text : shape.damages()) {
      tell(pageId, text);
    }
    levels.addLast(new Level(pageId, shape));
    depth = Math.max(depth, levels.size());
    long used = Layout.PAGE_HEADER_BYTES + (long) shape.count() * Layout.ELEMENT_BYTES;
    for (int i = 0; i < shape.count(); i++) {
      used += shape.key(i) == PageShape.NOWHERE ? 0 : shape.keySize(i) + shape.valueSize(i);
    }
    if (shape.isLeaf()) {
      leafUsed += used;
      keys += shape.count();
    } else {
      branchUsed += used;
    }
  }

  private void tell(long pageId, String text) {
    damage.accept(new CheckFinding(pageId, text));
  }
}
