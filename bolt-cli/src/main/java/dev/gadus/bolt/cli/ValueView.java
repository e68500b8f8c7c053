// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import dev.gadus.bolt.cli.BrowserSource.Entry;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A value: as text, which JSON is laid out for, or as a table of bytes. */
final class ValueView implements View {
  /** Longer values are shown as bytes, of which only those on the screen are read. */
  static final int MAX_TEXT_BYTES = 1 << 20;

  private static final int ROW_BYTES = 16;
  private static final int SIDE_STEP = 8;

  private final BrowserSource source;
  private final List<byte[]> bucket;
  private final Entry entry;
  private final Optional<List<String>> text;
  private final Scroll scroll = new Scroll();
  private boolean asText;
  private int left;

  ValueView(BrowserSource source, List<byte[]> bucket, Entry entry) {
    this.source = source;
    this.bucket = bucket;
    this.entry = entry;
    this.text =
        entry.size() > MAX_TEXT_BYTES
            ? Optional.empty()
            : text(source.value(bucket, entry.key(), 0, MAX_TEXT_BYTES));
    this.asText = text.isPresent();
  }

  private static Optional<List<String>> text(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return Optional.of(
          JsonText.indented(text).orElse(text).lines().map(ValueView::plain).toList());
    } catch (CharacterCodingException e) {
      // What is no text is shown as bytes.
      return Optional.empty();
    }
  }

  /** A line that cannot move the cursor of a terminal. */
  private static String plain(String line) {
    return line.replace("\t", "    ").replaceAll("\\p{Cntrl}", "�");
  }

  @Override
  public String title() {
    return Format.readable(entry.key()) + "  (" + BucketView.bytes(entry.size()) + ")";
  }

  @Override
  public String status() {
    String kind = asText ? "text" : "bytes";
    String other =
        text.isPresent()
            ? "   v: as " + (asText ? "bytes" : "text")
            : entry.size() > MAX_TEXT_BYTES ? "   too long to be shown as text" : "";
    return kind + other + "   ←→: sideways   backspace: back   ?: help   q: quit";
  }

  @Override
  public List<Line> lines(int rows) {
    long top = scroll.top(rows, length());
    List<String> texts = asText ? textLines(top, rows) : byteLines(top, rows);
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      String line = texts.get(i);
      int start = Math.min(left, line.length());
      lines.add(new Line(line.substring(start), top + i == scroll.chosen()));
    }
    return lines;
  }

  private List<String> textLines(long top, int rows) {
    List<String> all = text.orElseThrow();
    return all.subList((int) top, (int) Math.min(all.size(), top + rows));
  }

  private List<String> byteLines(long top, int rows) {
    long offset = top * ROW_BYTES;
    byte[] bytes =
        source.value(bucket, entry.key(), Math.min(offset, entry.size()), rows * ROW_BYTES);
    List<String> lines = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += ROW_BYTES) {
      lines.add(Format.tableRow(offset + at, bytes, at, Math.min(bytes.length, at + ROW_BYTES)));
    }
    return lines;
  }

  private long length() {
    return asText ? text.orElseThrow().size() : (entry.size() + ROW_BYTES - 1) / ROW_BYTES;
  }

  @Override
  public void press(Key key, Browser browser) {
    if (scroll.move(key, length())) {
      return;
    }
    switch (key) {
      case Key.Named.LEFT -> left = Math.max(0, left - SIDE_STEP);
      case Key.Named.RIGHT -> left += SIDE_STEP;
      case Key.Named.BACKSPACE, Key.Named.ESCAPE -> browser.back();
      case Key.Named.TAB -> toggle();
      case Key.Typed typed when typed.is('v') -> toggle();
      case Key.Named _, Key.Typed _ -> {}
    }
  }

  private void toggle() {
    if (text.isPresent()) {
      asText = !asText;
      left = 0;
      scroll.choose(0);
    }
  }
}
