// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import dev.gadus.bolt.Cursor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** Which keys of a bucket are wanted. An empty bound is none. */
final class KeyRange {
  private final byte[] prefix;
  private final byte[] start;
  private final byte[] after;
  private final byte[] end;

  /**
   * Makes a range.
   *
   * @param prefix what the keys begin with
   * @param from no key before this one
   * @param after no key before this one, nor this one
   * @param end no key after this one, nor this one
   */
  KeyRange(byte[] prefix, byte[] from, byte[] after, byte[] end) {
    this.prefix = prefix;
    this.start = Arrays.compareUnsigned(from, prefix) > 0 ? from : prefix;
    this.after = after;
    this.end = end;
  }

  /** Moves to the first key that is not before the range; returns whether there is one. */
  boolean first(Cursor cursor) {
    if (after.length > 0 && Arrays.compareUnsigned(after, start) >= 0) {
      boolean there = cursor.seek(after);
      boolean same = there && Arrays.equals(cursor.key(), after);
      return same ? cursor.next() : there;
    }
    return start.length == 0 ? cursor.first() : cursor.seek(start);
  }

  /** Returns whether a key is before the range. */
  boolean isAfter(byte[] key) {
    return Arrays.compareUnsigned(key, start) < 0
        || (after.length > 0 && Arrays.compareUnsigned(key, after) <= 0);
  }

  /** Returns whether a key that is not before the range is in it. */
  boolean contains(MemorySegment key) {
    return startsWith(key) && (end.length == 0 || isBeforeEnd(key));
  }

  private boolean startsWith(MemorySegment key) {
    return key.byteSize() >= prefix.length
        && key.asSlice(0, prefix.length).mismatch(MemorySegment.ofArray(prefix)) == -1;
  }

  private boolean isBeforeEnd(MemorySegment key) {
    return Arrays.compareUnsigned(key.toArray(ValueLayout.JAVA_BYTE), end) < 0;
  }
}
