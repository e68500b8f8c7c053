// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The pages of a damaged file: each is read as far as it can be understood. */
final class LenientPages {
  private final Pages pages;
  private final MemorySegment file;
  private final int pageSize;

  /** The part of the file that is there. */
  private final long fileBytes;

  /**
   * @param state the state whose pages are read, up to its high-water mark
   */
  LenientPages(Snapshot state) {
    this.pages = new Pages(state, null);
    this.file = pages.file();
    this.pageSize = pages.pageSize();
    this.fileBytes = Math.min(state.readableBytes(), file.byteSize());
  }

  MemorySegment file() {
    return file;
  }

  int pageSize() {
    return pageSize;
  }

  /** Returns how many whole pages the file has. */
  long pageCount() {
    return fileBytes / pageSize;
  }

  /** Returns the elements of a branch or leaf page, or says why they cannot be read. */
  PageShape read(long pageId) {
    long page = pages.placeInFile(pageId);
    long storedId = Layout.id(file, page);
    if (storedId != pageId) {
      throw new BoltException.CorruptDatabase(
          pageId, "self identifies as " + Long.toUnsignedString(storedId));
    }
    int flags = Layout.flags(file, page);
    if (flags != Layout.LEAF_FLAG && flags != Layout.BRANCH_FLAG) {
      throw new BoltException.CorruptDatabase(
          pageId, "has unexpected type/flags: " + Integer.toHexString(flags));
    }
    PageShape shape = PageShape.of(file, page, end(page), flags == Layout.LEAF_FLAG);
    if (shape == null) {
      throw new BoltException.CorruptDatabase(
          pageId, "has more elements than fit: count=" + Layout.count(file, page));
    }
    if (!shape.isLeaf() && shape.count() == 0) {
      throw new BoltException.CorruptDatabase(pageId, "is a branch without children");
    }
    long overflow = Layout.overflow(file, page);
    if (pageId + overflow >= Math.min(pages.highWaterMark(), pageCount())) {
      shape.addDamage(
          "the page overflows the end: overflow="
              + overflow
              + " high-water mark="
              + pages.highWaterMark()
              + " pages in the file="
              + pageCount());
    }
    return shape;
  }

  /** Returns whether a page can be read. */
  boolean isReadable(long pageId) {
    try {
      return read(pageId).count() >= 0;
    } catch (BoltException.CorruptDatabase e) {
      return false;
    }
  }

  /** Returns the elements of a page with a wrong header that are without doubt those of a leaf. */
  @Nullable PageShape readByElements(long pageId) {
    long page = pages.placeInFile(pageId);
    PageShape shape = PageShape.of(file, page, end(page), true);
    return shape != null && shape.isDense() ? shape : null;
  }

  /** Notes the pages that the elements of a page reach, whatever its header says. */
  void cover(long pageId, PageShape shape, PageSet covered) {
    long last = Math.max(pageId, (shape.used() - 1) / pageSize);
    for (long id = pageId; id <= last; id++) {
      covered.add(id);
    }
  }

  /** Returns the last page that belongs to a page: as its header says, or where that cannot be. */
  long lastPage(long pageId, PageShape shape) {
    long stated = pageId + Layout.overflow(file, pageId * pageSize);
    return stated < pageCount() ? stated : Math.max(pageId, (shape.used() - 1) / pageSize);
  }

  private long end(long page) {
    return Math.min(fileBytes, page + (Layout.overflow(file, page) + 1) * pageSize);
  }
}
