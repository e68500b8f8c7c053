// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a page that may be damaged. Elements, keys and values follow one another without
 * a gap, so that the count of a page and the place of each key stand there twice: as numbers, and
 * as what the other elements say. Where the numbers cannot be right, the others decide.
 */
final class PageShape {
  /** An element whose key cannot be found. */
  static final long NOWHERE = -1;

  private final MemorySegment memory;
  private final long page;
  private final long end;
  private final boolean leaf;
  private final List<String> damages = new ArrayList<>();
  private boolean dense;
  private long[] keys = new long[0];

  private PageShape(MemorySegment memory, long page, long end, boolean leaf) {
    this.memory = memory;
    this.page = page;
    this.end = end;
    this.leaf = leaf;
  }

  /**
   * Looks at the elements of a page from {@code page} to {@code end} in a memory; nothing when
   * neither the count nor the elements tell how many there are.
   */
  static @Nullable PageShape of(MemorySegment memory, long page, long end, boolean leaf) {
    PageShape shape = new PageShape(memory, page, end, leaf);
    return shape.measure() ? shape : null;
  }

  boolean isLeaf() {
    return leaf;
  }

  /** Returns how many elements there are. */
  int count() {
    return keys.length;
  }

  /** Returns where the key of an element starts, or {@link #NOWHERE}. */
  long key(int index) {
    return keys[index];
  }

  long keySize(int index) {
    return leaf
        ? Layout.leafKeySize(memory, element(index))
        : Layout.branchKeySize(memory, element(index));
  }

  long valueSize(int index) {
    return leaf ? Layout.leafValueSize(memory, element(index)) : 0;
  }

  byte[] keyBytes(int index) {
    return Keys.copy(memory, keys[index], keySize(index));
  }

  byte[] valueBytes(int index) {
    return Keys.copy(memory, keys[index] + keySize(index), valueSize(index));
  }

  boolean isBucket(int index) {
    return leaf && (Layout.leafFlags(memory, element(index)) & Layout.BUCKET_FLAG) != 0;
  }

  long child(int index) {
    return Layout.branchChild(memory, element(index));
  }

  /** Returns what was found wrong, and was put right. */
  List<String> damages() {
    return damages;
  }

  /** Adds what is wrong with the page besides its elements. */
  void addDamage(String text) {
    damages.add(text);
  }

  /** Returns whether the elements by themselves tell how many there are, and lie without a gap. */
  boolean isDense() {
    return dense;
  }

  /** Returns the first byte behind all keys and values that were found. */
  long used() {
    long used = page + Layout.PAGE_HEADER_BYTES;
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] != NOWHERE) {
        used = Math.max(used, keys[i] + keySize(i) + valueSize(i));
      }
    }
    return used;
  }

  private long element(int index) {
    return Layout.element(page, index);
  }

  private long position(int index) {
    return leaf ? Layout.leafKey(memory, element(index)) : Layout.branchKey(memory, element(index));
  }

  private boolean measure() {
    int stated = Layout.count(memory, page);
    long room = Math.max(0, end - page - Layout.PAGE_HEADER_BYTES) / Layout.ELEMENT_BYTES;
    int counted = countedByElements(Math.min(room, Layout.MAX_ELEMENTS));
    dense = counted > 0;
    if (!dense && stated > room) {
      return false;
    }
    int count = dense ? counted : stated;
    if (count != stated) {
      damages.add("the page says that it has " + stated + " elements, and has " + count);
    }
    keys = new long[count];
    place();
    return true;
  }

  /** Returns how many elements lie without a gap before the first key, or 0 when they do not. */
  private int countedByElements(long room) {
    if (room == 0) {
      return 0;
    }
    long distance = position(0) - element(0);
    long count = distance / Layout.ELEMENT_BYTES;
    if (distance % Layout.ELEMENT_BYTES != 0 || count == 0 || count > room) {
      return 0;
    }
    long next = position(0);
    for (int i = 0; i < count; i++) {
      if (position(i) != next) {
        return 0;
      }
      next += keySize(i) + valueSize(i);
      if (next > end) {
        return 0;
      }
    }
    return (int) count;
  }

  /** Finds each key: where its element says, or else behind the elements before it. */
  private void place() {
    long data = element(keys.length);
    long expected = data;
    for (int i = 0; i < keys.length; i++) {
      long size = keySize(i) + valueSize(i);
      long position = position(i);
      if (fits(position, size, data)) {
        keys[i] = position;
      } else if (fits(expected, size, data)) {
        keys[i] = expected;
        damages.add(
            "element "
                + i
                + (position < data ? " points into the elements" : " reaches beyond the page")
                + "; it is read where those before it end");
      } else {
        keys[i] = NOWHERE;
      }
      expected = keys[i] == NOWHERE ? expected + size : keys[i] + size;
    }
  }

  private boolean fits(long position, long size, long data) {
    // A page of more than two gibibytes can hold what no array can.
    return position >= data && size <= Layout.MAX_PAGE_BYTES && position + size <= end;
  }
}
