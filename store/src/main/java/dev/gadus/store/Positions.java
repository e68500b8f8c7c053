// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.bolt.Cursor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Moves of a cursor that the engine leaves to its users. */
final class Positions {
  /** No UTF-8 text holds this byte, so it stands after every key with the same beginning. */
  private static final byte AFTER_TEXT = (byte) 0xff;

  private Positions() {}

  /** A key that is after all keys that start with {@code prefix}, and before all others. */
  static byte[] afterAll(String prefix) {
    byte[] bytes = Keys.bytes(prefix);
    byte[] after = Arrays.copyOf(bytes, bytes.length + 1);
    after[bytes.length] = AFTER_TEXT;
    return after;
  }

  /** Moves to the last key that is less than {@code key}; false when there is none. */
  static boolean seekBefore(Cursor cursor, byte[] key) {
    return cursor.seek(key) ? cursor.previous() : cursor.last();
  }

  static boolean startsWith(MemorySegment key, byte[] prefix) {
    return key.byteSize() >= prefix.length
        && key.asSlice(0, prefix.length).mismatch(MemorySegment.ofArray(prefix)) < 0;
  }
}
