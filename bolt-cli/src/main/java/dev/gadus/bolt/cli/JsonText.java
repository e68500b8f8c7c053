// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.util.Optional;

/**
 * Lays out JSON for reading: one member or element a line, indented. What is not JSON to the last
 * character is left alone.
 */
final class JsonText {
  /** Deeper nesting than this is nobody's data, and each level takes stack. */
  static final int MAX_DEPTH = 200;

  private static final String INDENT = "  ";

  private final String text;
  private final StringBuilder laidOut = new StringBuilder();
  private int at;

  private JsonText(String text) {
    this.text = text;
  }

  /** Returns the laid out text, or nothing when {@code text} is not one JSON value. */
  static Optional<String> indented(String text) {
    JsonText json = new JsonText(text);
    json.skipSpace();
    boolean valid = json.value(0);
    json.skipSpace();
    return valid && json.at == text.length()
        ? Optional.of(json.laidOut.toString())
        : Optional.empty();
  }

  private boolean value(int depth) {
    if (at == text.length() || depth > MAX_DEPTH) {
      return false;
    }
    return switch (text.charAt(at)) {
      case '{' -> members('}', depth, true);
      case '[' -> members(']', depth, false);
      case '"' -> string();
      case 't' -> word("true");
      case 'f' -> word("false");
      case 'n' -> word("null");
      default -> number();
    };
  }

  private boolean members(char end, int depth, boolean named) {
    take();
    skipSpace();
    if (at < text.length() && text.charAt(at) == end) {
      take();
      return true;
    }
    while (true) {
      newLine(depth + 1);
      if ((named && !name()) || !value(depth + 1)) {
        return false;
      }
      skipSpace();
      if (at == text.length()) {
        return false;
      }
      if (text.charAt(at) == end) {
        newLine(depth);
        take();
        return true;
      }
      if (text.charAt(at) != ',') {
        return false;
      }
      take();
      skipSpace();
    }
  }

  private boolean name() {
    if (at == text.length() || text.charAt(at) != '"' || !string()) {
      return false;
    }
    skipSpace();
    if (at == text.length() || text.charAt(at) != ':') {
      return false;
    }
    take();
    laidOut.append(' ');
    skipSpace();
    return true;
  }

  private boolean string() {
    take();
    while (at < text.length()) {
      char character = take();
      if (character == '"') {
        return true;
      }
      if (character < ' ' || (character == '\\' && !escape())) {
        return false;
      }
    }
    return false;
  }

  private boolean escape() {
    if (at == text.length()) {
      return false;
    }
    char kind = take();
    if (kind != 'u') {
      return "\"\\/bfnrt".indexOf(kind) >= 0;
    }
    for (int i = 0; i < 4; i++) {
      if (at == text.length() || Character.digit(text.charAt(at), 16) < 0) {
        return false;
      }
      take();
    }
    return true;
  }

  private boolean word(String word) {
    if (!text.startsWith(word, at)) {
      return false;
    }
    laidOut.append(word);
    at += word.length();
    return true;
  }

  private boolean number() {
    takeIf("-");
    boolean leadingZero = at < text.length() && text.charAt(at) == '0';
    int whole = digits();
    if (whole == 0 || (leadingZero && whole > 1)) {
      return false;
    }
    if (takeIf(".") && digits() == 0) {
      return false;
    }
    if (takeIf("eE")) {
      takeIf("+-");
      return digits() > 0;
    }
    return true;
  }

  private int digits() {
    int count = 0;
    while (takeIf("0123456789")) {
      count++;
    }
    return count;
  }

  private boolean takeIf(String oneOf) {
    boolean there = at < text.length() && oneOf.indexOf(text.charAt(at)) >= 0;
    if (there) {
      take();
    }
    return there;
  }

  private char take() {
    char character = text.charAt(at++);
    laidOut.append(character);
    return character;
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private void newLine(int depth) {
    laidOut.append('\n').repeat(INDENT, depth);
  }
}
