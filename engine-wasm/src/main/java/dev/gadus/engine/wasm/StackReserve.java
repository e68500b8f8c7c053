// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

/**
 * Sees to it that a system call does not run out of stack half-way. A program can make a call with
 * hardly any stack left. What the Java library does then it does not undo: a file channel whose
 * write ended in a {@link StackOverflowError} counts that write as still going on, and closing the
 * channel waits for its end, for ever; a lock that was about to be given back stays taken.
 */
final class StackReserve {
  /**
   * Levels that must fit. The deepest system call has some 40; a level here takes at least a third
   * of one there, whether it is compiled or not.
   */
  private static final int LEVELS = 800;

  private StackReserve() {}

  /**
   * Returns when there is stack for a system call.
   *
   * @throws StackOverflowError when there is not, and nothing has been begun yet
   */
  static void require() {
    if (descend(LEVELS, 1, 2, 3) < 0) {
      throw new IllegalStateException("a sum of positive numbers is positive");
    }
  }

  // Every number is needed after the call, so that none of them can be left out of the frame.
  private static long descend(int levels, long first, long second, long third) {
    if (levels == 0) {
      return 1;
    }
    return descend(levels - 1, second, third, first) + (first ^ levels) + second * third;
  }
}
