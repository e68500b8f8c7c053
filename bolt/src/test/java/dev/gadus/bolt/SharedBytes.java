// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * The durable bytes of a simulated file. Copies share their blocks until one of them changes, so
 * that a crash image costs what it differs in. Not safe for use by several threads.
 */
final class SharedBytes {
  private static final int BLOCK_BYTES = 4096;

  /** Stands for every block that was never written. */
  private static final byte[] ZEROS = new byte[BLOCK_BYTES];

  private byte[][] blocks;
  private long length;

  SharedBytes() {
    this.blocks = new byte[0][];
  }

  private SharedBytes(byte[][] blocks, long length) {
    this.blocks = blocks;
    this.length = length;
  }

  SharedBytes copy() {
    return new SharedBytes(blocks.clone(), length);
  }

  long length() {
    return length;
  }

  /** Writes a part of an array; the bytes grow as far as needed. */
  void write(long position, byte[] source, int from, int count) {
    if (count == 0) {
      return;
    }
    resize(Math.max(length, position + count));
    int done = 0;
    while (done < count) {
      int block = (int) ((position + done) / BLOCK_BYTES);
      int offset = (int) ((position + done) % BLOCK_BYTES);
      int step = Math.min(count - done, BLOCK_BYTES - offset);
      byte[] own = ownBlock(block);
      System.arraycopy(source, from + done, own, offset, step);
      done += step;
    }
  }

  private byte[] ownBlock(int block) {
    byte[] own = blocks[block].clone();
    blocks[block] = own;
    return own;
  }

  /** Sets the length. Bytes that come back after they were cut off are zero. */
  void resize(long size) {
    if (size < length && size % BLOCK_BYTES != 0) {
      byte[] last = ownBlock((int) (size / BLOCK_BYTES));
      Arrays.fill(last, (int) (size % BLOCK_BYTES), BLOCK_BYTES, (byte) 0);
    }
    int needed = (int) ((size + BLOCK_BYTES - 1) / BLOCK_BYTES);
    if (needed != blocks.length) {
      int known = Math.min(needed, blocks.length);
      blocks = Arrays.copyOf(blocks, needed);
      Arrays.fill(blocks, known, needed, ZEROS);
    }
    length = size;
  }

  /** Copies everything to the start of the target. */
  void copyTo(MemorySegment target) {
    for (int i = 0; i < blocks.length; i++) {
      long start = (long) i * BLOCK_BYTES;
      int count = (int) Math.min(BLOCK_BYTES, length - start);
      MemorySegment.copy(blocks[i], 0, target, ValueLayout.JAVA_BYTE, start, count);
    }
  }
}
