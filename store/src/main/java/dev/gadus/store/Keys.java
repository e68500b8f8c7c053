// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Keys as readable text: parts joined by {@code /}. Numbers are padded so that the order of keys is
 * the order of numbers; ids are plain (see {@link StoreIds}), and other text is escaped so that a
 * part never holds the separator.
 */
final class Keys {
  /** The digits of {@link Long#MAX_VALUE}. */
  static final int DIGITS = 19;

  static final char SEPARATOR = '/';
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private Keys() {}

  static String join(String first, String second) {
    return first + SEPARATOR + second;
  }

  static String join(String first, String second, String third) {
    return first + SEPARATOR + second + SEPARATOR + third;
  }

  /** The key that all keys below {@code part} start with. */
  static String prefix(String part) {
    return part + SEPARATOR;
  }

  /** What follows the last separator. */
  static String lastPart(String key) {
    return key.substring(key.lastIndexOf(SEPARATOR) + 1);
  }

  static String padded(long number) {
    if (number < 0) {
      throw new IllegalArgumentException("a number in a key is 0 or more: number=" + number);
    }
    String digits = Long.toString(number);
    return "0".repeat(DIGITS - digits.length()) + digits;
  }

  static long number(String padded) {
    return Long.parseLong(padded);
  }

  /**
   * Unix nanoseconds, the precision of the API's times, from 1970 to 2262; times beyond are at the
   * bounds.
   */
  static long nanos(Instant time) {
    long seconds = time.getEpochSecond();
    if (seconds < 0) {
      return 0;
    }
    if (seconds >= Long.MAX_VALUE / NANOS_PER_SECOND) {
      return Long.MAX_VALUE;
    }
    return seconds * NANOS_PER_SECOND + time.getNano();
  }

  /** Text as a part of a key: {@code / = %} and control characters become {@code %} and hex. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == SEPARATOR || c == '=' || c == '%' || c < ' ' || c == 0x7f) {
        escaped.append('%').append("%02X".formatted((int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  static byte[] bytes(String key) {
    return key.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] key) {
    return new String(key, StandardCharsets.UTF_8);
  }
}
