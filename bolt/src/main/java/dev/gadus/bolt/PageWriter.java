// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Turns nodes into pages and writes them. Pages that follow one another in the file share a write;
 * a page may be longer than the buffer. Everything goes to pages that no committed state uses, so
 * it does not matter in which order, or whether, it reaches the disk before the next sync.
 */
final class PageWriter {
  /** Holds the header and the elements of the fullest page, and makes writes long enough. */
  static final int BUFFER_BYTES = 2 << 20;

  /** Enough for a small commit; many databases never see a larger one. */
  private static final int FIRST_BUFFER_BYTES = 64 << 10;

  private final StorageFile file;
  private final int pageSize;
  private MemorySegment buffer = Arena.ofAuto().allocate(FIRST_BUFFER_BYTES);

  /** Position in the file of the start of the buffer, and bytes in it. */
  private long position;

  private long used;

  private long writeCount;
  private long writtenBytes;

  PageWriter(StorageFile file, int pageSize) {
    this.file = file;
    this.pageSize = pageSize;
  }

  long writeCount() {
    return writeCount;
  }

  long writtenBytes() {
    return writtenBytes;
  }

  /** Writes the elements {@code from} to {@code to} of a node as one page. */
  void writeNode(Pages pages, Node node, int from, int to, long pageId, long pageCount) {
    start(pageId);
    int headBytes = Layout.PAGE_HEADER_BYTES + (to - from) * Layout.ELEMENT_BYTES;
    reserve(headBytes);
    writeHead(buffer, used, node, from, to, pageId, pageCount - 1);
    used += headBytes;
    int first = from;
    while (first < to) {
      // Elements that lie one behind the other already are copied in one go.
      long start = node.keys[first];
      long end = start;
      int next = first;
      while (next < to && node.keys[next] == end) {
        end += node.keySizes[next] + (node.leaf ? (long) node.valueSizes[next] : 0);
        next++;
      }
      copy(pages.memory(start), Pages.offset(start), end - start);
      first = Math.max(next, first + 1);
    }
    pad((pageId + pageCount) * pageSize);
  }

  /** Writes page header and element array of a page image. */
  static void writeHead(
      MemorySegment target, long page, Node node, int from, int to, long pageId, long overflow) {
    Layout.setHeader(
        target,
        page,
        pageId,
        node.leaf ? Layout.LEAF_FLAG : Layout.BRANCH_FLAG,
        to - from,
        overflow);
    long data = page + Layout.PAGE_HEADER_BYTES + (long) (to - from) * Layout.ELEMENT_BYTES;
    for (int i = from; i < to; i++) {
      long element = Layout.element(page, i - from);
      if (node.leaf) {
        target.set(Layout.U32, element, node.flags[i]);
        target.set(Layout.U32, element + 4, (int) (data - element));
        target.set(Layout.U32, element + 8, node.keySizes[i]);
        target.set(Layout.U32, element + 12, node.valueSizes[i]);
        data += (long) node.keySizes[i] + node.valueSizes[i];
      } else {
        target.set(Layout.U32, element, (int) (data - element));
        target.set(Layout.U32, element + 4, node.keySizes[i]);
        target.set(Layout.U64, element + 8, node.childIds[i]);
        data += node.keySizes[i];
      }
    }
  }

  /** Writes a freelist page. */
  void writeFreelist(PageSet ids, long pageId, long pageCount) {
    start(pageId);
    boolean longForm = ids.size() >= Layout.LONG_FREELIST_COUNT;
    reserve(Layout.PAGE_HEADER_BYTES + Long.BYTES);
    Layout.setHeader(
        buffer,
        used,
        pageId,
        Layout.FREELIST_FLAG,
        longForm ? Layout.LONG_FREELIST_COUNT : (int) ids.size(),
        pageCount - 1);
    used += Layout.PAGE_HEADER_BYTES;
    if (longForm) {
      buffer.set(Layout.U64, used, ids.size());
      used += Long.BYTES;
    }
    for (long id = ids.next(0); id >= 0; id = ids.next(id + 1)) {
      reserve(Long.BYTES);
      buffer.set(Layout.U64, used, id);
      used += Long.BYTES;
    }
    pad((pageId + pageCount) * pageSize);
  }

  private void start(long pageId) {
    if (position + used != pageId * pageSize) {
      flush();
      position = pageId * pageSize;
    }
  }

  private void reserve(long bytes) {
    while (used + bytes > buffer.byteSize()) {
      if (buffer.byteSize() < BUFFER_BYTES) {
        MemorySegment larger = Arena.ofAuto().allocate(buffer.byteSize() * 2);
        MemorySegment.copy(buffer, 0, larger, 0, used);
        buffer = larger;
      } else {
        flush();
      }
    }
  }

  private void copy(MemorySegment source, long offset, long length) {
    long done = 0;
    while (done < length) {
      reserve(1);
      long part = Math.min(length - done, buffer.byteSize() - used);
      MemorySegment.copy(source, offset + done, buffer, used, part);
      used += part;
      done += part;
    }
  }

  /** Fills up with zeros to a position in the file. */
  private void pad(long end) {
    while (position + used < end) {
      reserve(1);
      long part = Math.min(end - position - used, buffer.byteSize() - used);
      buffer.asSlice(used, part).fill((byte) 0);
      used += part;
    }
  }

  /** Writes what is in the buffer. */
  void flush() {
    if (used > 0) {
      long length = used;
      used = 0;
      file.write(position, buffer.asSlice(0, length));
      position += length;
      writeCount++;
      writtenBytes += length;
    }
  }

  /** Writes a meta page. */
  void writeMeta(Meta meta) {
    flush();
    meta.write(buffer, 0);
    file.write(meta.metaPage() * pageSize, buffer.asSlice(0, Meta.BYTES));
    writeCount++;
    writtenBytes += Meta.BYTES;
  }

  /** Forgets what is in the buffer. */
  void discard() {
    used = 0;
  }
}
