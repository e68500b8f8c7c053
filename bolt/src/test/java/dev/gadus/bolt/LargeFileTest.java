// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static dev.gadus.bolt.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files, values and lists of free pages that do not fit into 32 or 16 bits. */
@Timeout(120)
class LargeFileTest {
  /** Three values of 1.5 GiB: offsets beyond 2^32, and page numbers beyond 2^20. */
  private static final int VALUES = 3;

  private static final long FOUR_GIBIBYTES = 1L << 32;
  private static final int KEYS = 1000;
  private static final int LONG_VALUE_BYTES = 300_000_000;
  private static final int PAGE_BYTES = 4096;

  // Of the first element of page 3, a branch, and of page 4, a leaf.
  private static final long BRANCH_KEY_SIZE = 3 * PAGE_BYTES + 20;
  private static final long LEAF_KEY_SIZE = 4 * PAGE_BYTES + 24;
  private static final long LEAF_VALUE_SIZE = 4 * PAGE_BYTES + 28;
  private static final byte[] BUCKET = bytes(SparseFile.BUCKET);
  private static final Options OPTIONS = Options.defaults().noSync(true);

  @TempDir Path folder;

  private static byte[] key(int number) {
    return bytes("small %04d".formatted(number));
  }

  private static void assertHasValues(Transaction reader) {
    Cursor cursor = reader.bucket(BUCKET).orElseThrow().cursor();
    for (int i = 0; i < VALUES; i++) {
      assertThat(cursor.seek(SparseFile.key(i))).isTrue();
      MemorySegment value = cursor.valueSegment();
      assertThat(value.byteSize()).isEqualTo(SparseFile.VALUE_BYTES);
      assertThat(value.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo(SparseFile.mark(i));
      assertThat(value.get(ValueLayout.JAVA_BYTE, value.byteSize() / 2)).isZero();
      assertThat(value.get(ValueLayout.JAVA_BYTE, value.byteSize() - 1))
          .isEqualTo(SparseFile.mark(i));
    }
  }

  private static void assertHasKeys(Transaction reader) {
    Bucket bucket = reader.bucket(BUCKET).orElseThrow();
    for (int i = 0; i < KEYS; i++) {
      assertThat(bucket.get(key(i))).contains(key(i));
    }
    assertThat(reader.check().findings()).isEmpty();
  }

  @Test
  void aFileBeyondFourGibibytesIsReadWrittenGrownCheckedCompactedAndShrunk() throws IOException {
    Path file = folder.resolve("large.db");
    SparseFile.create(file, VALUES);
    assertThat(Files.size(file)).isGreaterThan(FOUR_GIBIBYTES);
    try (Database database = Database.open(file, OPTIONS)) {
      try (Transaction reader = database.beginRead()) {
        assertHasValues(reader);
        assertThat(reader.check().findings()).isEmpty();
        BucketStatistics statistics = reader.bucket(BUCKET).orElseThrow().statistics();
        assertThat(statistics.leafUsedBytes())
            .isGreaterThan((long) VALUES * SparseFile.VALUE_BYTES);
      }
      long lengthBefore = Files.size(file);
      database.update(writing -> {
        Bucket bucket = writing.bucket(BUCKET).orElseThrow();
        for (int i = 0; i < KEYS; i++) {
          bucket.put(key(i), key(i));
        }
        return null;
      });
      assertThat(Files.size(file)).as("the file has grown").isGreaterThan(lengthBefore);
      try (Transaction reader = database.beginRead()) {
        long rootPage = reader.bucket(BUCKET).orElseThrow().rootPageId();
        assertThat(rootPage).isGreaterThan(1 << 20);
        assertThat(rootPage * database.pageSize()).isGreaterThan(FOUR_GIBIBYTES);
        assertHasValues(reader);
        assertHasKeys(reader);
      }
    }
    try (Database database = Database.open(file, OPTIONS)) {
      try (Transaction reader = database.beginRead()) {
        assertHasValues(reader);
        assertHasKeys(reader);
      }
      deleteValues(database);
      compact(database);
    }
    assertStoredListIsLong(file);
    try (Database database = Database.open(file, OPTIONS)) {
      assertThat(database.statistics().freePageCount()).isGreaterThan(1 << 20);
      assertHasKeysNow(database);
      database.shrink();
      assertHasKeysNow(database);
    }
    assertThat(Files.size(file)).isLessThan(1 << 20);
  }

  private static void assertHasKeysNow(Database database) {
    try (Transaction reader = database.beginRead()) {
      assertHasKeys(reader);
    }
  }

  private static void deleteValues(Database database) {
    database.update(writing -> {
      for (int i = 0; i < VALUES; i++) {
        writing.bucket(BUCKET).orElseThrow().delete(SparseFile.key(i));
      }
      return null;
    });
  }

  private void compact(Database database) throws IOException {
    Path small = folder.resolve("small.db");
    try (Database target = Database.open(small, OPTIONS)) {
      Database.compact(database, target, 0);
      assertHasKeysNow(target);
    }
    assertThat(Files.size(small)).isLessThan(1 << 20);
  }

  /** The count in the page's header cannot say how many there are. */
  private static void assertStoredListIsLong(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer metas = read(channel, 0, 2 * 4096);
      int newest = metas.getLong(64) > metas.getLong(4096 + 64) ? 0 : 4096;
      ByteBuffer list = read(channel, metas.getLong(newest + 48) * 4096, 32);
      assertThat(list.getShort(8)).isEqualTo((short) 0x10);
      assertThat(list.getShort(10)).isEqualTo((short) 0xFFFF);
      assertThat(list.getLong(16)).isGreaterThan(1 << 20);
    }
  }

