// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

/** A key that was pressed in the browser. */
sealed interface Key {
  /** Keys that have a name. */
  enum Named implements Key {
    UP,
    DOWN,
    LEFT,
    RIGHT,
    PAGE_UP,
    PAGE_DOWN,
    HOME,
    END,
    ENTER,
    ESCAPE,
    BACKSPACE,
    TAB
  }

  /** A key that stands for a character. */
  record Typed(int codePoint) implements Key {
    boolean is(char character) {
      return codePoint == character;
    }
  }
}
