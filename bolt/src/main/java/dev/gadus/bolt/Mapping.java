// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A read-only view of the file in memory. It may reach beyond the end of the file; a page is only
 * looked at when it lies within it. The arena is shared: a read after the close throws, it does not
 * crash. Memory that was handed out stays mapped until its own lifetime has ended, for nothing else
 * can stop somebody who is reading it from faulting.
 */
final class Mapping {
  private final Arena arena;
  private final MemorySegment segment;
  private final Runnable unmap;

  /** The engine, until it closes the mapping, and every view. */
  private final AtomicInteger users = new AtomicInteger(1);

  /**
   * @param segment the memory, which ends with the arena
   * @param unmap gives the memory back; runs once, when nobody can read it any more
   */
  Mapping(Arena arena, MemorySegment segment, Runnable unmap) {
    this.arena = arena;
    this.segment = segment;
    this.unmap = unmap;
  }

  MemorySegment segment() {
    return segment;
  }

  long length() {
    return segment.byteSize();
  }

  /** Returns the same memory with a lifetime of its own, so that it can be handed out. */
  @SuppressWarnings("restricted")
  MemorySegment view(Arena lifetime) {
    users.updateAndGet(count -> {
      if (count == 0 || !arena.scope().isAlive()) {
        throw new IllegalStateException("the mapping is closed");
      }
      return count + 1;
    });
    return segment.reinterpret(segment.byteSize(), lifetime, _ -> release());
  }

  private void release() {
    if (users.decrementAndGet() == 0) {
      unmap.run();
    }
  }

  void close() {
    arena.close();
    release();
  }
}