  private static ByteBuffer read(FileChannel channel, long position, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) > 0) {
      // A read may bring a part.
    }
    return bytes.flip();
  }

  /** In a page of more than 2 GiB, lengths that no array has lie within the page. */
  @ParameterizedTest
  @ValueSource(longs = {BRANCH_KEY_SIZE, LEAF_KEY_SIZE, LEAF_VALUE_SIZE})
  void aLengthThatNoArrayHasIsRefused(long field) throws IOException {
    Path file = folder.resolve("long.db");
    SparseFile.create(file, 2);
    long page = field / PAGE_BYTES;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      // One child; its page, or the branch, goes on to the end of the file.
      write(channel, 3 * PAGE_BYTES + 8, 1 << 16 | Layout.BRANCH_FLAG);
      int overflow = (int) (channel.size() / PAGE_BYTES - page - 1);
      write(channel, page * PAGE_BYTES + 12, overflow);
      write(channel, LEAF_VALUE_SIZE, 0);
      write(channel, field, Integer.MIN_VALUE);
    }
    try (Database database = Database.open(file, OPTIONS.readOnly(true));
        Transaction reader = database.beginRead()) {
      assertThat(reader.check().findings()).isNotEmpty();
      Bucket bucket = reader.bucket(BUCKET).orElseThrow();
      assertRefused(bucket::inspect);
      assertRefusedOrAnswered(() -> bucket.get(SparseFile.key(0)));
      assertRefusedOrAnswered(() -> bucket.cursor().first());
      assertRefusedOrAnswered(() -> bucket.cursor().seekExact(SparseFile.key(0)));
      assertRefusedOrAnswered(bucket::statistics);
    }
    try (Database saved = Database.open(folder.resolve("saved.db"), OPTIONS)) {
      SalvageReport report = Database.salvage(file, saved);
      // The other value is found, too, where the count of the branch can be put right.
      assertThat(report.keyCount()).isBetween(0L, 1L);
      assertThat(report.keyCount() + report.losses().size()).isPositive();
    }
    assertThatThrownBy(() -> putInto(file)).isInstanceOf(BoltException.CorruptDatabase.class);
  }

  private static void putInto(Path file) {
    try (Database database = Database.open(file, OPTIONS)) {
      database.update(writing -> {
        writing.bucket(BUCKET).orElseThrow().put(SparseFile.key(0), key(0));
        return null;
      });
    }
  }

  private static void assertRefused(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(BoltException.CorruptDatabase.class)
        .hasMessageContaining("longer than the format allows");
  }

  private static void assertRefusedOrAnswered(ThrowingCallable call) {
    Throwable thrown = catchThrowable(call);
    if (thrown != null) {
      assertRefused(() -> {
        throw thrown;
      });
    }
  }

  private static void write(FileChannel channel, long position, int value) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, value);
    assertThat(channel.write(bytes, position)).isEqualTo(4);
  }

  @Test
  void aValueOfHundredsOfMegabytesIsStoredReadAndDeleted() {
    byte[] value = new byte[LONG_VALUE_BYTES];
    for (int i = 0; i < value.length; i += 4093) {
      value[i] = (byte) (i >>> 7);
    }
    Path file = folder.resolve("value.db");
    try (Database database = Database.open(file, OPTIONS)) {
      database.update(writing -> {
        Bucket bucket = writing.createBucket(BUCKET);
        bucket.put(key(1), key(1));
        bucket.put(key(2), value);
        bucket.put(key(3), key(3));
        return null;
      });
    }
    try (Database database = Database.open(file, OPTIONS)) {
      try (Transaction reader = database.beginRead()) {
        Cursor cursor = reader.bucket(BUCKET).orElseThrow().cursor();
        assertThat(cursor.seek(key(2))).isTrue();
        assertThat(cursor.valueSegment().mismatch(MemorySegment.ofArray(value))).isEqualTo(-1);
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.key()).isEqualTo(key(3));
        assertThat(reader.check().findings()).isEmpty();
        assertThat(Arrays.equals(cursor.bucket().get(key(2)).orElseThrow(), value)).isTrue();
      }
      database.update(writing -> {
        writing.bucket(BUCKET).orElseThrow().delete(key(2));
        return null;
      });
      database.shrink();
      try (Transaction reader = database.beginRead()) {
        assertThat(reader.size()).isLessThan(1 << 20);
        assertThat(reader.bucket(BUCKET).orElseThrow().get(key(3))).contains(key(3));
        assertThat(reader.check().findings()).isEmpty();
      }
    }
  }
}
