// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static dev.gadus.bolt.Bytes.bytes;
import static dev.gadus.bolt.Bytes.filled;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How full the pages are that splits leave behind. */
class FillTest {
  private static final int KEYS = 20_000;

  @TempDir Path folder;

  /** Puts keys in this order; returns what the bucket then takes. */
  private BucketStatistics load(List<Integer> numbers, int perTransaction, OptionalDouble percent) {
    try (Database database =
        Database.open(folder.resolve("fill.db"), Options.defaults().noSync(true).pageSize(4096))) {
      for (int start = 0; start < numbers.size(); start += perTransaction) {
        List<Integer> part =
            numbers.subList(start, Math.min(numbers.size(), start + perTransaction));
        database.update(transaction -> {
          Bucket bucket = transaction.createBucketIfAbsent(bytes("b"));
          percent.ifPresent(bucket::setFillPercent);
          part.forEach(number -> bucket.put(bytes("key%08d".formatted(number)), filled(100)));
          return part.size();
        });
      }
      try (Transaction transaction = database.beginRead()) {
        assertThat(transaction.check().findings()).isEmpty();
        return transaction.bucket(bytes("b")).orElseThrow().statistics();
      }
    }
  }

  private static double leafFill(BucketStatistics statistics) {
    return (double) statistics.leafUsedBytes() / statistics.leafAllocatedBytes();
  }

  private static List<Integer> inOrder() {
    return IntStream.range(0, KEYS).boxed().toList();
  }

  @Test
  void keysThatComeInOrderFillWholePagesWhateverTheTransactionHolds() throws IOException {
    for (int perTransaction : new int[] {1, 7, 1_000, KEYS}) {
      List<Integer> numbers = perTransaction == 1 ? inOrder().subList(0, KEYS / 20) : inOrder();
      BucketStatistics statistics = load(numbers, perTransaction, OptionalDouble.empty());
      assertThat(leafFill(statistics)).as("per transaction: %s", perTransaction).isGreaterThan(0.9);
      Files.delete(folder.resolve("fill.db"));
    }
  }

  @Test
  void branchesFillToo() {
    BucketStatistics statistics = load(inOrder(), 500, OptionalDouble.empty());
    long perBranch = statistics.leafPageCount() / statistics.branchPageCount();
    // 11 bytes of key and 16 of element: 151 children fit a page of 4,096 bytes.
    assertThat(perBranch).isGreaterThan(100);
  }

  @Test
  void keysInAnyOrderLeaveRoomForWhatComesBetween() {
    List<Integer> numbers = new ArrayList<>(inOrder());
    Collections.shuffle(numbers, new Random(7));
    assertThat(leafFill(load(numbers, 500, OptionalDouble.empty()))).isBetween(0.55, 0.8);
  }

  @Test
  void whatTheCallerAsksForHolds() {
    assertThat(leafFill(load(inOrder(), 500, OptionalDouble.of(0.5)))).isBetween(0.45, 0.55);
  }
}
