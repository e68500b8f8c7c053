// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import dev.gadus.bolt.cli.BrowserSource.PageLine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A page of the file. Lines that name another page lead there, and back again. */
final class PageView implements View {
  private final BrowserSource source;
  private final Scroll scroll = new Scroll();
  private final Deque<Long> before = new ArrayDeque<>();
  private long id;
  private List<PageLine> shown;

  PageView(BrowserSource source, long id) {
    this.source = source;
    this.id = id;
    this.shown = source.page(id);
  }

  @Override
  public String title() {
    return "page " + id;
  }

  @Override
  public String status() {
    return "enter: follow ▸   backspace: back   [ ]: page before, after   g: go to   ?: help   q:"
        + " quit";
  }

  @Override
  public List<Line> lines(int rows) {
    int top = (int) scroll.top(rows, shown.size());
    List<Line> lines = new ArrayList<>();
    for (int i = top; i < Math.min(shown.size(), top + rows); i++) {
      lines.add(new Line(shown.get(i).text(), i == scroll.chosen()));
    }
    return lines;
  }

  @Override
  public void press(Key key, Browser browser) {
    if (scroll.move(key, shown.size())) {
      return;
    }
    switch (key) {
      case Key.Named.ENTER, Key.Named.RIGHT -> follow(browser);
      case Key.Named.LEFT, Key.Named.BACKSPACE, Key.Named.ESCAPE -> back(browser);
      case Key.Typed typed when typed.is('[') -> show(Math.max(0, id - 1));
      case Key.Typed typed when typed.is(']') -> show(id + 1);
      case Key.Typed typed when typed.is('g') -> browser.ask("page: ", text -> goTo(text, browser));
      case Key.Named _, Key.Typed _ -> {}
    }
  }

  private void follow(Browser browser) {
    PageLine line = shown.get((int) scroll.chosen());
    if (line.page().isEmpty()) {
      browser.say("this line leads nowhere; those with ▸ lead to a page");
      return;
    }
    before.push(id);
    show(line.page().getAsLong());
  }

  private void back(Browser browser) {
    if (before.isEmpty()) {
      browser.back();
    } else {
      show(before.pop());
    }
  }

  private void goTo(String text, Browser browser) {
    try {
      long page = GoText.parseUnsigned(text);
      before.push(id);
      show(page);
    } catch (Failure e) {
      browser.say("not the number of a page: " + text);
    }
  }

  private void show(long page) {
    id = page;
    shown = source.page(page);
    scroll.choose(0);
  }
}
