// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import dev.gadus.bolt.cli.BrowserSource.Entry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * The entries of a bucket. Only those on the screen are in memory; moving past an edge reads the
 * next ones.
 */
final class BucketView implements View {
  private final BrowserSource source;
  private final List<byte[]> bucket;

  /** What is on the screen. */
  private List<Entry> shown;

  private int chosen;
  private int rows = 1;

  BucketView(BrowserSource source, List<byte[]> bucket) {
    this.source = source;
    this.bucket = List.copyOf(bucket);
    this.shown = source.entries(bucket, Optional.empty(), true, false, rows);
  }

  @Override
  public String title() {
    return bucket.isEmpty()
        ? "top level"
        : bucket.stream().map(Format::readable).collect(Collectors.joining(" / "));
  }

  @Override
  public String status() {
    return shown.isEmpty()
        ? "empty   ←: back   ?: help   q: quit"
        : "enter: open   /: search   g: go to   p: page   ?: help   q: quit";
  }

  @Override
  public List<Line> lines(int rowsNow) {
    fill(rowsNow);
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < shown.size(); i++) {
      Entry entry = shown.get(i);
      String text =
          entry.isBucket()
              ? "▸ " + Format.readable(entry.key())
              : "  " + Format.readable(entry.key()) + "  (" + bytes(entry.size()) + ")";
      lines.add(new Line(text, i == chosen));
    }
    return lines;
  }

  static String bytes(long count) {
    return count == 1 ? "1 byte" : count + " bytes";
  }

  /** Takes what there is for a screen of another height, with the chosen entry on it. */
  private void fill(int rowsNow) {
    rows = Math.max(1, rowsNow);
    if (shown.size() > rows) {
      int from = Math.clamp(chosen, 0, shown.size() - rows);
      shown = List.copyOf(shown.subList(from, from + rows));
      chosen -= from;
    } else if (!shown.isEmpty() && shown.size() < rows) {
      List<Entry> more = new ArrayList<>(shown);
      more.addAll(after(shown.getLast(), rows - shown.size()));
      List<Entry> before = before(more.getFirst(), rows - more.size());
      chosen += before.size();
      more.addAll(0, before);
      shown = List.copyOf(more);
    }
  }

  private List<Entry> after(Entry entry, int limit) {
    return source.entries(bucket, Optional.of(entry.key()), false, false, limit);
  }

  private List<Entry> before(Entry entry, int limit) {
    return source.entries(bucket, Optional.of(entry.key()), false, true, limit);
  }

  @Override
  public void press(Key key, Browser browser) {
    switch (key) {
      case Key.Named named -> press(named, browser);
      case Key.Typed typed when typed.is('/') -> browser.askAndSearch(this::search);
      case Key.Typed typed when typed.is('g') -> browser.ask("go to: ", this::goTo);
      case Key.Typed typed when typed.is('n') -> browser.searchAgain(this::search);
      case Key.Typed typed when typed.is('p') -> openPage(browser);
      case Key.Typed _ -> {}
    }
  }

  private void press(Key.Named key, Browser browser) {
    switch (key) {
      case UP -> up();
      case DOWN -> down();
      case PAGE_UP -> {
        if (!shown.isEmpty()) {
          take(before(shown.getFirst(), rows), 0);
        }
      }
      case PAGE_DOWN -> {
        if (!shown.isEmpty()) {
          List<Entry> next = after(shown.getLast(), rows);
          if (next.isEmpty()) {
            chosen = shown.size() - 1;
          }
          take(next, 0);
        }
      }
      case HOME -> take(source.entries(bucket, Optional.empty(), true, false, rows), 0);
      case END -> end();
      case ENTER, RIGHT -> open(browser);
      case LEFT, BACKSPACE, ESCAPE -> browser.back();
      case TAB -> {}
    }
  }

  /** Shows other entries; none leave the old ones, with the first or last of them chosen. */
  private void take(List<Entry> entries, int chosenNow) {
    if (entries.isEmpty()) {
      chosen = chosen == shown.size() - 1 ? chosen : 0;
    } else {
      shown = List.copyOf(entries);
      chosen = chosenNow;
    }
  }

  private void up() {
    if (chosen > 0) {
      chosen--;
    } else if (!shown.isEmpty()) {
      List<Entry> previous = before(shown.getFirst(), 1);
      if (!previous.isEmpty()) {
        List<Entry> moved = new ArrayList<>(previous);
        moved.addAll(shown.size() < rows ? shown : shown.subList(0, shown.size() - 1));
        shown = List.copyOf(moved);
      }
    }
  }

  private void down() {
    if (chosen < shown.size() - 1) {
      chosen++;
    } else if (!shown.isEmpty()) {
      List<Entry> next = after(shown.getLast(), 1);
      if (!next.isEmpty()) {
        List<Entry> moved = new ArrayList<>(shown.subList(1, shown.size()));
        moved.addAll(next);
        shown = List.copyOf(moved);
      }
    }
  }

  private void open(Browser browser) {
    if (shown.isEmpty()) {
      return;
    }
    Entry entry = shown.get(chosen);
    if (entry.isBucket()) {
      List<byte[]> inner = new ArrayList<>(bucket);
      inner.add(entry.key());
      browser.open(new BucketView(source, inner));
    } else {
      browser.open(new ValueView(source, bucket, entry));
    }
  }

  private void openPage(Browser browser) {
    OptionalLong page = source.rootPage(bucket);
    if (page.isPresent()) {
      browser.open(new PageView(source, page.getAsLong()));
    } else {
      browser.say("this bucket is stored in its parent's page");
    }
  }

  private void goTo(String text) {
    byte[] key = text.getBytes(StandardCharsets.UTF_8);
    List<Entry> there = source.entries(bucket, Optional.of(key), true, false, rows);
    if (there.isEmpty()) {
      end();
    } else {
      take(there, 0);
    }
  }

  private void end() {
    List<Entry> last = source.entries(bucket, Optional.empty(), true, true, rows);
    take(last, last.size() - 1);
  }

  /** Goes to the next key behind the chosen one that contains a text. */
  private void search(String text, Browser browser) {
    KeySearch search = new KeySearch(source, bucket, text);
    Optional<byte[]> from =
        shown.isEmpty() ? Optional.empty() : Optional.of(shown.get(chosen).key());
    Optional<byte[]> found = search.next(from, browser::isInterrupted);
    if (found.isEmpty()) {
      browser.say(
          search.wasInterrupted()
              ? "search stopped after " + search.count() + " keys"
              : "not found below: " + text);
      return;
    }
    take(source.entries(bucket, found, true, false, rows), 0);
  }
}
