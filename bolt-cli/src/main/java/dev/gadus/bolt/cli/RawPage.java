// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * A page as it lies in the file, overflow included, read without trust: every offset and count in
 * it may be nonsense. Reading outside of the page is a {@link Failure} that says which item is
 * wrong.
 *
 * <p>The engine has its own reading of pages, which refuses what this one must be able to show.
 *
 * <pre>
 * header   0 id u64 | 8 flags u16 | 10 count u16 | 12 overflow u32
 * leaf     16 + 16 i: flags u32 | pos u32 | key size u32 | value size u32     key at this item's start + pos, value behind it
 * branch   16 + 16 i: pos u32 | key size u32 | child u64
 * freelist 16 ids u64 each; with count 0xffff the first one is the number of those that follow
 * </pre>
 */
record RawPage(MemorySegment bytes) {
  static final int HEADER_BYTES = 16;
  static final int ITEM_BYTES = 16;

  /** The value of a bucket's entry begins with its root page and its sequence. */
  private static final int BUCKET_HEADER_BYTES = 16;

  private static final int BRANCH = 0x01;
  private static final int LEAF = 0x02;
  private static final int META = 0x04;
  private static final int FREELIST = 0x10;

  /** A leaf item with this flag is a bucket. */
  private static final int BUCKET = 0x01;

  /** This count of a freelist page says that the true one is its first entry. */
  private static final int COUNT_ELSEWHERE = 0xffff;

  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** What a page says that it holds. */
  enum Kind {
    BRANCH,
    LEAF,
    META,
    FREELIST,
    UNKNOWN
  }

  long id() {
    return u64(0);
  }

  int flags() {
    return Short.toUnsignedInt(bytes.get(U16, 8));
  }

  int count() {
    return Short.toUnsignedInt(bytes.get(U16, 10));
  }

  /** Returns the number of further pages that belong to this one, 0 to 2^32 - 1. */
  long overflow() {
    return u32(12);
  }

  Kind kind() {
    return switch (flags()) {
      case BRANCH -> Kind.BRANCH;
      case LEAF -> Kind.LEAF;
      case META -> Kind.META;
      case FREELIST -> Kind.FREELIST;
      default -> Kind.UNKNOWN;
    };
  }

  String kindName() {
    return switch (kind()) {
      case BRANCH -> "branch";
      case LEAF -> "leaf";
      case META -> "meta";
      case FREELIST -> "freelist";
      case UNKNOWN -> String.format("unknown<%02x>", flags());
    };
  }

  MemorySegment leafKey(int index) {
    long item = item(index);
    return data(index, item + u32(item + 4), u32(item + 8));
  }

  MemorySegment leafValue(int index) {
    long item = item(index);
    return data(index, item + u32(item + 4) + u32(item + 8), u32(item + 12));
  }

  boolean isBucket(int index) {
    return (u32(item(index)) & BUCKET) != 0;
  }

  /**
   * Returns the root page that a bucket's entry names; 0 says that the bucket lies inline, behind
   * this header.
   */
  long bucketRoot(int index) {
    return bucketHeader(index).get(U64, 0);
  }

  long bucketSequence(int index) {
    return bucketHeader(index).get(U64, 8);
  }

  private MemorySegment bucketHeader(int index) {
    MemorySegment value = leafValue(index);
    if (value.byteSize() < BUCKET_HEADER_BYTES) {
      throw new Failure(
          "item "
              + index
              + " is a bucket of "
              + value.byteSize()
              + " bytes, fewer than its header has");
    }
    return value;
  }

  MemorySegment branchKey(int index) {
    long item = item(index);
    return data(index, item + u32(item), u32(item + 4));
  }

  long branchChild(int index) {
    return u64(item(index) + 8);
  }

  /**
   * Returns how many free pages the page lists; as unsigned as it is stored, and possibly more than
   * it has room for.
   */
  long freelistCount() {
    return count() == COUNT_ELSEWHERE ? u64(HEADER_BYTES) : count();
  }

  long freelistId(long index) {
    long first = count() == COUNT_ELSEWHERE ? HEADER_BYTES + 8L : HEADER_BYTES;
    if (index >= (bytes.byteSize() - first) / 8) {
      throw new Failure("entry " + index + " lies outside of the page");
    }
    return u64(first + 8 * index);
  }

  void setId(long id) {
    bytes.set(U64, 0, id);
  }

