// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.util.Arrays;

/**
 * A set of page ids as a bitmap, with a second bitmap that has one bit for each non-empty word of
 * the first. Adding, removing and finding the lowest member take time that hardly depends on the
 * number of members; memory is one bit for each page of the file.
 */
final class PageSet {
  private long[] words = new long[0];
  private long[] summary = new long[0];
  private long size;

  long size() {
    return size;
  }

  boolean contains(long id) {
    long word = id >>> 6;
    return word < words.length && (words[(int) word] & (1L << id)) != 0;
  }

  /** Returns whether it was not there before. */
  boolean add(long id) {
    int word = Math.toIntExact(id >>> 6);
    grow(word);
    long bit = 1L << id;
    if ((words[word] & bit) != 0) {
      return false;
    }
    words[word] |= bit;
    summary[word >>> 6] |= 1L << word;
    size++;
    return true;
  }

  /** Returns whether it was there. */
  boolean remove(long id) {
    if (!contains(id)) {
      return false;
    }
    int word = (int) (id >>> 6);
    words[word] &= ~(1L << id);
    if (words[word] == 0) {
      summary[word >>> 6] &= ~(1L << word);
    }
    size--;
    return true;
  }

  private void grow(int word) {
    if (word >= words.length) {
      int length = Math.max(word + 1, words.length + (words.length >> 1) + 16);
      words = Arrays.copyOf(words, length);
      summary = Arrays.copyOf(summary, (length + 63) >>> 6);
    }
  }

  /** Returns the lowest member that is at least {@code from}, or -1. */
  long next(long from) {
    long first = from >>> 6;
    if (first >= words.length) {
      return -1;
    }
    int word = (int) first;
    long bits = words[word] & (-1L << from);
    if (bits != 0) {
      return ((long) word << 6) + Long.numberOfTrailingZeros(bits);
    }
    word = nextWord(word + 1);
    return word < 0 ? -1 : ((long) word << 6) + Long.numberOfTrailingZeros(words[word]);
  }

  private int nextWord(int from) {
    int block = from >>> 6;
    if (block >= summary.length) {
      return -1;
    }
    long bits = summary[block] & (-1L << from);
    while (bits == 0) {
      block++;
      if (block >= summary.length) {
        return -1;
      }
      bits = summary[block];
    }
    return (block << 6) + Long.numberOfTrailingZeros(bits);
  }

  /** Returns the lowest id that is at least {@code from} and not a member. */
  long nextAbsent(long from) {
    long first = from >>> 6;
    if (first >= words.length) {
      return from;
    }
    int word = (int) first;
    long bits = ~words[word] & (-1L << from);
    while (bits == 0) {
      word++;
      if (word >= words.length) {
        return (long) word << 6;
      }
      bits = ~words[word];
    }
    return ((long) word << 6) + Long.numberOfTrailingZeros(bits);
  }

  /**
   * Returns the start of the lowest run of {@code count} members that starts at {@code from} or
   * later and before {@code end}, or -1.
   */
  long findRun(long from, long end, long count) {
    long start = next(from);
    while (start >= 0 && start < end) {
      if (count == 1) {
        return start;
      }
      long runEnd = nextAbsent(start);
      if (runEnd - start >= count) {
        return start;
      }
      start = next(runEnd);
    }
    return -1;
  }

  /** Returns the ids from {@code from} to before {@code end} that are not members. */
  PageSet absent(long from, long end) {
    PageSet absent = new PageSet();
    if (from >= end) {
      return absent;
    }
    int first = (int) (from >>> 6);
    int last = Math.toIntExact((end - 1) >>> 6);
    absent.grow(last);
    for (int word = first; word <= last; word++) {
      long bits = word < words.length ? ~words[word] : -1L;
      if (word == first) {
        bits &= -1L << from;
      }
      if (word == last) {
        bits &= -1L >>> -end;
      }
      if (bits != 0) {
        absent.words[word] = bits;
        absent.summary[word >>> 6] |= 1L << word;
        absent.size += Long.bitCount(bits);
      }
    }
    return absent;
  }

  /** Returns how many words there are; each is for 64 ids. */
  int wordCount() {
    return words.length;
  }

  /** Returns the number of members among the 64 ids of a word. */
  int countInWord(int word) {
    return Long.bitCount(words[word]);
  }

  PageSet copy() {
    PageSet copy = new PageSet();
    copy.words = words.clone();
    copy.summary = summary.clone();
    copy.size = size;
    return copy;
  }
}
