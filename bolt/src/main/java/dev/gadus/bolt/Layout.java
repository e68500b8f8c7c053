// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Where things stand in a page. Offsets are in bytes; integers are little-endian and may stand at
 * any address, because an inline page starts anywhere.
 *
 * <pre>
 * page header        0 id u64 | 8 flags u16 | 10 count u16 | 12 overflow u32
 * branch element     0 pos u32 | 4 key size u32 | 8 page id u64
 * leaf element       0 flags u32 | 4 pos u32 | 8 key size u32 | 12 value size u32
 * bucket header      0 root page id u64 | 8 sequence u64 | 16 page image, when the root is 0
 * </pre>
 *
 * The elements follow the header of the page at once, and the keys and values follow the elements.
 * {@code pos} counts from the start of its own element; a value follows its key.
 */
final class Layout {
  static final int PAGE_HEADER_BYTES = 16;
  static final int ELEMENT_BYTES = 16;
  static final int BUCKET_HEADER_BYTES = 16;

  static final int BRANCH_FLAG = 0x01;
  static final int LEAF_FLAG = 0x02;
  static final int META_FLAG = 0x04;
  static final int FREELIST_FLAG = 0x10;

  /** Flag of a leaf element whose value is a bucket header. */
  static final int BUCKET_FLAG = 0x01;

  /** The count of a page is 16 bits, and its greatest value means something else in a freelist. */
  static final int MAX_ELEMENTS = 0xFFFE;

  /** A list of this many ids or more stores its length in front of the ids. */
  static final int LONG_FREELIST_COUNT = 0xFFFF;

  /** In a meta page: no freelist is stored. */
  static final long NO_FREELIST = -1;

  /** A page is no larger than what its elements can point at. */
  static final long MAX_PAGE_BYTES = 0x7FFFFFFFL;

  /** Pages 0 and 1 are the meta pages. */
  static final long FIRST_DATA_PAGE = 2;

  static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final long ID = 0;
  private static final long FLAGS = 8;
  private static final long COUNT = 10;
  private static final long OVERFLOW = 12;

  private Layout() {}

  static long id(MemorySegment memory, long page) {
    return memory.get(U64, page + ID);
  }

  static int flags(MemorySegment memory, long page) {
    return Short.toUnsignedInt(memory.get(U16, page + FLAGS));
  }

  static int count(MemorySegment memory, long page) {
    return Short.toUnsignedInt(memory.get(U16, page + COUNT));
  }

  static long overflow(MemorySegment memory, long page) {
    return Integer.toUnsignedLong(memory.get(U32, page + OVERFLOW));
  }

  /** Returns the flags in the second word of a page's header. */
  static int flagsOf(long word) {
    return (int) word & 0xFFFF;
  }

  static int countOf(long word) {
    return (int) (word >>> 16) & 0xFFFF;
  }

  static long overflowOf(long word) {
    return word >>> 32;
  }

  static void setHeader(
      MemorySegment memory, long page, long id, int flags, int count, long overflow) {
    memory.set(U64, page + ID, id);
    memory.set(U16, page + FLAGS, (short) flags);
    memory.set(U16, page + COUNT, (short) count);
    memory.set(U32, page + OVERFLOW, (int) overflow);
  }

  static long element(long page, int index) {
    return page + PAGE_HEADER_BYTES + (long) index * ELEMENT_BYTES;
  }

  static long branchKey(MemorySegment memory, long element) {
    return element + Integer.toUnsignedLong(memory.get(U32, element));
  }

  static long branchKeySize(MemorySegment memory, long element) {
    return Integer.toUnsignedLong(memory.get(U32, element + 4));
  }

  static long branchChild(MemorySegment memory, long element) {
    return memory.get(U64, element + 8);
  }

  static int leafFlags(MemorySegment memory, long element) {
    return memory.get(U32, element);
  }

  static long leafKey(MemorySegment memory, long element) {
    return element + Integer.toUnsignedLong(memory.get(U32, element + 4));
  }

  static long leafKeySize(MemorySegment memory, long element) {
    return Integer.toUnsignedLong(memory.get(U32, element + 8));
  }

  static long leafValueSize(MemorySegment memory, long element) {
    return Integer.toUnsignedLong(memory.get(U32, element + 12));
  }

  static long bucketRoot(MemorySegment memory, long value) {
    return memory.get(U64, value);
  }

  static long bucketSequence(MemorySegment memory, long value) {
    return memory.get(U64, value + 8);
  }

  /** Returns how many pages of {@code pageSize} hold this many bytes. */
  static long pagesFor(long bytes, int pageSize) {
    return (bytes + pageSize - 1) / pageSize;
  }
}
