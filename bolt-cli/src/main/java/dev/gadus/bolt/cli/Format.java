// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** How keys and values are shown. */
enum Format {
  /** As they are when all of it is printable, in hexadecimal otherwise. */
  AUTO("auto"),
  /** As a quoted string with escapes. */
  ASCII_ENCODED("ascii-encoded"),
  HEX("hex"),
  /** As they are, whatever that does to a terminal. */
  BYTES("bytes"),
  /** Length and digest only, for data that may not be shown. */
  REDACTED("redacted"),
  /**
   * For a person: JSON on many lines, other text as it is, anything else as a table of bytes. Go's
   * command lacks it.
   */
  PRETTY("pretty");

  /** The names, for help texts. */
  static final String NAMES = "auto|ascii-encoded|hex|bytes|redacted|pretty";

  private static final int DIGEST_PIECE_BYTES = 1 << 20;

  /**
   * Laying out JSON takes several times its length of memory; longer values are shown as {@link
   * #AUTO} does.
   */
  private static final long MAX_PRETTY_BYTES = 16 << 20;

  private static final int TABLE_ROW_BYTES = 16;

  private final String name;

  Format(String name) {
    this.name = name;
  }

  static Format of(String name) {
    for (Format format : values()) {
      if (format.name.equals(name)) {
        return format;
      }
    }
    throw new Failure("formatBytes: unsupported format: " + name + " (one of " + NAMES + ")");
  }

  void write(MemorySegment bytes, Output output) {
    switch (this) {
      case AUTO -> {
        if (GoText.isPrintable(bytes)) {
          output.write(bytes);
        } else {
          GoText.hex(bytes, output);
        }
      }
      case ASCII_ENCODED -> GoText.quote(bytes, output);
      case HEX -> GoText.hex(bytes, output);
      case PRETTY -> pretty(bytes, output);
      case BYTES -> output.write(bytes);
      case REDACTED ->
          output.print("<redacted len:" + bytes.byteSize() + " sha256:" + sha256(bytes) + ">");
    }
  }

  private static void pretty(MemorySegment bytes, Output output) {
    Optional<String> json = bytes.byteSize() > MAX_PRETTY_BYTES ? Optional.empty() : json(bytes);
    if (json.isPresent()) {
      output.print(json.get());
    } else if (GoText.isPrintable(bytes)) {
      output.write(bytes);
    } else {
      table(bytes, output);
    }
  }

  private static Optional<String> json(MemorySegment bytes) {
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes.toArray(ValueLayout.JAVA_BYTE));
      return JsonText.indented(StandardCharsets.UTF_8.newDecoder().decode(buffer).toString());
    } catch (CharacterCodingException e) {
      // Bytes that are no text are no JSON either.
      return Optional.empty();
    }
  }

  private static void table(MemorySegment bytes, Output output) {
    for (long at = 0; at < bytes.byteSize(); at += TABLE_ROW_BYTES) {
      byte[] row =
          bytes
              .asSlice(at, Math.min(TABLE_ROW_BYTES, bytes.byteSize() - at))
              .toArray(ValueLayout.JAVA_BYTE);
      output.print((at == 0 ? "" : "\n") + tableRow(at, row, 0, row.length));
    }
  }

  /** Returns a row of a table of bytes: offset, hexadecimal digits, and what is ASCII. */
  static String tableRow(long offset, byte[] bytes, int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(bytes[i] >= ' ' && bytes[i] < 0x7f ? (char) bytes[i] : '.');
    }
    String digits = HexFormat.ofDelimiter(" ").formatHex(bytes, from, to);
    return String.format("%08x  %-47s  |%s|", offset, digits, text);
  }

  void writeLine(MemorySegment bytes, Output output) {
    write(bytes, output);
    output.print("\n");
  }

  /** Returns a key as {@link #AUTO} shows it. */
  static String readable(byte[] key) {
    return GoText.isPrintable(MemorySegment.ofArray(key))
        ? new String(key, StandardCharsets.UTF_8)
        : HexFormat.of().formatHex(key);
  }

  private static String sha256(MemorySegment bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (long at = 0; at < bytes.byteSize(); at += DIGEST_PIECE_BYTES) {
        ByteBuffer piece =
            bytes.asSlice(at, Math.min(DIGEST_PIECE_BYTES, bytes.byteSize() - at)).asByteBuffer();
        digest.update(piece);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
