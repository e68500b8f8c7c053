// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A branch page in a form that is quick to search: of each key the eight bytes that follow what all
 * its keys begin with, as numbers side by side. A search in the page itself touches two cache lines
 * for each key that it looks at; here eight keys share one.
 *
 * <p>Immutable. The page that it was made from has been checked.
 */
final class BranchIndex {
  /** Pages with more children are searched as they are, so that an index stays small. */
  static final int MAX_COUNT = 1024;

  private final long pageId;
  private final long page;

  /** What all keys begin with. */
  private final byte[] common;

  /** The bytes of each key after that, with the sign bit turned so that they compare signed. */
  private final long[] prefixes;

  private final long[] children;

  private BranchIndex(long pageId, long page, byte[] common, long[] prefixes, long[] children) {
    this.pageId = pageId;
    this.page = page;
    this.common = common;
    this.prefixes = prefixes;
    this.children = children;
  }

  /** Reads a branch page that has at least one child. */
  static BranchIndex of(Pages pages, long pageId, long page) {
    MemorySegment file = pages.file();
    int count = pages.count(page);
    long end = pages.end(page);
    long firstKey = pages.checkedBranchKey(page, end, 0);
    long firstSize = Layout.branchKeySize(file, Layout.element(page, 0));
    long lastKey = pages.checkedBranchKey(page, end, count - 1);
    long lastSize = Layout.branchKeySize(file, Layout.element(page, count - 1));
    long differ =
        MemorySegment.mismatch(
            file, firstKey, firstKey + firstSize, file, lastKey, lastKey + lastSize);
    int skip = (int) (differ < 0 ? firstSize : differ);
    long[] prefixes = new long[count];
    long[] children = new long[count];
    for (int i = 0; i < count; i++) {
      long element = Layout.element(page, i);
      long key = pages.checkedBranchKey(page, end, i);
      prefixes[i] = prefix(file, key, Layout.branchKeySize(file, element), skip);
      children[i] = Layout.branchChild(file, element);
    }
    return new BranchIndex(pageId, page, Keys.copy(file, firstKey, skip), prefixes, children);
  }

  private static long prefix(MemorySegment memory, long key, long size, int skip) {
    if (size - skip >= Long.BYTES) {
      return memory.get(Keys.BIG_ENDIAN, key + skip) ^ Long.MIN_VALUE;
    }
    long prefix = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      int next =
          skip + i < size
              ? Byte.toUnsignedInt(memory.get(ValueLayout.JAVA_BYTE, key + skip + i))
              : 0;
      prefix = prefix << 8 | next;
    }
    return prefix ^ Long.MIN_VALUE;
  }

  private long prefix(byte[] key) {
    int skip = common.length;
    if (key.length - skip >= Long.BYTES) {
      return (long) Keys.ARRAY_BIG_ENDIAN.get(key, skip) ^ Long.MIN_VALUE;
    }
    long prefix = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      prefix = prefix << 8 | (skip + i < key.length ? Byte.toUnsignedInt(key[skip + i]) : 0);
    }
    return prefix ^ Long.MIN_VALUE;
  }

  long pageId() {
    return pageId;
  }

  /** Returns the place of the page. */
  long page() {
    return page;
  }

  int count() {
    return children.length;
  }

  long child(int index) {
    return children[index];
  }

  /** Returns the index of the child that holds a key if any does. */
  int search(Pages pages, byte[] key) {
    int skip = common.length;
    if (skip > 0) {
      int order =
          java.util.Arrays.compareUnsigned(key, 0, Math.min(skip, key.length), common, 0, skip);
      if (order != 0) {
        return order < 0 ? 0 : children.length - 1;
      }
    }
    long wanted = prefix(key);
    int low = 0;
    int high = prefixes.length;
    // The first prefix that is not less.
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (prefixes[middle] < wanted) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    int equalEnd = low;
    while (equalEnd < prefixes.length && prefixes[equalEnd] == wanted) {
      equalEnd++;
    }
    return low == equalEnd
        ? Math.max(low - 1, 0)
        : pages.searchBranch(page, pages.end(page), key, low, equalEnd);
  }
}
