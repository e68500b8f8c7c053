// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine;

/** Where text in UTF-8 can be cut. */
public final class Utf8 {
  private Utf8() {}

  /**
   * The largest length up to {@code length} that does not end inside a character. Bytes that are no
   * UTF-8 are not cut.
   */
  public static int completeLength(byte[] bytes, int length) {
    int start = length;
    // A character has at most three bytes after its first.
    for (int back = 1; back <= 4 && back <= length; back++) {
      int b = bytes[length - back] & 0xff;
      if ((b & 0xc0) != 0x80) {
        start = length - back;
        break;
      }
    }
    if (start == length) {
      return length;
    }
    int first = bytes[start] & 0xff;
    int wanted = first >= 0xf0 && first <= 0xf4 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1;
    boolean cut = first >= 0xc2 && first <= 0xf4 && length - start < wanted;
    return cut ? start : length;
  }
}
