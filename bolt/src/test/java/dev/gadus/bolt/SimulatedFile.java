// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/**
 * The contents of a file of a {@link SimulatedDisk}, whatever its name: the bytes that every open
 * handle and mapping sees, the bytes that are sure to survive, and the changes in between. Guarded
 * by the disk's lock.
 */
final class SimulatedFile {
  /** A disk hands out space in blocks of this size. */
  static final int BLOCK_BYTES = 4096;

  /** A change that the next sync makes durable. */
  sealed interface Change {}

  /** Never compared, and the bytes never change. */
  @SuppressWarnings("ArrayRecordComponent")
  record Write(long position, byte[] bytes) implements Change {}

  record Resize(long size) implements Change {}

  private final MemoryPool pool;
  private final SharedBytes durable;
  private final List<Change> unsynced = new ArrayList<>();

  /** The newest is the last; older ones may still be mapped, and show every change too. */
  private final List<MemorySegment> memories = new ArrayList<>();

  private final BitSet allocatedBlocks = new BitSet();
  private long length;
  private int sharedLocks;
  private boolean exclusivelyLocked;

  SimulatedFile(MemoryPool pool, SharedBytes durable) {
    this.pool = pool;
    this.durable = durable;
    this.length = durable.length();
    allocatedBlocks.set(0, (int) ((length + BLOCK_BYTES - 1) / BLOCK_BYTES));
  }

  long length() {
    return length;
  }

  List<Change> unsynced() {
    return unsynced;
  }

  SharedBytes durable() {
    return durable;
  }

  /** Returns memory in which at least the first {@code capacity} bytes of the file show. */
  MemorySegment memory(long capacity) {
    if (!memories.isEmpty() && memories.getLast().byteSize() >= capacity) {
      return memories.getLast();
    }
    MemorySegment memory = pool.take(Math.max(capacity, length));
    if (memories.isEmpty()) {
      durable.copyTo(memory);
    } else {
      MemorySegment.copy(memories.getLast(), 0, memory, 0, length);
    }
    memories.add(memory);
    return memory;
  }

  long read(long position, MemorySegment target) {
    long count = Math.max(0, Math.min(target.byteSize(), length - position));
    if (count > 0) {
      MemorySegment.copy(memory(length), position, target, 0, count);
    }
    return count;
  }

  void write(long position, MemorySegment source) {
    byte[] bytes = source.toArray(ValueLayout.JAVA_BYTE);
    if (bytes.length == 0) {
      return;
    }
    long end = position + bytes.length;
    memory(Math.max(length, end));
    if (end > length) {
      showLength(end);
    }
    for (MemorySegment memory : memories) {
      int count = (int) Math.min(bytes.length, memory.byteSize() - position);
      if (count > 0) {
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, position, count);
      }
    }
    allocatedBlocks.set(firstBlock(position), endBlock(end));
    unsynced.add(new Write(position, bytes));
  }

  void resize(long size) {
    memory(Math.max(length, size));
    showLength(size);
    int end = endBlock(size);
    if (end < allocatedBlocks.length()) {
      allocatedBlocks.clear(end, allocatedBlocks.length());
    }
    unsynced.add(new Resize(size));
  }

  private void showLength(long size) {
    for (MemorySegment memory : memories) {
      long from = Math.min(Math.min(length, size), memory.byteSize());
      long to = Math.min(Math.max(length, size), memory.byteSize());
      memory.asSlice(from, to - from).fill(size > length ? 0 : MemoryPool.BEYOND_END);
    }
    length = size;
  }

  long allocatedBytes() {
    return (long) allocatedBlocks.cardinality() * BLOCK_BYTES;
  }

  /** Returns how many bytes of a write go into blocks that exist or that the space allows. */
  long writableBytes(long position, long count, long freeBytes) {
    long free = freeBytes;
    for (int block = firstBlock(position); block < endBlock(position + count); block++) {
      if (!allocatedBlocks.get(block)) {
        free -= BLOCK_BYTES;
        if (free < 0) {
          return Math.max(0, (long) block * BLOCK_BYTES - position);
        }
      }
    }
    return count;
  }

  private static int firstBlock(long position) {
    return (int) (position / BLOCK_BYTES);
  }

  private static int endBlock(long end) {
    return (int) ((end + BLOCK_BYTES - 1) / BLOCK_BYTES);
  }

  /** Makes everything durable. */
  void sync() {
    for (Change change : unsynced) {
      apply(change, durable);
    }
    unsynced.clear();
  }

  /**
   * Makes every write durable, and those changes of length that a later write needs to be where it
   * is. Other changes of length stay unsynced.
   */
  void syncData() {
    List<Resize> kept = new ArrayList<>();
    for (Change change : unsynced) {
      switch (change) {
        case Resize resize -> kept.add(resize);
        case Write write -> {
          long end = write.position() + write.bytes().length;
          if (end > durable.length() || kept.stream().anyMatch(resize -> resize.size() < end)) {
            kept.forEach(resize -> apply(resize, durable));
            kept.clear();
          }
          apply(write, durable);
        }
      }
    }
    unsynced.clear();
    unsynced.addAll(kept);
  }

  /** Makes writes durable where the durable length reaches; no change of length is. */
  void syncWithoutLength() {
    List<Change> kept = new ArrayList<>();
    for (Change change : unsynced) {
      switch (change) {
        case Resize resize -> kept.add(resize);
        case Write write -> {
          int inside = Math.clamp(durable.length() - write.position(), 0, write.bytes().length);
          durable.write(write.position(), write.bytes(), 0, inside);
          long end = write.position() + write.bytes().length;
          if (inside < write.bytes().length || kept.stream().anyMatch(c -> cuts(c, end))) {
            kept.add(write);
          }
        }
      }
    }
    unsynced.clear();
    unsynced.addAll(kept);
  }

  private static boolean cuts(Change change, long end) {
    return change instanceof Resize resize && resize.size() < end;
  }

  /** A sync failed: each change is durable now, or lost for good. */
  void forget(Random random) {
    unsynced.removeIf(_ -> random.nextBoolean());
    sync();
  }

  static void apply(Change change, SharedBytes bytes) {
    switch (change) {
      case Write write -> bytes.write(write.position(), write.bytes(), 0, write.bytes().length);
      case Resize resize -> bytes.resize(resize.size());
    }
  }

  boolean lock(boolean exclusive) {
    if (exclusivelyLocked || (exclusive && sharedLocks > 0)) {
      return false;
    }
    if (exclusive) {
      exclusivelyLocked = true;
    } else {
      sharedLocks++;
    }
    return true;
  }

  void unlock(boolean exclusive) {
    if (exclusive) {
      exclusivelyLocked = false;
    } else {
      sharedLocks--;
    }
  }

  /** Gives the memory back. The file must not be used any more. */
  void discard() {
    for (MemorySegment memory : memories) {
      pool.giveBack(memory, length);
    }
    memories.clear();
  }
}
