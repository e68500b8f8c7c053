// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A database file read page by page, without the engine, without a lock and without looking at any
 * checksum: the last resort on a damaged file, and of no meaning while somebody writes. Page size
 * and high-water mark are those of meta page 0, whatever meta page 1 says.
 */
final class PageFile {
  /** No file is shorter than this, and its first meta page lies in it. */
  private static final int LEAST_BYTES = 4096;

  /** The largest page size that can be made; more than this in a meta page is damage. */
  private static final long MAX_PAGE_BYTES = 16 << 20;

  /** How Go's command reports a page that is not there. */
  private static final String END_OF_FILE = "EOF";

  private final MemorySegment bytes;
  private final long pageBytes;
  private final long highWaterMark;

  private PageFile(MemorySegment bytes) {
    this.bytes = bytes;
    if (bytes.byteSize() < LEAST_BYTES) {
      throw new Failure(
          bytes.byteSize() == 0
              ? END_OF_FILE
              : "unexpected EOF: the file has " + bytes.byteSize() + " bytes");
    }
    RawPage.Meta meta = new RawPage(bytes).meta();
    if (!meta.hasMagic()) {
      throw new Failure("the Meta Page has wrong (unexpected) magic");
    }
    pageBytes = meta.pageSize();
    highWaterMark = meta.highWaterMark();
    if (pageBytes < RawPage.HEADER_BYTES + RawPage.Meta.BYTES || pageBytes > MAX_PAGE_BYTES) {
      throw new Failure("meta page 0 names a page size that cannot be: " + pageBytes);
    }
  }

  /** Maps a file; it can be read until {@code arena} is closed. */
  static PageFile open(Path file, Arena arena) {
    DatabaseFile.attributes(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new PageFile(channel.map(MapMode.READ_ONLY, 0, channel.size(), arena));
    } catch (IOException e) {
      throw new Failure(
          "cannot read " + GoText.quote(file.toString()) + ": " + Failure.reason(e), e);
    }
  }

  long pageBytes() {
    return pageBytes;
  }

  /** Returns the number of the first page that was never used. */
  long highWaterMark() {
    return highWaterMark;
  }

  /** Returns the bytes of one page as they are, without its overflow. */
  MemorySegment bytes(long id) {
    return bytes(id, 1);
  }

  /** Returns a page with its overflow, once its header says that it is this page. */
  RawPage page(long id) {
    RawPage page = new RawPage(bytes(id));
    if (page.id() != id) {
      throw new Failure(
          "error: invalid value due to unexpected Page id: "
              + Long.toUnsignedString(page.id())
              + " != "
              + Long.toUnsignedString(id));
    }
    // The arithmetic is Go's, in 32 bits: with a high-water mark below 3 the limit is large.
    if (Integer.compareUnsigned((int) page.overflow(), (int) highWaterMark - 3) >= 0) {
      throw new Failure(
          "error: invalid value, Page claims to have "
              + page.overflow()
              + " overflow pages (>=hwm="
              + Long.toUnsignedString(highWaterMark)
              + "). Interrupting to avoid risky OOM");
    }
    return page.overflow() == 0 ? page : new RawPage(bytes(id, page.overflow() + 1));
  }

  private MemorySegment bytes(long id, long pageCount) {
    long pagesInFile = bytes.byteSize() / pageBytes;
    if (Long.compareUnsigned(id, pagesInFile) >= 0 || pageCount > pagesInFile - id) {
      throw new Failure(END_OF_FILE);
    }
    return bytes.asSlice(id * pageBytes, pageCount * pageBytes);
  }
}
