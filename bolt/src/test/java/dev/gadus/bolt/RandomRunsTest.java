// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static dev.gadus.bolt.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Long runs of keys: behind the last one, before the first one, in between, and deletions of whole
 * stretches, several in a transaction. So nodes become large, are split before the commit, merged
 * and emptied, as in no test whose transactions are small. After each commit the bucket holds what
 * a sorted map does, the check finds nothing, and no page is longer than it must be.
 *
 * <p>{@code -Dbolt.seed=N} runs one sequence again, {@code -Dbolt.runs=N} sets another number.
 */
class RandomRunsTest {
  private static final int SEQUENCES = Integer.getInteger("bolt.runs", 40);
  private static final int TRANSACTIONS = 5;
  private static final byte[] NAME = bytes("b");

  /** Between the numbers of two keys of a run, so that others find room. */
  private static final int GAP = 1000;

  /** A node of so few elements stays whole, however long. */
  private static final int MAX_UNSPLIT_ELEMENTS = 4;

  @TempDir Path folder;

  /** One sequence: a database and the map that it must be like. */
  private static final class Run {
    final Random random;
    final TreeMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
    final int longestKey;
    final int longestValue;
    long first = 1L << 40;
    long last = first;

    Run(long seed) {
      random = new Random(seed);
      longestKey = 8 + random.nextInt(random.nextBoolean() ? 8 : 200);
      longestValue = random.nextBoolean() ? 20 : 500;
    }

    void change(Bucket bucket) {
      int length = random.nextInt(3) == 0 ? random.nextInt(4000) : random.nextInt(300);
      switch (random.nextInt(6)) {
        case 0, 1 -> {
          for (int i = 0; i < length; i++) {
            last += GAP;
            put(bucket, last);
          }
        }
        case 2 -> {
          for (int i = 0; i < length; i++) {
            first -= GAP;
            put(bucket, first);
          }
        }
        case 3 -> {
          for (int i = 0; i < length; i++) {
            put(bucket, random.nextLong(first - GAP, last + GAP));
          }
        }
        case 4 -> delete(bucket, random.nextInt(model.size() + 1), length);
        default -> delete(bucket, random.nextBoolean() ? 0 : model.size() - length, length);
      }
    }

    private void put(Bucket bucket, long number) {
      byte[] key = ByteBuffer.allocate(longestKey).putLong(number).array();
      byte[] value = new byte[random.nextInt(longestValue)];
      bucket.put(key, value);
      model.put(key, value);
    }

    private void delete(Bucket bucket, int from, int count) {
      List<byte[]> keys = new ArrayList<>(model.keySet());
      int start = Math.clamp(from, 0, keys.size());
      for (byte[] key : keys.subList(start, Math.min(keys.size(), start + count))) {
        bucket.delete(key);
        model.remove(key);
      }
    }

    void assertSame(Bucket bucket) {
      Cursor cursor = bucket.cursor();
      for (Map.Entry<byte[], byte[]> entry : model.entrySet()) {
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.key()).isEqualTo(entry.getKey());
        assertThat(cursor.valueSize()).isEqualTo(entry.getValue().length);
      }
      assertThat(cursor.next()).isFalse();
    }
  }

  @Test
  void aBucketIsLikeASortedMapAfterEachCommit() {
    long seed = Seed.next("RandomRunsTest");
    int sequences = Long.getLong("bolt.seed") == null ? SEQUENCES : 1;
    for (int i = 0; i < sequences; i++) {
      Path file = folder.resolve("runs" + i + ".db");
      try {
        runSequence(file, seed + i);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("-Dbolt.seed=" + (seed + i), e);
      }
      assertThat(file.toFile().delete()).isTrue();
    }
  }

  private static void runSequence(Path file, long seed) {
    Run run = new Run(seed);
    Options options = Options.defaults().noSync(true).pageSize(1024);
    try (Database database = Database.open(file, options)) {
      for (int i = 0; i < TRANSACTIONS; i++) {
        database.update(transaction -> {
          Bucket bucket = transaction.createBucketIfAbsent(NAME);
          for (int changes = 1 + run.random.nextInt(5); changes > 0; changes--) {
            run.change(bucket);
          }
          run.assertSame(bucket);
          return bucket;
        });
        try (Transaction transaction = database.beginWrite()) {
          assertThat(transaction.check().findings()).isEmpty();
          run.assertSame(transaction.bucket(NAME).orElseThrow());
          assertNoPageIsTooLong(transaction, database.pageSize());
        }
      }
    }
  }

  private static void assertNoPageIsTooLong(Transaction transaction, int pageSize) {
    long end = transaction.size() / pageSize;
    long id = Layout.FIRST_DATA_PAGE;
    while (id < end) {
      PageInfo page = transaction.page(id).orElseThrow();
      boolean inTree = page.type() == PageType.LEAF || page.type() == PageType.BRANCH;
      assertThat(!inTree || page.overflow() == 0 || page.count() <= MAX_UNSPLIT_ELEMENTS)
          .as(page.toString())
          .isTrue();
      assertThat(page.type() != PageType.BRANCH || page.count() > 0).as(page.toString()).isTrue();
      id += page.overflow() + 1;
    }
  }
}
