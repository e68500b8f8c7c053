// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import dev.gadus.bolt.BoltException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What is on the screen of the browser and what keys do to it, without a terminal: it takes keys
 * and gives lines.
 */
final class Browser {
  /** The first and the last line of the screen, which no view has. */
  private static final int FRAME_ROWS = 2;

  private final BrowserSource source;
  private final BooleanSupplier keyPressed;
  private final Deque<View> views = new ArrayDeque<>();
  private Optional<Prompt> prompt = Optional.empty();
  private String message = "";
  private String searched = "";
  private boolean ended;

  /** A line of text that is being typed. */
  private record Prompt(String label, String text, Consumer<String> then) {}

  /**
   * Makes a browser at the top level of a database.
   *
   * @param keyPressed whether somebody waits for a long operation to end
   */
  Browser(BrowserSource source, BooleanSupplier keyPressed) {
    this.source = source;
    this.keyPressed = keyPressed;
    views.push(new BucketView(source, List.of()));
  }

  boolean hasEnded() {
    return ended;
  }

  boolean isInterrupted() {
    return keyPressed.getAsBoolean();
  }

  /** Returns the lines of a screen of so many rows; the first and the last frame the others. */
  List<View.Line> screen(int rows) {
    View view = views.getFirst();
    int inner = Math.max(1, rows - FRAME_ROWS);
    List<View.Line> lines = new ArrayList<>();
    lines.add(View.Line.of(source.title() + "   " + view.title()));
    try {
      lines.addAll(view.lines(inner));
    } catch (Failure | BoltException e) {
      lines.add(View.Line.of("cannot be read: " + e.getMessage()));
    }
    while (lines.size() <= inner) {
      lines.add(View.Line.of(""));
    }
    lines.add(View.Line.of(bottom(view)));
    return lines;
  }

  private String bottom(View view) {
    return prompt
        .map(open -> open.label + open.text + "▏")
        .orElse(message.isEmpty() ? view.status() : message);
  }

  /** Reacts to a key. What cannot be read is said on the last line and ends nothing. */
  void press(Key key) {
    message = "";
    try {
      if (prompt.isPresent()) {
        type(key, prompt.get());
      } else {
        act(key);
      }
    } catch (Failure e) {
      say(e.text());
    } catch (BoltException e) {
      say(e.text());
    }
  }

  private void act(Key key) {
    View view = views.getFirst();
    switch (key) {
      case Key.Typed typed when view instanceof HelpView -> view.press(typed, this);
      case Key.Typed typed when typed.is('q') -> ended = true;
      case Key.Typed typed when typed.is('?') -> open(new HelpView());
      case Key.Typed typed when typed.is('m') -> open(new PageView(source, 0));
      case Key.Typed typed when typed.is('j') -> view.press(Key.Named.DOWN, this);
      case Key.Typed typed when typed.is('k') -> view.press(Key.Named.UP, this);
      case Key.Typed typed when typed.is(' ') -> view.press(Key.Named.PAGE_DOWN, this);
      case Key.Typed typed when typed.is('b') -> view.press(Key.Named.PAGE_UP, this);
      case Key.Named _, Key.Typed _ -> view.press(key, this);
    }
  }

  private void type(Key key, Prompt open) {
    switch (key) {
      case Key.Typed typed ->
          prompt = Optional.of(with(open, open.text + Character.toString(typed.codePoint())));
      case Key.Named.BACKSPACE -> {
        int length = open.text.length();
        prompt =
            length == 0
                ? Optional.empty()
                : Optional.of(
                    with(open, open.text.substring(0, open.text.offsetByCodePoints(length, -1))));
      }
      case Key.Named.ENTER -> {
        prompt = Optional.empty();
        if (!open.text.isEmpty()) {
          open.then.accept(open.text);
        }
      }
      case Key.Named.ESCAPE -> prompt = Optional.empty();
      case Key.Named _ -> {}
    }
  }

  private static Prompt with(Prompt prompt, String text) {
    return new Prompt(prompt.label, text, prompt.then);
  }

  void open(View view) {
    views.push(view);
  }

  /** Goes back to what was shown before, if anything was. */
  void back() {
    if (views.size() > 1) {
      views.pop();
    }
  }

  /** Says something on the last line, until the next key. */
  void say(String text) {
    message = text;
  }

  /** Lets a person type a line of text. */
  void ask(String label, Consumer<String> then) {
    prompt = Optional.of(new Prompt(label, "", then));
  }

  /** Lets a person type what to search for, and searches. */
  void askAndSearch(BiConsumer<String, Browser> search) {
    ask(
        "search: ",
        text -> {
          searched = text;
          search.accept(text, this);
        });
  }

  /** Searches for what was searched for last. */
  void searchAgain(BiConsumer<String, Browser> search) {
    if (searched.isEmpty()) {
      say("nothing was searched for yet: / begins");
    } else {
      search.accept(searched, this);
    }
  }
}
