// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.util.Arrays;

/**
 * The pages that can be allocated. Pages that are taken one after the other lie side by side where
 * that is possible, for one long write costs a disk far less than many short ones: they are taken
 * from the region of the file in which most pages are free, until that region has no more. After
 * many random changes a quarter of the pages may be free, alone or in pairs if one looks at the
 * whole file; the regions that were written long ago are nearly empty.
 */
final class FreePages {
  /** A megabyte of the most common pages: a long write, and a small part of a file. */
  private static final int REGION_PAGES = 256;

  private static final int REGION_SHIFT = Integer.numberOfTrailingZeros(REGION_PAGES);

  /** Regions count as equally empty when the free pages of both fall into the same of so many. */
  private static final int LEVELS = 8;

  private static final int LEVEL_PAGES = REGION_PAGES / LEVELS;

  private final PageSet pages;

  /** Number of free pages of each region. */
  private int[] counts = new int[0];

  /** The regions of each level; those without a free page are in none. */
  private final PageSet[] levels = new PageSet[LEVELS];

  /** Where the next page is looked for, and where its region ends. */
  private long next;

  private long regionEnd;

  // Both, as they were when the transaction began.
  private long nextBefore;
  private long regionEndBefore;

  FreePages(PageSet pages) {
    this.pages = pages;
    for (int i = 0; i < LEVELS; i++) {
      levels[i] = new PageSet();
    }
    for (int word = 0; word < pages.wordCount(); word++) {
      int count = pages.countInWord(word);
      if (count > 0) {
        count((long) word << 6, count);
      }
    }
  }

  long size() {
    return pages.size();
  }

  boolean contains(long id) {
    return pages.contains(id);
  }

  PageSet copy() {
    return pages.copy();
  }

  void add(long id) {
    if (pages.add(id)) {
      count(id, 1);
    }
  }

  /** Returns whether it was there. */
  boolean remove(long id) {
    if (!pages.remove(id)) {
      return false;
    }
    count(id, -1);
    return true;
  }

  private void count(long id, int change) {
    int region = Math.toIntExact(id >>> REGION_SHIFT);
    if (region >= counts.length) {
      counts = Arrays.copyOf(counts, region + (region >> 1) + 16);
    }
    int before = counts[region];
    int after = before + change;
    counts[region] = after;
    int levelBefore = level(before);
    int levelAfter = level(after);
    if (levelBefore != levelAfter) {
      if (levelBefore >= 0) {
        levels[levelBefore].remove(region);
      }
      if (levelAfter >= 0) {
        levels[levelAfter].add(region);
      }
    }
  }

  private static int level(int count) {
    return count == 0 ? -1 : (count - 1) / LEVEL_PAGES;
  }

  /** Remembers where the next page is looked for. */
  void mark() {
    nextBefore = next;
    regionEndBefore = regionEnd;
  }

  /** Looks for the next page where it was looked for then, so that a second try does the same. */
  void rewind() {
    next = nextBefore;
    regionEnd = regionEndBefore;
  }

  /** Takes pages that follow one another; returns the first, or -1 when there are none. */
  long take(long count) {
    long start = findInRegion(count);
    if (start < 0 && enterEmptiestRegion()) {
      start = findInRegion(count);
    }
    if (start < 0 && count > 1) {
      start = lowest(count);
    }
    return taken(start, count);
  }

  /** Does the same with those that come first in the file. */
  long takeLowest(long count) {
    return taken(lowest(count), count);
  }

  /** Returns the start of the first pages that follow one another, or -1. */
  long lowest(long count) {
    return pages.findRun(0, Long.MAX_VALUE, count);
  }

  private long findInRegion(long count) {
    return next < regionEnd ? pages.findRun(next, regionEnd, count) : -1;
  }

  private boolean enterEmptiestRegion() {
    for (int level = LEVELS - 1; level >= 0; level--) {
      long region = levels[level].next(0);
      if (region >= 0) {
        next = region << REGION_SHIFT;
        regionEnd = next + REGION_PAGES;
        return true;
      }
    }
    return false;
  }

  private long taken(long start, long count) {
    if (start >= 0) {
      for (long id = start; id < start + count; id++) {
        remove(id);
      }
      if (start >= next && start < regionEnd) {
        next = start + count;
      }
    }
    return start;
  }
}
