// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The records of the side-by-side benchmark, made from numbers alone, so that programs in different
 * languages store the same without exchanging any. A key is known by its first eight bytes, its id.
 */
final class Records {
  static final int KEY_BYTES = 16;

  /** Room for what is checked: eight bytes that follow from the id, and the version. */
  static final int MIN_VALUE_BYTES = 16;

  private static final byte FILLER = 7;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Records() {}

  /** Returns the number that splitmix64 gives for a state: each number for one state alone. */
  static long mix(long state) {
    long z = state + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Returns a number from 0 to bound - 1 that looks random and depends on the step alone. */
  static long pick(long step, long bound) {
    return (mix(step ^ 0x5DEECE66DL) >>> 1) % bound;
  }

  /** Returns the id of the key with this number in random order. */
  static long randomId(long number) {
    return mix(number);
  }

  static void fillKey(byte[] key, long id) {
    LONG.set(key, 0, id);
    LONG.set(key, Long.BYTES, secondKeyPart(id));
  }

  static byte[] key(long id) {
    byte[] key = new byte[KEY_BYTES];
    fillKey(key, id);
    return key;
  }

  static long secondKeyPart(long id) {
    return mix(id);
  }

  static byte[] value(long id, long version, int length) {
    byte[] value = new byte[length];
    Arrays.fill(value, MIN_VALUE_BYTES, length, FILLER);
    fillValue(value, id, version);
    return value;
  }

  /** Sets what differs from value to value; the rest is as {@link #value} made it. */
  static void fillValue(byte[] value, long id, long version) {
    LONG.set(value, 0, mark(id));
    LONG.set(value, Long.BYTES, version);
  }

  /** Returns what the first eight bytes of the value of a key say. */
  static long mark(long id) {
    return mix(~id);
  }

  static long longAt(byte[] bytes, int index) {
    return (long) LONG.get(bytes, index);
  }
}
