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

  private final @Nullable BranchIndex[] entries = new BranchIndex[ENTRIES];

  @Nullable BranchIndex get(long pageId) {
    BranchIndex index = entries[slot(pageId)];
    return index != null && index.pageId() == pageId ? index : null;
  }

  void put(BranchIndex index) {
    entries[slot(index.pageId())] = index;
  }

  void remove(long pageId) {
    int slot = slot(pageId);
    if (entries[slot] != null) {
      entries[slot] = null;
    }
  }

  private static int slot(long pageId) {
    return (int) pageId & (ENTRIES - 1);
  }
}
