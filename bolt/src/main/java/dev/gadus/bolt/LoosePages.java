// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import org.jspecify.annotations.Nullable;

/** Finds the pages of trees that nothing leads to any more. */
final class LoosePages {
  private final LenientPages pages;

  /** Pages that were reached, were refused, or belong to another page. */
  private final PageSet covered;

  /** Pages that were reached and whose header is wrong. */
  private final PageSet refused;

  private final @Nullable PageSet free;
  private final PageSet loose = new PageSet();
  private final PageSet below = new PageSet();

  private LoosePages(LenientPages pages, PageSet covered, PageSet refused, @Nullable PageSet free) {
    this.pages = pages;
    this.covered = covered;
    this.refused = refused;
    this.free = free;
  }

  /**
   * Returns the loose pages; those that no other loose page leads to come first.
   *
   * @param covered pages that a tree reaches; the loose ones are added
   * @param refused pages that a tree reaches and that could not be read
   * @param free pages that may hold anything, when it is known which
   */
  static LongList find(
      LenientPages pages, PageSet covered, PageSet refused, @Nullable PageSet free) {
    return new LoosePages(pages, covered, refused, free).find();
  }

  private LongList find() {
    for (long id = Layout.FIRST_DATA_PAGE; id < pages.pageCount(); id++) {
      PageShape shape = candidate(id);
      if (shape != null) {
        loose.add(id);
        pages.cover(id, shape, covered);
        noteBelow(shape);
      }
    }
    LongList ordered = new LongList();
    for (boolean top : new boolean[] {true, false}) {
      for (long id = loose.next(0); id >= 0; id = loose.next(id + 1)) {
        if (below.contains(id) != top) {
          ordered.add(id);
        }
      }
    }
    return ordered;
  }

  private @Nullable PageShape candidate(long id) {
    if (covered.contains(id) || (free != null && free.contains(id))) {
      return null;
    }
    PageShape shape = read(pages, refused, id);
    return shape == null || shape.count() == 0 ? null : shape;
  }

  /** Returns a page, or nothing when it cannot be one of a tree. */
  static @Nullable PageShape read(LenientPages pages, PageSet refused, long id) {
    try {
      return pages.read(id);
    } catch (BoltException.CorruptDatabase e) {
      return refused.contains(id) ? pages.readByElements(id) : null;
    }
  }

  private void noteBelow(PageShape shape) {
    for (int i = 0; i < shape.count(); i++) {
      if (!shape.isLeaf()) {
        noteBelow(shape.child(i));
      } else if (shape.isBucket(i)
          && shape.key(i) != PageShape.NOWHERE
          && shape.valueSize(i) >= Layout.BUCKET_HEADER_BYTES) {
        noteBelow(Layout.bucketRoot(pages.file(), shape.key(i) + shape.keySize(i)));
      }
    }
  }

  private void noteBelow(long id) {
    if (id >= Layout.FIRST_DATA_PAGE && id < pages.pageCount()) {
      below.add(id);
    }
  }
}
