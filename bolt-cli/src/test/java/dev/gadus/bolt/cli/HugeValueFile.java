// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gadus.bolt.Bucket;
import dev.gadus.bolt.Database;
import dev.gadus.bolt.FreelistStorage;
import dev.gadus.bolt.Options;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Makes a file of more than 2 GiB that takes no space on the disk: it holds one value of zeros,
 * nearly as long as a value may be, and zeros at the end of a file need not be written.
 */
final class HugeValueFile {
  /** Go's library reads a value only when it ends within 2 GiB of its element. */
  private static final int VALUE_BYTES = Integer.MAX_VALUE - 4096;

  private static final int PAGE_BYTES = 4096;
  private static final String BUCKET = "huge";
  private static final String KEY = "key";

  /** More than one page, so that it does not stand in its parent; the last pages of the file. */
  private static final int FIRST_BYTES = 100_000;

  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Where a page says how many further pages belong to it. */
  private static final int OVERFLOW_AT = 12;

  private static final int ELEMENT_BYTES = 16;

  /** Where the first element of a leaf page says how long its value is. */
  private static final int VALUE_SIZE_AT = RawPage.HEADER_BYTES + 12;

  private HugeValueFile() {}

  /** Makes it, and returns the number of the page at which the value starts. */
  static long make(Path file) throws IOException {
    long page = makeSmall(file);
    long pageLength = (long) RawPage.HEADER_BYTES + ELEMENT_BYTES + KEY.length() + VALUE_BYTES;
    long pages = (pageLength + PAGE_BYTES - 1) / PAGE_BYTES;
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = channel.map(MapMode.READ_WRITE, 0, (page + pages) * PAGE_BYTES, arena);
      bytes.set(U32, page * PAGE_BYTES + OVERFLOW_AT, (int) (pages - 1));
      bytes.set(U32, page * PAGE_BYTES + VALUE_SIZE_AT, VALUE_BYTES);
      for (long meta = 0; meta < 2; meta++) {
        long fields = meta * PAGE_BYTES + RawPage.HEADER_BYTES;
        RawPage.Meta changed = new RawPage.Meta(bytes.asSlice(fields, RawPage.Meta.BYTES));
        changed.setHighWaterMark(page + pages);
        changed.seal();
      }
    }
    return page;
  }

  /** Makes a file whose last pages hold the value, shorter. */
  private static long makeSmall(Path file) {
    Options options =
        Options.defaults().pageSize(PAGE_BYTES).freelistStorage(FreelistStorage.NEVER);
    try (Database database = Database.open(file, options)) {
      database.update(transaction -> {
        Bucket bucket = transaction.createBucket(BUCKET.getBytes(UTF_8));
        bucket.put(KEY.getBytes(UTF_8), new byte[PAGE_BYTES]);
        return true;
      });
      database.update(transaction -> {
        Bucket bucket = transaction.bucket(BUCKET.getBytes(UTF_8)).orElseThrow();
        bucket.put(KEY.getBytes(UTF_8), new byte[FIRST_BYTES]);
        return true;
      });
      return database.view(
          transaction -> transaction.bucket(BUCKET.getBytes(UTF_8)).orElseThrow().rootPageId());
    }
  }
}
