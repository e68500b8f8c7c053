package dev.gadus.bolt;

import java.lang.foreign.MemorySegment;

/** Counts what a bucket takes, from its pages. */
final class BucketMeter {
  private final Pages pages;

  /** Pages that were met, here and in all other buckets; each is met once in a whole database. */
  private final PageSet seen;

  private long branchPages;
  private long branchOverflows;
  private long leafPages;
  private long leafOverflows;
  private long keys;
  private int depth;
  private long branchUsed;
  private long leafUsed;
  private long inlineUsed;
  private boolean inline;
  private BucketStatistics below = BucketStatistics.EMPTY;

  private BucketMeter(Pages pages, PageSet seen) {
    this.pages = pages;
    this.seen = seen;
  }

  /** Measures a bucket and all buckets in it. */
  static BucketStatistics measure(Pages pages, Tree tree) {
    return measure(pages, tree, new PageSet());
  }

  private static BucketStatistics measure(Pages pages, Tree tree, PageSet seen) {
    BucketMeter meter = new BucketMeter(pages, seen);
    meter.inline = tree.rootPage() == 0;
    if (!meter.inline || tree.root() == null) {
      meter.visit(tree, tree.rootPlace(), 1);
    }
    return meter.result();
  }

  private BucketStatistics result() {
    long branches = branchPages + branchOverflows;
    long leaves = leafPages + leafOverflows;
    BucketStatistics own =
        new BucketStatistics(
            branchPages,
            branchOverflows,
            leafPages,
            leafOverflows,
            keys,
            depth,
            branches * pages.pageSize(),
            branchUsed,
            leaves * pages.pageSize(),
            leafUsed,
            1,
            inline ? 1 : 0,
            inlineUsed);
    BucketStatistics sum = own.plus(below);
    return new BucketStatistics(
        sum.branchPageCount(),
        sum.branchOverflowCount(),
        sum.leafPageCount(),
        sum.leafOverflowCount(),
        sum.keyCount(),
        depth + below.depth(),
        sum.branchAllocatedBytes(),
        sum.branchUsedBytes(),
        sum.leafAllocatedBytes(),
        sum.leafUsedBytes(),
        sum.bucketCount(),
        sum.inlineBucketCount(),
        sum.inlineBucketUsedBytes());
  }

  private void visit(Tree tree, long page, int level) {
    if (level > Pages.MAX_DEPTH) {
      throw tree.tooDeep();
    }
    depth = Math.max(depth, level);
    MemorySegment memory = pages.memory(page);
    long offset = Pages.offset(page);
    if (!inline && !seen.add(Layout.id(memory, offset))) {
      throw new CorruptDatabaseException(Layout.id(memory, offset), "is used twice");
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
        Tree child = Bucket.openTree(pages, key + keySize, valueSize);
        below = below.plus(measure(pages, child, seen));
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
