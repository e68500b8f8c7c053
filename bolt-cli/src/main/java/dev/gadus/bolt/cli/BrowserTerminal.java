// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jline.keymap.BindingReader;
import org.jline.keymap.KeyMap;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;

/**
 * The browser on a terminal: reads its keys and draws the screen. The terminal is left as it was
 * found, whatever happens.
 */
final class BrowserTerminal {
  /** How long a key can be waited for that would stop a search, in milliseconds. */
  private static final long PEEK_MILLIS = 1;

  private final Terminal terminal;
  private final BindingReader keys;
  private final Display display;
  private final KeyMap<Key> map;

  private BrowserTerminal(Terminal terminal) {
    this.terminal = terminal;
    this.keys = new BindingReader(terminal.reader());
    this.display = new Display(terminal, true);
    this.map = keyMap(terminal);
  }

  /** Lets a person look through a database until they have seen enough. */
  static void run(BrowserSource source) {
    try (Terminal terminal = TerminalBuilder.builder().system(true).dumb(false).build()) {
      run(source, terminal);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use the terminal: " + e.getMessage(), e);
    }
  }

  private static void run(BrowserSource source, Terminal terminal) {
    Attributes before = terminal.enterRawMode();
    // Ctrl-C is a key here: it ends the browser in order.
    Attributes raw = terminal.getAttributes();
    raw.setLocalFlag(Attributes.LocalFlag.ISIG, false);
    terminal.setAttributes(raw);
    terminal.puts(Capability.enter_ca_mode);
    terminal.puts(Capability.keypad_xmit);
    terminal.puts(Capability.cursor_invisible);
    try {
      new BrowserTerminal(terminal).loop(source);
    } finally {
      terminal.puts(Capability.cursor_normal);
      terminal.puts(Capability.keypad_local);
      terminal.puts(Capability.exit_ca_mode);
      terminal.flush();
      terminal.setAttributes(before);
    }
  }

  private void loop(BrowserSource source) {
    Browser browser = new Browser(source, () -> keys.peekCharacter(PEEK_MILLIS) >= 0);
    // Drawn anew at once when the window gets another size.
    terminal.handle(Terminal.Signal.WINCH, _ -> draw(browser));
    while (!browser.hasEnded()) {
      draw(browser);
      Key key = keys.readBinding(map);
      if (key == null) {
        // The terminal is gone.
        return;
      }
      press(browser, key);
    }
  }

  private void press(Browser browser, Key key) {
    synchronized (display) {
      browser.press(key);
    }
  }

  private void draw(Browser browser) {
    synchronized (display) {
      int columns = terminal.getColumns();
      int rows = terminal.getRows();
      display.resize(terminal);
      List<View.Line> lines = browser.screen(rows);
      List<AttributedString> drawn =
          java.util.stream.IntStream.range(0, Math.min(rows, lines.size()))
              .mapToObj(i -> draw(lines.get(i), i == 0 || i == lines.size() - 1, columns))
              .toList();
      display.update(drawn, 0);
    }
  }

  private static AttributedString draw(View.Line line, boolean frame, int columns) {
    AttributedStyle style =
        line.isChosen()
            ? AttributedStyle.INVERSE
            : frame ? AttributedStyle.BOLD : AttributedStyle.DEFAULT;
    return new AttributedString(line.text(), style).columnSubSequence(0, columns);
  }

  private static KeyMap<Key> keyMap(Terminal terminal) {
    KeyMap<Key> map = new KeyMap<>();
    bind(map, terminal, Key.Named.UP, Capability.key_up, "\033[A", "\033OA");
    bind(map, terminal, Key.Named.DOWN, Capability.key_down, "\033[B", "\033OB");
    bind(map, terminal, Key.Named.RIGHT, Capability.key_right, "\033[C", "\033OC");
    bind(map, terminal, Key.Named.LEFT, Capability.key_left, "\033[D", "\033OD");
    bind(map, terminal, Key.Named.PAGE_UP, Capability.key_ppage, "\033[5~");
    bind(map, terminal, Key.Named.PAGE_DOWN, Capability.key_npage, "\033[6~");
    bind(map, terminal, Key.Named.HOME, Capability.key_home, "\033[H", "\033[1~");
    bind(map, terminal, Key.Named.END, Capability.key_end, "\033[F", "\033[4~");
    bind(map, terminal, Key.Named.BACKSPACE, Capability.key_backspace, "\177", "\b");
    map.bind(Key.Named.ENTER, "\r", "\n");
    map.bind(Key.Named.TAB, "\t");
    map.bind(Key.Named.ESCAPE, "\033");
    map.bind(new Key.Typed('q'), KeyMap.ctrl('C'));
    for (char character = ' '; character < 0x7f; character++) {
      map.bind(new Key.Typed(character), String.valueOf(character));
    }
    return map;
  }

  private static void bind(
      KeyMap<Key> map, Terminal terminal, Key key, Capability capability, String... sequences) {
    map.bind(key, sequences);
    String own = KeyMap.key(terminal, capability);
    if (own != null && !own.isEmpty()) {
      map.bind(key, own);
    }
  }
}
