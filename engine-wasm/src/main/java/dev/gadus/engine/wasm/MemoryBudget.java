// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import java.io.Serial;
import run.endive.runtime.Memory;

/**
 * Counts the memory of one running program against its limit, and remembers when it asked for more
 * than that. Used by the program's own thread; {@link #exceeded} may be read by others after that
 * thread has ended.
 */
final class MemoryBudget {
  /**
   * What an entry of a table costs on the heap: a function index and the reference to its instance,
   * rounded up.
   */
  static final int TABLE_ENTRY_BYTES = 16;

  private final long limitBytes;
  private long usedBytes;
  private boolean exceeded;

  MemoryBudget(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  long limitBytes() {
    return limitBytes;
  }

  /** Whether the program was ever refused memory because of its limit. */
  boolean exceeded() {
    return exceeded;
  }

  /** Takes the bytes and returns true, or takes nothing, remembers it, and returns false. */
  boolean take(long bytes) {
    if (bytes > limitBytes - usedBytes) {
      exceeded = true;
      return false;
    }
    usedBytes += bytes;
    return true;
  }

  /** The most pages that a memory could ever get. */
  int maximumPages() {
    return (int) Math.min(Memory.RUNTIME_MAX_PAGES, limitBytes / Memory.PAGE_SIZE);
  }

  /** Thrown when what a program needs to start is above its limit. */
  static final class ExceededAtStartException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    ExceededAtStartException(String what) {
      super(what);
    }
  }
}
