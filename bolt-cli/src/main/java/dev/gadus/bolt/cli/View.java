// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.util.List;

/** One of the things that the browser shows. */
sealed interface View permits BucketView, ValueView, PageView, HelpView {
  /** What is shown, for the first line of the screen. */
  String title();

  /** What to know about where one is, for the last line of the screen. */
  String status();

  /** The lines between the first and the last, at most {@code rows}. */
  List<Line> lines(int rows);

  /** Reacts to a key that the browser has no meaning for. */
  void press(Key key, Browser browser);

  /** A line, and whether it is the one that is chosen. */
  record Line(String text, boolean isChosen) {
    static Line of(String text) {
      return new Line(text, false);
    }
  }
}
