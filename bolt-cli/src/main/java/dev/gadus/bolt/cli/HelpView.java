// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.util.List;

/** Which key does what. */
final class HelpView implements View {
  private static final List<String> TEXT =
      """
      ↑ ↓ j k         one line up, down
      page up, down   one screen up, down; also b, space
      home end        first, last
      enter →         open a bucket or a value; follow a line with ▸ to its page
      ← backspace     back; also escape

      Among keys
      /               search for a key that contains a text, below the chosen one
      n               search again
      g               go to a key, or the first one behind it
      p               the page at which this bucket starts

      At a value
      v tab           as text, where JSON is laid out, or as bytes
      ← →             sideways

      At a page
      [ ]             the page before, after
      g               go to a page by its number

      m               page 0, the first meta page
      ?               this help
      q ctrl-c        quit

      The file is only read.\
      """
          .lines()
          .toList();

  private final Scroll scroll = new Scroll();

  @Override
  public String title() {
    return "keys of the browser";
  }

  @Override
  public String status() {
    return "any key: back";
  }

  @Override
  public List<Line> lines(int rows) {
    int top = (int) scroll.top(rows, TEXT.size());
    return TEXT.subList(top, Math.min(TEXT.size(), top + rows)).stream().map(Line::of).toList();
  }

  @Override
  public void press(Key key, Browser browser) {
    if (!scroll.move(key, TEXT.size())) {
      browser.back();
    }
  }
}
