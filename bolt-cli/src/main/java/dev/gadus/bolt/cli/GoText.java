// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Text as Go's standard library forms it, since the command's output is compared byte for byte:
 * quoted strings, what counts as printable, JSON strings, number parsing and durations. Bytes are
 * taken as they are; those that are not UTF-8 are shown one by one.
 */
final class GoText {
  /** Stands for a byte at which no valid UTF-8 sequence starts. */
  private static final int INVALID = -1;

  private static final int HEX_PIECE_BYTES = 1 << 14;
  private static final HexFormat HEX = HexFormat.of();

  private GoText() {}

  /**
   * Returns whether all of it is valid UTF-8 made of letters, marks, numbers, punctuation, symbols
   * and plain spaces.
   */
  static boolean isPrintable(MemorySegment bytes) {
    for (long at = 0; at < bytes.byteSize(); ) {
      int codePoint = codePointAt(bytes, at);
      if (codePoint == INVALID || !isPrintable(codePoint)) {
        return false;
      }
      at += widthOf(codePoint);
    }
    return true;
  }

  /**
   * Java's tables may know characters of a newer Unicode than those of a Go tool; no other
   * difference is meant.
   */
  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
      case Character.SPACE_SEPARATOR -> codePoint == ' ';
      default -> true;
    };
  }

  /** Writes a quoted string as Go's {@code %q} does. */
  static void quote(MemorySegment bytes, Output output) {
    StringBuilder text = new StringBuilder("\"");
    for (long at = 0; at < bytes.byteSize(); ) {
      int codePoint = codePointAt(bytes, at);
      if (codePoint == INVALID) {
        text.append(String.format("\\x%02x", bytes.get(ValueLayout.JAVA_BYTE, at)));
        at++;
      } else {
        appendQuoted(codePoint, text);
        at += widthOf(codePoint);
      }
      if (text.length() >= HEX_PIECE_BYTES) {
        output.print(text.toString());
        text.setLength(0);
      }
    }
    output.print(text.append('"').toString());
  }

  /** Returns a short text quoted as Go's {@code %q} does. */
  static String quote(byte[] bytes) {
    StringBuilder text = new StringBuilder("\"");
    MemorySegment segment = MemorySegment.ofArray(bytes);
    for (int at = 0; at < bytes.length; ) {
      int codePoint = codePointAt(segment, at);
      if (codePoint == INVALID) {
        text.append(String.format("\\x%02x", bytes[at]));
        at++;
      } else {
        appendQuoted(codePoint, text);
        at += widthOf(codePoint);
      }
    }
    return text.append('"').toString();
  }

  static String quote(String text) {
    return quote(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void appendQuoted(int codePoint, StringBuilder text) {
    switch (codePoint) {
      case '"' -> text.append("\\\"");
      case '\\' -> text.append("\\\\");
      case 0x07 -> text.append("\\a");
      case '\b' -> text.append("\\b");
      case '\f' -> text.append("\\f");
      case '\n' -> text.append("\\n");
      case '\r' -> text.append("\\r");
      case '\t' -> text.append("\\t");
      case 0x0b -> text.append("\\v");
      default -> {
        if (isPrintable(codePoint)) {
          text.appendCodePoint(codePoint);
        } else if (codePoint < ' ' || codePoint == 0x7f) {
          text.append(String.format("\\x%02x", codePoint));
        } else if (codePoint < 0x10000) {
          text.append(String.format("\\u%04x", codePoint));
        } else {
          text.append(String.format("\\U%08x", codePoint));
        }
      }
    }
  }

  /** Writes lower-case hexadecimal digits without separators. */
  static void hex(MemorySegment bytes, Output output) {
    byte[] piece = new byte[(int) Math.min(bytes.byteSize(), HEX_PIECE_BYTES)];
    for (long at = 0; at < bytes.byteSize(); at += piece.length) {
      int length = (int) Math.min(piece.length, bytes.byteSize() - at);
      MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, piece, 0, length);
      output.print(HEX.formatHex(piece, 0, length));
    }
  }

  /** Returns whether all of it is valid UTF-8. */
  static boolean isUtf8(MemorySegment bytes) {
    for (long at = 0; at < bytes.byteSize(); ) {
      int codePoint = codePointAt(bytes, at);
      if (codePoint == INVALID) {
        return false;
      }
      at += widthOf(codePoint);
    }
    return true;
  }

  static MemorySegment segment(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes a JSON string, quotes included, as Go's encoder does: safe inside HTML, bytes that are
   * no UTF-8 replaced.
   */
  static void json(MemorySegment bytes, Output output) {
    StringBuilder text = new StringBuilder("\"");
    for (long at = 0; at < bytes.byteSize(); ) {
      int codePoint = codePointAt(bytes, at);
      if (codePoint == INVALID) {
        text.append("\\ufffd");
        at++;
      } else {
        appendJson(codePoint, text);
        at += widthOf(codePoint);
      }
      if (text.length() >= HEX_PIECE_BYTES) {
        output.print(text.toString());
        text.setLength(0);
      }
    }
    output.print(text.append('"').toString());
  }

  private static void appendJson(int codePoint, StringBuilder text) {
    switch (codePoint) {
      case '"' -> text.append("\\\"");
      case '\\' -> text.append("\\\\");
      case '\b' -> text.append("\\b");
      case '\f' -> text.append("\\f");
      case '\n' -> text.append("\\n");
      case '\r' -> text.append("\\r");
      case '\t' -> text.append("\\t");
      case '<', '>', '&', 0x2028, 0x2029 ->
          text.append("\\u").append(HEX.toHexDigits((char) codePoint));
      default -> {
        if (codePoint < ' ') {
          text.append("\\u").append(HEX.toHexDigits((char) codePoint));
        } else {
          text.appendCodePoint(codePoint);
        }
      }
    }
  }

  /** Reads an unsigned 64-bit decimal number; the failure has the words of Go's {@code strconv}. */
  static long parseUnsigned(String text) {
    if (text.isEmpty()
        || !text.chars().allMatch(character -> character >= '0' && character <= '9')) {
      throw new Failure("strconv.ParseUint: parsing " + quote(text) + ": invalid syntax");
    }
    try {
      return Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw new Failure("strconv.ParseUint: parsing " + quote(text) + ": value out of range", e);
    }
  }

  /**
   * Returns the bytes that hexadecimal digits stand for; the failures have the words of Go's {@code
   * encoding/hex}.
   */
  static byte[] parseHex(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (byte digit : bytes) {
      if (!HexFormat.isHexDigit(digit)) {
        int shown = digit & 0xff;
        String character =
            isPrintable(shown) ? "'" + (char) shown + "'" : String.format("'\\x%02x'", shown);
        throw new Failure(String.format("encoding/hex: invalid byte: U+%04X %s", shown, character));
      }
    }
    if (bytes.length % 2 != 0) {
      throw new Failure("encoding/hex: odd length hex string");
    }
    return HEX.parseHex(text);
  }

  /**
   * Returns a duration as Go prints it, such as {@code 1.5s}, {@code 13.154501ms} or {@code
   * 1h0m3s}.
   */
  static String duration(long nanos) {
    if (nanos < 0) {
      return "-" + duration(-nanos);
    }
    if (nanos < 1_000) {
      return nanos == 0 ? "0s" : nanos + "ns";
    }
    if (nanos < 1_000_000) {
      return fraction(nanos, 1_000) + "µs";
    }
    if (nanos < 1_000_000_000) {
      return fraction(nanos, 1_000_000) + "ms";
    }
    long minutes = nanos / 60_000_000_000L;
    String seconds = fraction(nanos % 60_000_000_000L, 1_000_000_000) + "s";
    if (minutes == 0) {
      return seconds;
    }
    return minutes < 60
        ? minutes + "m" + seconds
        : minutes / 60 + "h" + minutes % 60 + "m" + seconds;
  }

  private static String fraction(long value, long unit) {
    String digits = Long.toString(unit + value % unit).substring(1).replaceFirst("0+$", "");
    return digits.isEmpty() ? Long.toString(value / unit) : value / unit + "." + digits;
  }

  /**
   * Decodes the UTF-8 sequence that starts at {@code at}; overlong forms, surrogates and cut
   * sequences are invalid.
   */
  private static int codePointAt(MemorySegment bytes, long at) {
    int first = bytes.get(ValueLayout.JAVA_BYTE, at) & 0xff;
    if (first < 0x80) {
      return first;
    }
    int width = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || at + width > bytes.byteSize()) {
      return INVALID;
    }
    int codePoint = first & (0x7f >> width);
    for (int i = 1; i < width; i++) {
      int next = bytes.get(ValueLayout.JAVA_BYTE, at + i) & 0xff;
      if ((next & 0xc0) != 0x80) {
        return INVALID;
      }
      codePoint = codePoint << 6 | (next & 0x3f);
    }
    boolean valid =
        widthOf(codePoint) == width
            && codePoint <= Character.MAX_CODE_POINT
            && !isSurrogate(codePoint);
    return valid ? codePoint : INVALID;
  }

  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  private static int widthOf(int codePoint) {
    return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }
}
