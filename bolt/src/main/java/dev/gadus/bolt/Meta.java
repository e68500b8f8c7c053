// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static dev.gadus.bolt.Layout.U32;
import static dev.gadus.bolt.Layout.U64;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What a meta page says: where the tree and the freelist of one transaction are. Pages 0 and 1 are
 * meta pages; a transaction writes the one with the parity of its id, so that the other one still
 * names the state before it.
 *
 * <pre>
 * after the page header:  0 magic u32 | 4 version u32 | 8 page size u32 | 12 flags u32
 *   16 root page id u64 | 24 root sequence u64 | 32 freelist page id u64 | 40 high-water mark u64
 *   48 transaction id u64 | 56 checksum u64 (FNV-1a over the 56 bytes before it)
 * </pre>
 *
 * @param pageSize bytes per page
 * @param flags 0, or what a repair tool left there
 * @param root page at which the root bucket's tree starts
 * @param sequence the root bucket's sequence
 * @param freelist page of the list of free pages, or {@link Layout#NO_FREELIST}
 * @param highWaterMark first page id that was never allocated
 * @param transactionId the transaction that wrote it
 */
record Meta(
    int pageSize,
    int flags,
    long root,
    long sequence,
    long freelist,
    long highWaterMark,
    long transactionId) {

  static final int MAGIC = 0xED0CDAED;
  static final int VERSION = 2;

  /** Bytes of a meta page that mean something: header and body. They fit one disk sector. */
  static final int BYTES = Layout.PAGE_HEADER_BYTES + 64;

  private static final int BODY = Layout.PAGE_HEADER_BYTES;
  private static final int CHECKSUM = BODY + 56;
  private static final long FNV_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  /** What is wrong with a meta page. */
  enum Fault {
    NONE,
    MAGIC,
    VERSION,
    CHECKSUM
  }

  boolean hasFreelist() {
    return freelist != Layout.NO_FREELIST;
  }

  /** Returns the number of the meta page that this transaction's meta belongs to. */
  long metaPage() {
    return transactionId & 1;
  }

  static Fault fault(MemorySegment memory, long page) {
    if (memory.get(U32, page + BODY) != MAGIC) {
      return Fault.MAGIC;
    }
    if (memory.get(U32, page + BODY + 4) != VERSION) {
      return Fault.VERSION;
    }
    return memory.get(U64, page + CHECKSUM) == checksum(memory, page) ? Fault.NONE : Fault.CHECKSUM;
  }

  static Meta read(MemorySegment memory, long page) {
    return new Meta(
        memory.get(U32, page + BODY + 8),
        memory.get(U32, page + BODY + 12),
        memory.get(U64, page + BODY + 16),
        memory.get(U64, page + BODY + 24),
        memory.get(U64, page + BODY + 32),
        memory.get(U64, page + BODY + 40),
        memory.get(U64, page + BODY + 48));
  }

  /** Writes header and body; the rest of the page is not touched. */
  void write(MemorySegment memory, long page) {
    writeAs(memory, page, metaPage());
  }

  /** Writes it into a meta page of the caller's choice. */
  void writeAs(MemorySegment memory, long page, long pageId) {
    Layout.setHeader(memory, page, pageId, Layout.META_FLAG, 0, 0);
    memory.set(U32, page + BODY, MAGIC);
    memory.set(U32, page + BODY + 4, VERSION);
    memory.set(U32, page + BODY + 8, pageSize);
    memory.set(U32, page + BODY + 12, flags);
    memory.set(U64, page + BODY + 16, root);
    memory.set(U64, page + BODY + 24, sequence);
    memory.set(U64, page + BODY + 32, freelist);
    memory.set(U64, page + BODY + 40, highWaterMark);
    memory.set(U64, page + BODY + 48, transactionId);
    memory.set(U64, page + CHECKSUM, checksum(memory, page));
  }

  /** Over a copy in an array, which code that is not compiled yet reads far quicker than memory. */
  private static long checksum(MemorySegment memory, long page) {
    byte[] summed = new byte[CHECKSUM - BODY];
    MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, page + BODY, summed, 0, summed.length);
    long hash = FNV_BASIS;
    for (byte one : summed) {
      hash ^= Byte.toUnsignedLong(one);
      hash *= FNV_PRIME;
    }
    return hash;
  }
}
