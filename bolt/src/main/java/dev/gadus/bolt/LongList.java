package dev.gadus.bolt;

import java.util.Arrays;

/** A growing array of longs. */
final class LongList {
  private long[] values = new long[16];
  private int size;

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
