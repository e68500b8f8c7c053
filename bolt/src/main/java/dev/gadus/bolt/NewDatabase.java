// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What a file holds before the first commit: two meta pages, an empty freelist and an empty root.
 *
 * <p>The meta pages are written when all that they name is on the disk. When the power goes before
 * that, they are zero, each sector of the others is there or zero, and the file is as long as it
 * should be or shorter: such a file can be told from every database, and is made one again. When it
 * goes later, one meta page is enough.
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
    long metas = Layout.FIRST_DATA_PAGE * pageSize;
    boolean written = false;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment image = image(arena, pageSize);
      file.resize(0);
      file.write(metas, image.asSlice(metas));
      file.sync();
      file.write(0, image.asSlice(0, metas));
      written = true;
    } finally {
      if (!written) {
        file.resize(0);
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

  /**
   * Returns whether the file is empty, or holds a part of a new database that no meta page names.
   */
  boolean isUnfinished() {
    long size = file.size();
    try (Arena arena = Arena.ofConfined()) {
      if (!isZero(read(arena.allocate(SECTOR_BYTES), 0))) {
        return false; // As in every database, unless its first meta page is damaged.
      }
    }
    for (int pageSize = Options.MIN_PAGE_SIZE; pageSize <= Options.MAX_PAGE_SIZE; pageSize *= 2) {
      if (size <= PAGES * pageSize && isPartOf(pageSize, size)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether the meta pages are zero, and each sector behind is zero or as it should be. */
  private boolean isPartOf(int pageSize, long size) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment image = image(arena, pageSize);
      image.asSlice(0, Layout.FIRST_DATA_PAGE * pageSize).fill((byte) 0);
      MemorySegment found = arena.allocate(SECTOR_BYTES);
      for (long at = 0; at < size; at += SECTOR_BYTES) {
        MemorySegment sector = read(found, at);
        if (sector.mismatch(image.asSlice(at, sector.byteSize())) >= 0 && !isZero(sector)) {
          return false;
        }
      }
      return true;
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
