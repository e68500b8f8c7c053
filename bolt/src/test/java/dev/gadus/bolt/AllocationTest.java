// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static dev.gadus.bolt.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reading without copying makes no garbage. The JVM counts the bytes that the thread allocates, so
 * a single object in a million steps is seen.
 */
@Timeout(60)
class AllocationTest {
  private static final int ENTRIES = 100_000;
  private static final int STEPS = 1_000_000;

  @TempDir Path folder;
  private Database database;
  private Transaction transaction;
  private Bucket bucket;
  private final byte[] key = new byte[16];

  @BeforeEach
  void fill() {
    database = Database.open(folder.resolve("test.db"), Options.defaults().noSync(true));
    database.update(writing -> {
      Bucket filled = writing.createBucket(bytes("b"));
      for (int i = 0; i < ENTRIES; i++) {
        setKey(i);
        filled.put(key, new byte[20]);
      }
      return true;
    });
    transaction = database.beginRead();
    bucket = transaction.bucket(bytes("b")).orElseThrow();
  }

  @AfterEach
  void close() {
    transaction.close();
    database.close();
  }

  private void setKey(int number) {
    for (int i = 0; i < Integer.BYTES; i++) {
      key[i] = (byte) (number >>> (24 - 8 * i));
    }
  }

  /** Runs a loop once to make what is made once, and then counts. */
  private static long allocatedBytes(LongSupplier loop) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long first = loop.getAsLong();
    // The first call of the counter allocates.
    long _ = threads.getCurrentThreadAllocatedBytes();
    long before = threads.getCurrentThreadAllocatedBytes();
    long second = loop.getAsLong();
    long after = threads.getCurrentThreadAllocatedBytes();
    assertThat(second).isEqualTo(first);
    return after - before;
  }

  @Test
  void aStepOfTheCursorAllocatesNothing() {
    Cursor cursor = bucket.cursor();
    assertThat(
            allocatedBytes(() -> {
              long sum = 0;
              for (int i = 0; i < STEPS; i++) {
                if (!cursor.next()) {
                  cursor.first();
                }
                sum += cursor.keySize() + cursor.valueSize();
              }
              cursor.last();
              cursor.next();
              for (int i = 0; i < STEPS; i++) {
                if (!cursor.previous()) {
                  cursor.last();
                }
                sum += cursor.keySize();
              }
              cursor.first();
              cursor.previous();
              return sum;
            }))
        .isZero();
  }

  @Test
  void readingEntriesWhereTheyLieAllocatesNothing() {
    Cursor cursor = bucket.cursor();
    assertThat(
            allocatedBytes(() -> {
              long sum = 0;
              for (int i = 0; i < STEPS; i++) {
                if (!cursor.next()) {
                  cursor.first();
                }
                sum += cursor.memory().get(Layout.U32, cursor.keyOffset());
                sum += cursor.memory().get(ValueLayout.JAVA_BYTE, cursor.valueOffset());
              }
              cursor.first();
              cursor.previous();
              return sum;
            }))
        .isZero();
  }

  @Test
  void lookingUpKeysAllocatesNothing() {
    Cursor cursor = bucket.cursor();
    assertThat(
            allocatedBytes(() -> {
              long found = 0;
              for (int i = 0; i < STEPS; i++) {
                setKey((int) (i * 7919L % (ENTRIES + 10)));
                if (cursor.seekExact(key)) {
                  found += cursor.memory().get(ValueLayout.JAVA_BYTE, cursor.valueOffset()) + 1;
                }
              }
              return found;
            }))
        .isZero();
  }

  @Test
  void theCountSeesASingleObject() {
    assertThat(allocatedBytes(() -> new byte[STEPS].length)).isBetween(1L * STEPS, 2L * STEPS);
  }
}
