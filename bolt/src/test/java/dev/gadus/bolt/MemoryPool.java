// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Native memory for the files of simulated disks, used again and again: tens of thousands of disks
 * live for less than a millisecond each. Memory in the pool is filled with {@link #BEYOND_END}.
 */
final class MemoryPool {
  /**
   * What a mapping shows behind the end of its file. A real one faults there; a value that is no
   * page of any kind shows that the engine looked.
   */
  static final byte BEYOND_END = (byte) 0xDB;

  private static final long SMALLEST_BYTES = 32 << 10;

  private final Map<Long, Deque<MemorySegment>> unused = new HashMap<>();

  /** Returns memory of at least this many bytes. */
  synchronized MemorySegment take(long atLeast) {
    long size = Math.max(SMALLEST_BYTES, Long.highestOneBit(Math.max(1, atLeast - 1)) << 1);
    Deque<MemorySegment> ready = unused.get(size);
    if (ready != null && !ready.isEmpty()) {
      return ready.pop();
    }
    return Arena.ofAuto().allocate(size).fill(BEYOND_END);
  }

  /** Gives memory back, of which the first bytes were used. */
  synchronized void giveBack(MemorySegment memory, long used) {
    memory.asSlice(0, Math.min(used, memory.byteSize())).fill(BEYOND_END);
    unused.computeIfAbsent(memory.byteSize(), _ -> new ArrayDeque<>()).push(memory);
  }
}
