// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.nio.charset.StandardCharsets;

/** Text as bytes, and back, so that tests read well. */
final class Bytes {
  private Bytes() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Returns an array of this length that holds something. */
  static byte[] filled(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31);
    }
    return bytes;
  }
}
