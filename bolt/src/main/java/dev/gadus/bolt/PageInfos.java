// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.Consumer;

/** Describes pages. */
final class PageInfos {
  private PageInfos() {}

  static PageType type(int flags) {
    return switch (flags) {
      case Layout.BRANCH_FLAG -> PageType.BRANCH;
      case Layout.LEAF_FLAG -> PageType.LEAF;
      case Layout.META_FLAG -> PageType.META;
      case Layout.FREELIST_FLAG -> PageType.FREELIST;
      default -> PageType.UNKNOWN;
    };
  }

  static String typeName(int flags) {
    return new PageInfo(0, type(flags), flags, 0, 0).typeName();
  }

  /** Describes a page by its header; a free one by its number alone. */
  static PageInfo describe(Pages pages, long pageId, boolean free) {
    if (free) {
      return new PageInfo(pageId, PageType.FREE, 0, 0, 0);
    }
    long page = pages.anyPage(pageId);
    MemorySegment file = pages.file();
    int flags = Layout.flags(file, page);
    return new PageInfo(
        pageId, type(flags), flags, Layout.count(file, page), Layout.overflow(file, page));
  }

  /** Describes a page by its header, whatever that says; nothing when the file does not hold it. */
  static Optional<PageInfo> describe(Pages pages, long pageId, Consumer<CheckFinding> damage) {
    try {
      PageInfo page = describe(pages, pageId, false);
      switch (page.type()) {
        case BRANCH, LEAF, UNKNOWN -> pages.page(pageId);
        case META, FREELIST, FREE -> {}
      }
      return Optional.of(page);
    } catch (BoltException.CorruptDatabase e) {
      damage.accept(ReadableParts.finding(e));
    }
    if (!pages.isInFile(pageId)) {
      return Optional.empty();
    }
    MemorySegment file = pages.file();
    long page = pages.placeInFile(pageId);
    int flags = Layout.flags(file, page);
    return Optional.of(
        new PageInfo(
            pageId, type(flags), flags, Layout.count(file, page), Layout.overflow(file, page)));
  }
}
