// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Makes database files of many gibibytes in no time: the values are zeros but for their first and
 * last byte, and nothing of what is zero is written, so it takes no space on the disk either.
 *
 * <p>A bucket {@value #BUCKET} holds the values, under the keys of {@link #key}. Every page is in
 * use, and the file names no free ones.
 */
public final class SparseFile {
  /** The bucket that holds all. */
  public static final String BUCKET = "huge";

  /** Go's library reads a value only when it ends within 2 GiB of its element. */
  public static final int VALUE_BYTES = 3 << 29;

  private static final int PAGE_BYTES = 4096;
  private static final long ROOT_PAGE = 2;
  private static final long BRANCH_PAGE = 3;
  private static final long FIRST_VALUE_PAGE = 4;

  private SparseFile() {}

  /** Returns the key of a value. */
  public static byte[] key(int number) {
    return ("value " + (char) ('a' + number)).getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the first and the last byte of a value. */
  public static byte mark(int number) {
    return (byte) (number + 1);
  }

  /** Makes a file with so many values of {@link #VALUE_BYTES} each. */
  public static void create(Path file, int values) throws IOException {
    long headBytes = (long) Layout.PAGE_HEADER_BYTES + Layout.ELEMENT_BYTES + key(0).length;
    long pagesEach = Layout.pagesFor(headBytes + VALUE_BYTES, PAGE_BYTES);
    long end = FIRST_VALUE_PAGE + values * pagesEach;
    try (RandomAccessFile fresh = new RandomAccessFile(file.toFile(), "rw")) {
      fresh.setLength(end * PAGE_BYTES);
    }
    try (Arena arena = Arena.ofConfined();
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MemorySegment all = channel.map(FileChannel.MapMode.READ_WRITE, 0, end * PAGE_BYTES, arena);
      for (long id = 0; id < Layout.FIRST_DATA_PAGE; id++) {
        new Meta(PAGE_BYTES, 0, ROOT_PAGE, 0, Layout.NO_FREELIST, end, id)
            .write(all, id * PAGE_BYTES);
      }
      writeRoot(all, ROOT_PAGE * PAGE_BYTES);
      long branch = BRANCH_PAGE * PAGE_BYTES;
      Layout.setHeader(all, branch, BRANCH_PAGE, Layout.BRANCH_FLAG, values, 0);
      long keyPlace = Layout.element(branch, values);
      for (int i = 0; i < values; i++) {
        long child = FIRST_VALUE_PAGE + i * pagesEach;
        long element = Layout.element(branch, i);
        all.set(Layout.U32, element, (int) (keyPlace - element));
        all.set(Layout.U32, element + 4, key(i).length);
        all.set(Layout.U64, element + 8, child);
        MemorySegment.copy(key(i), 0, all, ValueLayout.JAVA_BYTE, keyPlace, key(i).length);
        keyPlace += key(i).length;
        writeValue(all, child, pagesEach, i);
      }
    }
  }

  /** One element: the bucket, and where its tree starts. */
  private static void writeRoot(MemorySegment all, long root) {
    byte[] name = BUCKET.getBytes(StandardCharsets.UTF_8);
    Layout.setHeader(all, root, ROOT_PAGE, Layout.LEAF_FLAG, 1, 0);
    long element = Layout.element(root, 0);
    setElement(all, element, Layout.BUCKET_FLAG, name, Layout.BUCKET_HEADER_BYTES);
    all.set(Layout.U64, element + Layout.ELEMENT_BYTES + name.length, BRANCH_PAGE);
  }

  private static void writeValue(MemorySegment all, long pageId, long pageCount, int number) {
    long page = pageId * PAGE_BYTES;
    Layout.setHeader(all, page, pageId, Layout.LEAF_FLAG, 1, pageCount - 1);
    long element = Layout.element(page, 0);
    setElement(all, element, 0, key(number), VALUE_BYTES);
    long value = element + Layout.ELEMENT_BYTES + key(number).length;
    all.set(ValueLayout.JAVA_BYTE, value, mark(number));
    all.set(ValueLayout.JAVA_BYTE, value + VALUE_BYTES - 1, mark(number));
  }

  private static void setElement(
      MemorySegment all, long element, int flags, byte[] key, int valueSize) {
    all.set(Layout.U32, element, flags);
    all.set(Layout.U32, element + 4, Layout.ELEMENT_BYTES);
    all.set(Layout.U32, element + 8, key.length);
    all.set(Layout.U32, element + 12, valueSize);
    MemorySegment.copy(
        key, 0, all, ValueLayout.JAVA_BYTE, element + Layout.ELEMENT_BYTES, key.length);
  }
}
