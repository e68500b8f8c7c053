// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory for the keys and values that a write transaction was given. It only grows, so a place in
 * it stays valid until the transaction ends.
 *
 * <p>A place is a negative number, so that it can stand beside offsets in the mapped file: the
 * chunk in bits 40 to 62, the offset in it below.
 */
final class Scratch {
  /** Kept from one transaction to the next; enough for most of them. */
  private static final long FIRST_CHUNK_BYTES = 256 << 10;

  /** What is kept becomes as large as the transactions before it needed, up to this. */
  private static final long MAX_KEPT_BYTES = 4 << 20;

  /** Later chunks double up to this. */
  private static final long MAX_CHUNK_BYTES = 64L << 20;

  private static final int CHUNK_SHIFT = 40;
  private static final long OFFSET_MASK = (1L << CHUNK_SHIFT) - 1;

  private final List<MemorySegment> chunks = new ArrayList<>();
  private final List<Arena> extraArenas = new ArrayList<>();
  private MemorySegment current = MemorySegment.NULL;
  private long used;
  private int currentIndex;

  MemorySegment segment(long place) {
    return chunks.get(chunk(place));
  }

  static int chunk(long place) {
    return (int) ((place & Long.MAX_VALUE) >>> CHUNK_SHIFT);
  }

  static long offset(long place) {
    return place & OFFSET_MASK;
  }

  /** Stores two arrays one behind the other. */
  long add(byte[] first, byte[] second) {
    long length = (long) first.length + second.length;
    if (chunks.isEmpty()) {
      // Not before it is needed: many databases are opened and never written to.
      current = Arena.ofAuto().allocate(FIRST_CHUNK_BYTES);
      chunks.add(current);
    }
    if (used + length > current.byteSize()) {
      addChunk(length);
    }
    long offset = used;
    used += length;
    MemorySegment.copy(first, 0, current, ValueLayout.JAVA_BYTE, offset, first.length);
    MemorySegment.copy(
        second, 0, current, ValueLayout.JAVA_BYTE, offset + first.length, second.length);
    return Long.MIN_VALUE | ((long) currentIndex << CHUNK_SHIFT) | offset;
  }

  @SuppressWarnings("MustBeClosedChecker") // reset() closes it
  private void addChunk(long atLeast) {
    long length = Math.max(atLeast, Math.min(current.byteSize() * 2, MAX_CHUNK_BYTES));
    Arena arena = Arena.ofShared();
    extraArenas.add(arena);
    current = arena.allocate(length);
    chunks.add(current);
    currentIndex = chunks.size() - 1;
    used = 0;
  }

  /** Forgets everything; one chunk is kept for the next transaction. */
  void reset() {
    used = 0;
    if (extraArenas.isEmpty()) {
      return;
    }
    long needed = chunks.stream().mapToLong(MemorySegment::byteSize).sum();
    long kept = Math.min(needed, MAX_KEPT_BYTES);
    current = chunks.get(0).byteSize() < kept ? Arena.ofAuto().allocate(kept) : chunks.get(0);
    chunks.clear();
    chunks.add(current);
    currentIndex = 0;
    for (Arena arena : extraArenas) {
      arena.close();
    }
    extraArenas.clear();
  }
}
