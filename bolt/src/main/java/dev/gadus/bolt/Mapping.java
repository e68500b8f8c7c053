package dev.gadus.bolt;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A read-only view of the file in memory. It may reach beyond the end of the file; a page is only
 * looked at when it lies within it. The arena is shared: a read after the close throws, it does not
 * crash.
 */
final class Mapping {
  private final Arena arena;
  private final MemorySegment segment;

  Mapping(Arena arena, MemorySegment segment) {
    this.arena = arena;
    this.segment = segment;
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
    return segment.reinterpret(segment.byteSize(), lifetime, null);
  }

  void close() {
    arena.close();
  }
}
