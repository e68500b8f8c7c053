// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** A growing array of longs. */
final class LongList {
  private static final int FIRST_CAPACITY = 16;

  private long[] values;
  private int size;

  LongList() {
    this(FIRST_CAPACITY);
  }

  /** With room for so many, at least one, before it grows. */
  LongList(int capacity) {
    values = new long[capacity];
  }

  /** Returns a copy of numbers that stand in memory. */
  static LongList read(MemorySegment memory, long offset, int count) {
    LongList list = new LongList(Math.max(FIRST_CAPACITY, count));
    MemorySegment.copy(memory, Layout.U64, offset, list.values, 0, count);
    list.size = count;
    return list;
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  long get(int index) {
    if (index >= size) {
      throw new IndexOutOfBoundsException("index=" + index + " size=" + size);
    }
    return values[index];
  }

  void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = value;
  }

  long removeLast() {
    long last = get(size - 1);
    size--;
    return last;
  }

  void clear() {
    size = 0;
  }
}
