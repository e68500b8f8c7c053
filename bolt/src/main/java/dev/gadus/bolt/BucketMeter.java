// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.lang.foreign.MemorySegment;

/** Counts what a bucket and all buckets below it take, from their pages. */
final class BucketMeter {
  private final Pages pages;

  /** Pages that were met; each is met once in a whole database. */
  private final PageSet seen = new PageSet();

  /**
   * The buckets that were found and not yet measured: place and length of the value, and levels of
   * the trees above. A list, for buckets may be nested deeper than the thread's stack goes.
   */
  private final LongList toMeasure = new LongList();

  private long branchPages;
  private long branchOverflows;
  private long leafPages;
  private long leafOverflows;
  private long keys;
  private long branchUsed;
  private long leafUsed;
  private long buckets;
  private long inlineBuckets;
  private long inlineUsed;
  private int deepest;

  /** Of the bucket that is being measured. */
  private boolean inline;

  private int levelsAbove;
  private int depth;

  private BucketMeter(Pages pages) {
    this.pages = pages;
  }

  /** Measures a bucket and all buckets in it. */
  static BucketStatistics measure(Pages pages, Tree tree) {
    BucketMeter meter = new BucketMeter(pages);
    meter.measureOne(tree, 0);
    LongList toMeasure = meter.toMeasure;
    while (!toMeasure.isEmpty()) {
      int above = (int) toMeasure.removeLast();
      long size = toMeasure.removeLast();
      long value = toMeasure.removeLast();
      meter.measureOne(Bucket.openTree(pages, value, size), above);
    }
    return meter.result();
  }

  private void measureOne(Tree tree, int above) {
    inline = tree.rootPage() == 0;
    levelsAbove = above;
    depth = 0;
    buckets++;
    if (inline) {
      inlineBuckets++;
    }
    if (!inline || tree.root() == null) {
      visit(tree, tree.rootPlace(), 1);
    }
    deepest = Math.max(deepest, above + depth);
  }

  private BucketStatistics result() {
    return new BucketStatistics(
        branchPages,
        branchOverflows,
        leafPages,
        leafOverflows,
        keys,
        deepest,
        (branchPages + branchOverflows) * pages.pageSize(),
        branchUsed,
        (leafPages + leafOverflows) * pages.pageSize(),
        leafUsed,
        buckets,
        inlineBuckets,
        inlineUsed);
  }

  private void visit(Tree tree, long page, int level) {
    if (level > Pages.MAX_DEPTH) {
      throw tree.tooDeep();
    }
    depth = Math.max(depth, level);
    MemorySegment memory = pages.memory(page);
    long offset = Pages.offset(page);
    if (!inline && !seen.add(Layout.id(memory, offset))) {
      throw new BoltException.CorruptDatabase(Layout.id(memory, offset), "is used twice");
    }
    int count = Layout.count(memory, offset);
    long end = tree.end(page);
    long used = Layout.PAGE_HEADER_BYTES + (long) count * Layout.ELEMENT_BYTES;
    if (!pages.isLeaf(page)) {
      branchPages++;
      branchOverflows += Layout.overflow(memory, offset);
      for (int i = 0; i < count; i++) {
        used += Layout.branchKeySize(memory, Layout.element(offset, i));
      }
      branchUsed += used;
      for (int i = 0; i < count; i++) {
        visit(tree, pages.page(pages.child(page, i)), level + 1);
      }
      return;
    }
    keys += count;
    for (int i = 0; i < count; i++) {
      long key = pages.checkedLeafKey(page, end, i);
      long element = Layout.element(offset, i);
      long keySize = Layout.leafKeySize(memory, element);
      long valueSize = Layout.leafValueSize(memory, element);
      used += keySize + valueSize;
      if ((Layout.leafFlags(memory, element) & Layout.BUCKET_FLAG) != 0) {
        toMeasure.add(key + keySize);
        toMeasure.add(valueSize);
        toMeasure.add(levelsAbove + level);
      }
    }
    if (inline) {
      inlineUsed += used;
    } else {
      leafPages++;
      leafOverflows += Layout.overflow(memory, offset);
      leafUsed += used;
    }
  }
}
