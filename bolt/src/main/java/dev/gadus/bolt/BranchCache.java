// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import org.jspecify.annotations.Nullable;

/**
 * Indexes of the branch pages that were searched last, shared by all readers of a database.
 *
 * <p>A page that a transaction sees does not change, so an index stays right until its page is used
 * again; the writer removes it when it allocates the page. No lock and no volatile access is
 * needed: a reader that made an index of the page's former content ended, by a volatile write that
 * the writer has read, before the page became free; and a reader of the new content has read the
 * snapshot that the writer published after removing the old index. An index is immutable, so it is
 * seen whole.
 */
final class BranchCache {
  /** Branches above some two gigabytes of leaves; 16 MiB of memory at the very most. */
  private static final int ENTRIES = 4096;

  /** Indexes that share a set; so many that few pages of a tree of that size push others out. */
  private static final int WAYS = 8;

  /** One miss in so many pushes an index out of a full set, so that a large tree makes few. */
  private static final int MISSES_PER_EVICTION = 256;

  private final @Nullable BranchIndex[] entries = new BranchIndex[ENTRIES];

  /** Page of each entry, to look through a set in one cache line; the entry itself decides. */
  private final long[] pageIds = new long[ENTRIES];

  /** Counts roughly, for several threads may do so at once. */
  private int misses;

  @Nullable BranchIndex get(long pageId) {
    int set = set(pageId);
    for (int i = set; i < set + WAYS; i++) {
      if (pageIds[i] == pageId) {
        BranchIndex index = entries[i];
        if (index != null && index.pageId() == pageId) {
          return index;
        }
      }
    }
    return null;
  }

  /** Returns whether an index of this page should be made and put here. */
  boolean hasRoom(long pageId) {
    return freeWay(pageId) >= 0 || ++misses % MISSES_PER_EVICTION == 0;
  }

  private int freeWay(long pageId) {
    int set = set(pageId);
    for (int i = set; i < set + WAYS; i++) {
      if (entries[i] == null) {
        return i;
      }
    }
    return -1;
  }

  void put(BranchIndex index) {
    int way = freeWay(index.pageId());
    if (way < 0) {
      way = set(index.pageId()) + (misses / MISSES_PER_EVICTION & (WAYS - 1));
    }
    entries[way] = index;
    pageIds[way] = index.pageId();
  }

  void remove(long pageId) {
    int set = set(pageId);
    for (int i = set; i < set + WAYS; i++) {
      BranchIndex index = entries[i];
      if (index != null && index.pageId() == pageId) {
        entries[i] = null;
      }
    }
  }

  private static int set(long pageId) {
    return (int) pageId * WAYS & (ENTRIES - 1);
  }
}
