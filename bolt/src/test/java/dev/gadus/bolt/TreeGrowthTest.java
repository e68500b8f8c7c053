// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static dev.gadus.bolt.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Transactions that put so much into one place that nodes are split before the commit. */
class TreeGrowthTest {
  private static final byte[] NAME = bytes("b");

  /** Of these keys, the last tenth is there before. */
  private static final int KEYS = 60_000;

  private static final int FIRST_KEY_BEFORE = KEYS / 10 * 9;

  @TempDir Path folder;

  enum Order {
    RISING,
    FALLING,
    RANDOM
  }

  private static byte[] key(int number) {
    return bytes("key%08d".formatted(number));
  }

  private static List<Integer> numbers(int from, int to, Order order) {
    List<Integer> numbers = new ArrayList<>(IntStream.range(from, to).boxed().toList());
    switch (order) {
      case RISING -> {}
      case FALLING -> Collections.reverse(numbers);
      case RANDOM -> Collections.shuffle(numbers, new Random(7));
    }
    return numbers;
  }

  private static void put(Database database, List<Integer> numbers) {
    database.update(transaction -> {
      Bucket bucket = transaction.createBucketIfAbsent(NAME);
      numbers.forEach(number -> bucket.put(key(number), new byte[0]));
      for (int number : numbers) {
        assertThat(bucket.get(key(number))).isPresent();
      }
      return bucket;
    });
  }

  private static void assertHoldsAll(Database database) {
    try (Transaction reader = database.beginRead()) {
      assertThat(reader.check().findings()).isEmpty();
      Cursor cursor = reader.bucket(NAME).orElseThrow().cursor();
      for (int i = 0; i < KEYS; i++) {
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.key()).isEqualTo(key(i));
      }
      assertThat(cursor.next()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void manyKeysBeforeTheFirstOneKeepTheirOrder(Order order) {
    Options options = Options.defaults().noSync(true).pageSize(1024);
    try (Database database = Database.open(folder.resolve("before.db"), options)) {
      put(database, numbers(FIRST_KEY_BEFORE, KEYS, Order.RISING));
      put(database, numbers(0, FIRST_KEY_BEFORE, order));
      assertHoldsAll(database);
    }
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void manyKeysInAnEmptyBucketKeepTheirOrder(Order order) {
    Options options = Options.defaults().noSync(true).pageSize(1024);
    try (Database database = Database.open(folder.resolve("empty.db"), options)) {
      put(database, numbers(0, KEYS, order));
      assertHoldsAll(database);
    }
  }
}
