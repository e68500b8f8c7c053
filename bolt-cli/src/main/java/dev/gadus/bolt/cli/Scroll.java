// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

/** A place in a list of known length, and which part of the list is on the screen. */
final class Scroll {
  private long chosen;
  private long top;
  private int rows = 1;

  long chosen() {
    return chosen;
  }

  /** Returns the first line on a screen of so many rows, on which the chosen one is as well. */
  long top(int rowsNow, long length) {
    rows = Math.max(1, rowsNow);
    chosen = Math.clamp(chosen, 0, Math.max(0, length - 1));
    top = Math.clamp(top, Math.max(0, chosen - rows + 1), chosen);
    return top;
  }

  void choose(long line) {
    chosen = line;
  }

  /** Moves as a key says; returns whether it is one that moves. */
  boolean move(Key key, long length) {
    if (!(key instanceof Key.Named named)) {
      return false;
    }
    switch (named) {
      case UP -> chosen--;
      case DOWN -> chosen++;
      case PAGE_UP -> chosen -= rows;
      case PAGE_DOWN -> chosen += rows;
      case HOME -> chosen = 0;
      case END -> chosen = length - 1;
      case LEFT, RIGHT, ENTER, ESCAPE, BACKSPACE, TAB -> {
        return false;
      }
    }
    chosen = Math.clamp(chosen, 0, Math.max(0, length - 1));
    return true;
  }
}
