// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What a file holds before the first commit: two meta pages, an empty freelist and an empty root.
 *
 * <p>It is written by one write and one sync. When the power goes in between, each sector of it is
 * there or zero, and the file is as long as it is or shorter. Such a file can be told from one that
 * was ever committed to, and from one that is damaged: a commit changes a meta page.
 */
final class NewDatabase {
  /** The shortest file that there is. */
  static final long PAGES = 4;

  private static final long FREELIST = 2;
  private static final long ROOT = 3;

  /** A disk writes as many bytes or none. */
  private static final int SECTOR_BYTES = 512;

  private final StorageFile file;

  NewDatabase(StorageFile file) {
    this.file = file;
  }

  /** Writes it; it is on disk after the next sync. */
  void write(int pageSize) {
    try (Arena arena = Arena.ofConfined()) {
      file.resize(0);
      boolean written = false;
      try {
        file.write(0, image(arena, pageSize));
        written = true;
      } finally {
        if (!written) {
          file.resize(0);
        }
      }
    }
  }

  private static MemorySegment image(Arena arena, int pageSize) {
    MemorySegment image = arena.allocate(PAGES * pageSize);
    for (long id = 0; id < Layout.FIRST_DATA_PAGE; id++) {
      new Meta(pageSize, 0, ROOT, 0, FREELIST, PAGES, id).write(image, id * pageSize);
    }
    Layout.setHeader(image, FREELIST * pageSize, FREELIST, Layout.FREELIST_FLAG, 0, 0);
    Layout.setHeader(image, ROOT * pageSize, ROOT, Layout.LEAF_FLAG, 0, 0);
    return image;
  }

  /** Returns whether the file is empty, or holds a part of a new database and nothing else. */
  boolean isUnfinished() {
    long size = file.size();
    if (size == 0) {
      return true;
    }
    for (int pageSize = Options.MIN_PAGE_SIZE; pageSize <= Options.MAX_PAGE_SIZE; pageSize *= 2) {
      if (size <= PAGES * pageSize && isPartOf(pageSize, size)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether each sector is zero or as it should be, and not all of them as they should. */
  private boolean isPartOf(int pageSize, long size) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment found = arena.allocate(SECTOR_BYTES);
      // Most files are told by their first sector, and need no image of up to 64 MiB.
      if (!isZero(read(found, 0)) && Meta.read(found, 0).pageSize() != pageSize) {
        return false;
      }
      MemorySegment image = image(arena, pageSize);
      boolean complete = size == PAGES * pageSize;
      for (long at = 0; at < size; at += SECTOR_BYTES) {
        MemorySegment sector = read(found, at);
        MemorySegment expected = image.asSlice(at, sector.byteSize());
        boolean same = sector.mismatch(expected) < 0;
        if (!same && !isZero(sector)) {
          return false;
        }
        complete &= same;
      }
      return !complete;
    }
  }

  private MemorySegment read(MemorySegment sector, long position) {
    return sector.asSlice(0, file.read(position, sector));
  }

  private static boolean isZero(MemorySegment memory) {
    for (long at = 0; at < memory.byteSize(); at++) {
      if (memory.get(java.lang.foreign.ValueLayout.JAVA_BYTE, at) != 0) {
        return false;
      }
    }
    return true;
  }
}