  /**
   * Keeps the items before {@code from} and those from {@code to} on, closes the gap, and shortens
   * the overflow to what is then needed.
   *
   * @param pageBytes the size of one page of the file
   */
  void removeItems(int from, int to, long pageBytes) {
    RawPage before = new RawPage(MemorySegment.ofArray(bytes.toArray(ValueLayout.JAVA_BYTE)));
    int kept = count() - (to - from);
    long end = HEADER_BYTES + (long) ITEM_BYTES * kept;
    for (int i = 0; i < kept; i++) {
      int old = i < from ? i : i + to - from;
      MemorySegment key = kind() == Kind.LEAF ? before.leafKey(old) : before.branchKey(old);
      MemorySegment value = kind() == Kind.LEAF ? before.leafValue(old) : MemorySegment.NULL;
      // Items at the end leave nothing to move.
      if (to < count()) {
        MemorySegment.copy(before.bytes, before.item(old), bytes, item(i), ITEM_BYTES);
        bytes.set(U32, item(i) + (kind() == Kind.LEAF ? 4 : 0), (int) (end - item(i)));
        MemorySegment.copy(key, 0, bytes, end, key.byteSize());
        MemorySegment.copy(value, 0, bytes, end + key.byteSize(), value.byteSize());
      }
      end += key.byteSize() + value.byteSize();
    }
    bytes.set(U16, 10, (short) kept);
    bytes.set(U32, 12, (int) ((end - 1) / pageBytes));
  }

  Meta meta() {
    return new Meta(bytes.asSlice(HEADER_BYTES, Meta.BYTES));
  }

  /** Returns whether an item lies in the page; when not, neither do those after it. */
  boolean hasItem(int index) {
    return HEADER_BYTES + (long) ITEM_BYTES * (index + 1) <= bytes.byteSize();
  }

  /** Returns what to say of an item that does not. */
  Failure outside(int index) {
    return new Failure("item " + index + " lies outside of the page");
  }

  private long item(int index) {
    if (!hasItem(index)) {
      throw outside(index);
    }
    return HEADER_BYTES + (long) ITEM_BYTES * index;
  }

  private MemorySegment data(int index, long start, long length) {
    if (start + length > bytes.byteSize()) {
      throw new Failure(
          "the data of item "
              + index
              + " lies outside of the page: from="
              + start
              + " length="
              + length
              + " page="
              + bytes.byteSize());
    }
    return bytes.asSlice(start, length);
  }

  private long u32(long at) {
    return Integer.toUnsignedLong(bytes.get(U32, at));
  }

  private long u64(long at) {
    return bytes.get(U64, at);
  }

  /** The fields of a meta page; see the file format for what they mean. */
  record Meta(MemorySegment bytes) {
    static final int BYTES = 64;
    static final int MAGIC = 0xED0CDAED;
    static final int VERSION = 2;

    /** In place of a freelist page: none is stored. */
    static final long NO_FREELIST = -1;

    private static final int CHECKSUM_AT = 56;
    private static final long FNV_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /** Returns why the library would not accept this meta page, or nothing when it would. */
    Optional<String> fault() {
      if (bytes.get(U32, 0) != MAGIC) {
        return Optional.of("invalid database");
      }
      if (version() != VERSION) {
        return Optional.of("version mismatch");
      }
      return checksum() == trueChecksum() ? Optional.empty() : Optional.of("checksum error");
    }

    boolean hasMagic() {
      return bytes.get(U32, 0) == MAGIC;
    }

    long version() {
      return Integer.toUnsignedLong(bytes.get(U32, 4));
    }

    long pageSize() {
      return Integer.toUnsignedLong(bytes.get(U32, 8));
    }

    int flags() {
      return bytes.get(U32, 12);
    }

    long root() {
      return bytes.get(U64, 16);
    }

    long rootSequence() {
      return bytes.get(U64, 24);
    }

    long freelist() {
      return bytes.get(U64, 32);
    }

    long highWaterMark() {
      return bytes.get(U64, 40);
    }

    long transactionId() {
      return bytes.get(U64, 48);
    }

    long checksum() {
      return bytes.get(U64, CHECKSUM_AT);
    }

    void setPageSize(long pageSize) {
      bytes.set(U32, 8, (int) pageSize);
    }

    /** Names another root page; its sequence starts again. */
    void setRoot(long pageId) {
      bytes.set(U64, 16, pageId);
      bytes.set(U64, 24, 0);
    }

    void setFreelist(long pageId) {
      bytes.set(U64, 32, pageId);
    }

    void setHighWaterMark(long pageId) {
      bytes.set(U64, 40, pageId);
    }

    /** Gives magic, version and flags the values of a meta page. */
    void setConstants() {
      bytes.set(U32, 0, MAGIC);
      bytes.set(U32, 4, VERSION);
      bytes.set(U32, 12, META);
    }

    /** Makes the checksum right again after a change. */
    void seal() {
      bytes.set(U64, CHECKSUM_AT, trueChecksum());
    }

    /** Returns the checksum that the other fields have: FNV-1a over their bytes. */
    long trueChecksum() {
      long hash = FNV_BASIS;
      for (int at = 0; at < CHECKSUM_AT; at++) {
        hash = (hash ^ Byte.toUnsignedLong(bytes.get(ValueLayout.JAVA_BYTE, at))) * FNV_PRIME;
      }
      return hash;
    }
  }
}
