// SPDX-License-Identifier: Apache-2.0
package dev.gadus.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.bolt.Bucket;
import dev.gadus.bolt.Cursor;
import dev.gadus.bolt.Transaction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * What one writer of {@link KilledWriter} keeps in a bucket of its own, so that anybody can tell
 * afterwards what must be there: entry {@code n} is made by its n-th transaction, which also takes
 * away entry {@code n - KEPT} and notes {@code n}. What an entry holds follows from its number.
 */
final class Ledger {
  /**
   * So many entries are there at a time: enough for several pages, and each transaction frees some.
   */
  static final int KEPT = 60;

  private static final byte[] LAST = "last".getBytes(StandardCharsets.UTF_8);
  private static final int MOST_VALUE_BYTES = 3000;

  private Ledger() {}

  /** Does the next transaction's work and returns its number. */
  static long advance(Transaction transaction, int writer) {
    Bucket bucket = transaction.createBucketIfAbsent(name(writer));
    long number = last(bucket) + 1;
    bucket.put(key(number), value(writer, number));
    bucket.delete(key(number - KEPT));
    bucket.put(LAST, ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    return number;
  }

  /**
   * Checks that a writer's bucket is as it was after one of its transactions, and returns which.
   */
  static long requireWhole(Transaction transaction, int writer) {
    Bucket bucket = transaction.bucket(name(writer)).orElse(null);
    if (bucket == null) {
      return 0;
    }
    long last = last(bucket);
    long expected = Math.max(1, last - KEPT + 1);
    Cursor cursor = bucket.cursor();
    for (boolean there = cursor.first(); there; there = cursor.next()) {
      if (cursor.key().length == Long.BYTES) {
        assertThat(cursor.key()).as("key of writer %s", writer).isEqualTo(key(expected));
        assertThat(cursor.value())
            .as("entry %s of writer %s", expected, writer)
            .isEqualTo(value(writer, expected));
        expected++;
      }
    }
    assertThat(expected)
        .as("first entry of writer %s that is not there", writer)
        .isEqualTo(last + 1);
    return last;
  }

  private static long last(Bucket bucket) {
    return bucket.get(LAST).map(bytes -> ByteBuffer.wrap(bytes).getLong()).orElse(0L);
  }

  private static byte[] name(int writer) {
    return ("writer-" + writer).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] key(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  private static byte[] value(int writer, long number) {
    SplittableRandom random = new SplittableRandom(number * 31 + writer);
    byte[] value =
        new byte[random.nextInt(8) == 0 ? random.nextInt(MOST_VALUE_BYTES) : random.nextInt(100)];
    random.nextBytes(value);
    return value;
  }
}
