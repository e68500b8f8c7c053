// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The order of keys: by unsigned bytes, and a prefix comes first. Nothing here allocates. */
final class Keys {
  /** Eight bytes of an array or of memory as a number that compares as they do, unsigned. */
  static final VarHandle ARRAY_BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  static final ValueLayout.OfLong BIG_ENDIAN =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private Keys() {}

  /** Compares an array with a key in memory, eight bytes at a time. */
  static int compare(byte[] key, MemorySegment memory, long offset, long length) {
    int common = (int) Math.min(key.length, length);
    int i = 0;
    for (; i <= common - Long.BYTES; i += Long.BYTES) {
      long mine = (long) ARRAY_BIG_ENDIAN.get(key, i);
      long theirs = memory.get(BIG_ENDIAN, offset + i);
      if (mine != theirs) {
        return Long.compareUnsigned(mine, theirs);
      }
    }
    for (; i < common; i++) {
      int difference =
          Byte.toUnsignedInt(key[i])
              - Byte.toUnsignedInt(memory.get(ValueLayout.JAVA_BYTE, offset + i));
      if (difference != 0) {
        return difference;
      }
    }
    return Long.compare(key.length, length);
  }

  /** Compares two keys in memory. */
  static int compare(
      MemorySegment memory,
      long offset,
      long length,
      MemorySegment otherMemory,
      long otherOffset,
      long otherLength) {
    long at =
        MemorySegment.mismatch(
            memory, offset, offset + length, otherMemory, otherOffset, otherOffset + otherLength);
    if (at < 0) {
      return 0;
    }
    if (at == length || at == otherLength) {
      return Long.compare(length, otherLength);
    }
    return Byte.compareUnsigned(
        memory.get(ValueLayout.JAVA_BYTE, offset + at),
        otherMemory.get(ValueLayout.JAVA_BYTE, otherOffset + at));
  }

  static byte[] copy(MemorySegment memory, long offset, long length) {
    byte[] bytes = new byte[(int) length];
    MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, bytes, 0, bytes.length);
    return bytes;
  }
}
