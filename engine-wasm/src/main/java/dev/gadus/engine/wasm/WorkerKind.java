// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import dev.gadus.engine.Mount;
import java.util.List;

/**
 * Which orders a worker can take: workers of one kind stand in for each other.
 *
 * @param role what it does
 * @param memoryClass the most memory in bytes that a program may have in it
 * @param own mounts that it sees and others do not; a worker with some takes one order
 */
record WorkerKind(Role role, long memoryClass, List<Mount> own) {
  private static final long MIB = 1L << 20;

  /** Programs with no more than this share workers that are kept. */
  private static final long[] CLASSES = {64 * MIB, 256 * MIB, 1024 * MIB};

  /**
   * What a worker's heap has beside the memories of its program: the program's data and tables, the
   * copies that reading and writing make, and the worker itself.
   */
  private static final long HEAP_OVERHEAD = 64 * MIB;

  /** What compiling takes beside that: the module as the parser sees it, and its classes. */
  private static final long COMPILER_OVERHEAD = 192 * MIB;

  /** For the classes of the runtime, and as much again for a small program's own. */
  private static final long METASPACE = 96 * MIB;

  /** Code that the JVM has translated. */
  static final long CODE_CACHE = 64 * MIB;

  /** Where the JVM keeps the heads of classes; there are some for each thousand of functions. */
  static final long CLASS_SPACE = 32 * MIB;

  /** Stacks, buffers, the JVM's own tables, and what its compilers take at their work. */
  private static final long OTHER = 256 * MIB;

  /** What a worker does. */
  enum Role {
    /** It compiles modules and never runs one. */
    COMPILE,
    /** It runs programs. */
    RUN
  }

  /** The kind for a program with this memory limit. */
  static WorkerKind of(Role role, long memoryBytes, List<Mount> own) {
    for (long memoryClass : CLASSES) {
      if (memoryBytes <= memoryClass) {
        return new WorkerKind(role, memoryClass, own);
      }
    }
    return new WorkerKind(role, (memoryBytes + MIB - 1) / MIB * MIB, own);
  }

  /** Whether such workers are kept for programs to come. */
  boolean isShared() {
    return own.isEmpty() && memoryClass <= CLASSES[CLASSES.length - 1];
  }

  /** Whether one of them is kept even when there is nothing to do. */
  boolean isUsual() {
    return role == Role.RUN && own.isEmpty() && memoryClass == CLASSES[0];
  }

  /** Twice the program's memory: one that grows is copied, and both are there for that moment. */
  long heapBytes() {
    return 2 * memoryClass
        + HEAP_OVERHEAD
        + switch (role) {
          case COMPILE -> COMPILER_OVERHEAD;
          case RUN -> 0;
        };
  }

  long metaspaceBytes() {
    return METASPACE + memoryClass / 2;
  }

  /** Above this the operating system gives the process no more memory. */
  long dataBytes() {
    return heapBytes() + metaspaceBytes() + CLASS_SPACE + CODE_CACHE + OTHER;
  }
}
