// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static dev.gadus.bolt.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every figure of a database's statistics counts what it says. */
class StatisticsTest {
  private static final byte[] NAME = bytes("b");
  private static final int KEYS = 1000;

  private static byte[] key(int number) {
    return bytes("key%06d".formatted(number));
  }

  @Test
  void countWhatTransactionsDid(@TempDir Path folder) {
    Options options = Options.defaults().pageSize(4096);
    try (Database database = Database.open(folder.resolve("test.db"), options)) {
      database.update(transaction -> {
        Bucket bucket = transaction.createBucket(NAME);
        for (int i = 0; i < KEYS; i++) {
          bucket.put(key(i), new byte[100]);
        }
        return null;
      });
      Statistics before = database.statistics();
      assertThat(before.writes().splitCount()).isPositive();
      try (Transaction _ = database.beginRead()) {
        assertThat(database.statistics().openReadTransactionCount()).isEqualTo(1);
        assertThat(database.statistics().readTransactionCount())
            .isEqualTo(before.readTransactionCount() + 1);
        database.update(t -> {
          t.bucket(NAME).orElseThrow().put(key(KEYS / 2), new byte[50]);
          return null;
        });
        assertThat(database.statistics().pendingPageCount()).isPositive();
      }
      Statistics after = database.statistics();
      assertThat(after.openReadTransactionCount()).isZero();
      assertThat(after.writeTransactionCount()).isEqualTo(before.writeTransactionCount() + 1);
      assertThat(after.commitCount()).isEqualTo(before.commitCount() + 1);
      // The root's leaf, the bucket's branch and the leaf of the key.
      assertThat(after.writes().nodeCount()).isEqualTo(before.writes().nodeCount() + 3);
      assertThat(after.writes().spillCount()).isEqualTo(before.writes().spillCount() + 3);
      assertThat(after.writes().allocatedPageCount())
          .isEqualTo(before.writes().allocatedPageCount() + 3);
      assertThat(after.writes().syncCount()).isEqualTo(before.writes().syncCount() + 2);
      assertThat(after.writes().writtenBytes())
          .isEqualTo(before.writes().writtenBytes() + 3 * 4096 + Meta.BYTES);
      assertThat(after.freeBytes())
          .isEqualTo((after.freePageCount() + after.pendingPageCount()) * 4096);
      database.update(t -> {
        Cursor cursor = t.bucket(NAME).orElseThrow().cursor();
        while (cursor.next()) {
          cursor.delete();
        }
        return null;
      });
      assertThat(database.statistics().writes().rebalanceCount()).isPositive();
    }
  }
}
