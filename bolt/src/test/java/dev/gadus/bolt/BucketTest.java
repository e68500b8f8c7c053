// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static dev.gadus.bolt.Bytes.bytes;
import static dev.gadus.bolt.Bytes.filled;
import static dev.gadus.bolt.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a bucket does and refuses. */
class BucketTest {
  @TempDir Path folder;
  private Database database;
  private Transaction transaction;
  private Bucket bucket;

  @BeforeEach
  void begin() {
    database = Database.open(folder.resolve("test.db"), Options.defaults().noSync(true));
    transaction = database.beginWrite();
    bucket = transaction.createBucket(bytes("b"));
  }

  @AfterEach
  void end() {
    transaction.close();
    try (Transaction reading = database.beginWrite()) {
      assertThat(reading.check().findings()).isEmpty();
    }
    database.close();
  }

  private void commitAndBegin() {
    transaction.commit();
    transaction = database.beginWrite();
    bucket = transaction.bucket(bytes("b")).orElseThrow();
  }

  @Test
  void returnsWhatWasPut() {
    bucket.put(bytes("k"), bytes("v"));
    bucket.put(bytes("empty"), new byte[0]);
    assertThat(bucket.get(bytes("k"))).hasValue(bytes("v"));
    commitAndBegin();
    assertThat(bucket.get(bytes("k"))).hasValue(bytes("v"));
    assertThat(bucket.get(bytes("empty"))).hasValue(new byte[0]);
    assertThat(bucket.get(bytes("none"))).isEmpty();
  }

  @Test
  void showsAValueWhereItLiesUntilTheTransactionEnds() {
    bucket.put(bytes("k"), bytes("value"));
    bucket.createBucket(bytes("nested"));
    MemorySegment fresh = bucket.getSegment(bytes("k")).orElseThrow();
    assertThat(fresh.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(bytes("value"));
    commitAndBegin();
    assertThatThrownBy(() -> fresh.get(ValueLayout.JAVA_BYTE, 0))
        .isInstanceOf(IllegalStateException.class);
    MemorySegment stored = bucket.getSegment(bytes("k")).orElseThrow();
    assertThat(stored.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(bytes("value"));
    assertThat(stored.isReadOnly()).isTrue();
    assertThat(bucket.getSegment(bytes("none"))).isEmpty();
    assertThat(bucket.getSegment(bytes("nested"))).isEmpty();
  }

  @Test
  void copiesWhatItIsGiven() {
    byte[] key = bytes("key");
    byte[] value = bytes("value");
    bucket.put(key, value);
    key[0] = 'x';
    value[0] = 'x';
    commitAndBegin();
    assertThat(bucket.get(bytes("key"))).hasValue(bytes("value"));
  }

  @Test
  void takesKeysUpToTheLimitAndNoLonger() {
    byte[] longest = filled(Bucket.MAX_KEY_BYTES);
    bucket.put(longest, bytes("v"));
    commitAndBegin();
    assertThat(bucket.get(longest)).hasValue(bytes("v"));
    assertThatThrownBy(() -> bucket.put(filled(Bucket.MAX_KEY_BYTES + 1), bytes("v")))
        .isInstanceOf(BoltException.KeyTooLarge.class)
        .hasMessage("key too large: length=32769 limit=32768");
    assertThatThrownBy(() -> bucket.put(new byte[0], bytes("v")))
        .isInstanceOf(BoltException.KeyRequired.class)
        .hasMessageStartingWith("key required");
  }

  @Test
  void takesBucketNamesLongerThanAKey() {
    byte[] name = filled(40_000);
    bucket.createBucket(name).put(bytes("k"), bytes("v"));
    commitAndBegin();
    assertThat(bucket.bucket(name).orElseThrow().get(bytes("k"))).hasValue(bytes("v"));
    assertThatThrownBy(() -> bucket.createBucket(new byte[0]))
        .isInstanceOf(BoltException.BucketNameRequired.class);
  }

  @Test
  void keepsKeysAndBucketsApart() {
    bucket.put(bytes("key"), bytes("v"));
    bucket.createBucket(bytes("bucket"));
    for (int round = 0; round < 2; round++) {
      assertThat(bucket.get(bytes("bucket"))).isEmpty();
      assertThat(bucket.bucket(bytes("key"))).isEmpty();
      assertThatThrownBy(() -> bucket.put(bytes("bucket"), bytes("v")))
          .isInstanceOf(BoltException.IncompatibleValue.class);
      assertThatThrownBy(() -> bucket.delete(bytes("bucket")))
          .isInstanceOf(BoltException.IncompatibleValue.class);
      assertThatThrownBy(() -> bucket.createBucket(bytes("key")))
          .isInstanceOf(BoltException.IncompatibleValue.class);
      assertThatThrownBy(() -> bucket.createBucketIfAbsent(bytes("key")))
          .isInstanceOf(BoltException.IncompatibleValue.class);
      assertThatThrownBy(() -> bucket.deleteBucket(bytes("key")))
          .isInstanceOf(BoltException.IncompatibleValue.class);
      assertThatThrownBy(() -> bucket.createBucket(bytes("bucket")))
          .isInstanceOf(BoltException.BucketExists.class);
      assertThatThrownBy(() -> bucket.deleteBucket(bytes("none")))
          .isInstanceOf(BoltException.BucketNotFound.class);
      commitAndBegin();
    }
  }

  @Test
  void sameNameGivesTheSameBucketInAWriteTransaction() {
    Bucket child = bucket.createBucket(bytes("child"));
    assertThat(bucket.bucket(bytes("child"))).containsSame(child);
    assertThat(bucket.createBucketIfAbsent(bytes("child"))).isSameAs(child);
  }

  @Test
  void deletedBucketIsDead() {
    Bucket child = bucket.createBucket(bytes("child"));
    Bucket grandchild = child.createBucket(bytes("grandchild"));
    grandchild.put(bytes("k"), bytes("v"));
    grandchild.put(bytes("l"), bytes("w"));
    Cursor cursor = grandchild.cursor();
    assertThat(cursor.first()).isTrue();
    bucket.deleteBucket(bytes("child"));
    assertThatThrownBy(cursor::next).isInstanceOf(BoltException.TransactionClosed.class);
    assertThatThrownBy(cursor::keySize).isInstanceOf(BoltException.TransactionClosed.class);
    assertThatThrownBy(() -> child.put(bytes("k"), bytes("v")))
        .isInstanceOf(BoltException.TransactionClosed.class);
    assertThatThrownBy(() -> grandchild.get(bytes("k")))
        .isInstanceOf(BoltException.TransactionClosed.class);
    assertThat(bucket.bucket(bytes("child"))).isEmpty();
  }

  @Test
  void sequenceCountsFromOneWrapsAndIsKept() {
    assertThat(bucket.sequence()).isZero();
    assertThat(bucket.nextSequence()).isEqualTo(1);
    commitAndBegin();
    assertThat(bucket.nextSequence()).isEqualTo(2);
    bucket.setSequence(-1);
    commitAndBegin();
    assertThat(Long.toUnsignedString(bucket.sequence())).isEqualTo("18446744073709551615");
    assertThat(bucket.nextSequence()).isZero();
  }

  @Test
  void sequenceAloneIsAChange() {
    for (int i = 0; i < 2000; i++) {
      bucket.put(bytes("key" + i), filled(20));
    }
    commitAndBegin();
    bucket.setSequence(42);
    transaction.commit();
    transaction = database.beginWrite();
    assertThat(transaction.bucket(bytes("b")).orElseThrow().sequence()).isEqualTo(42);
  }

  @Test
  void isInlineUpToAQuarterOfAPageAndNoFurther() {
    int overhead = Layout.PAGE_HEADER_BYTES + Layout.ELEMENT_BYTES + 1;
    int limit = database.pageSize() / 4;
    bucket.createBucket(bytes("at")).put(bytes("k"), filled(limit - overhead));
    bucket.createBucket(bytes("over")).put(bytes("k"), filled(limit - overhead + 1));
    commitAndBegin();
    assertThat(bucket.bucket(bytes("at")).orElseThrow().rootPageId()).isZero();
    assertThat(bucket.bucket(bytes("over")).orElseThrow().rootPageId()).isNotZero();
  }

  @Test
  void goesInlineWhenItShrinksAndOutWhenItGrows() {
    Bucket child = bucket.createBucket(bytes("child"));
    for (int i = 0; i < 1000; i++) {
      child.put(bytes("key" + i), filled(50));
    }
    commitAndBegin();
    child = bucket.bucket(bytes("child")).orElseThrow();
    assertThat(child.rootPageId()).isNotZero();
    for (int i = 3; i < 1000; i++) {
      child.delete(bytes("key" + i));
    }
    commitAndBegin();
    child = bucket.bucket(bytes("child")).orElseThrow();
    assertThat(child.rootPageId()).isZero();
    child.createBucket(bytes("grandchild"));
    commitAndBegin();
    child = bucket.bucket(bytes("child")).orElseThrow();
    assertThat(child.rootPageId()).isNotZero();
    assertThat(child.inspect().keyCount()).isEqualTo(3);
  }

  @Test
  void moveTakesChangesOfTheSameTransactionAlong() {
    Bucket child = bucket.createBucket(bytes("child"));
    child.put(bytes("old"), bytes("1"));
    commitAndBegin();
    Bucket target = transaction.createBucket(bytes("target"));
    child = bucket.bucket(bytes("child")).orElseThrow();
    child.put(bytes("new"), bytes("2"));
    child.nextSequence();
    bucket.moveBucket(bytes("child"), target);
    child.put(bytes("after"), bytes("3"));
    transaction.commit();
    transaction = database.beginWrite();
    Bucket moved =
        transaction.bucket(bytes("target")).orElseThrow().bucket(bytes("child")).orElseThrow();
    assertThat(moved.get(bytes("old"))).hasValue(bytes("1"));
    assertThat(moved.get(bytes("new"))).hasValue(bytes("2"));
    assertThat(moved.get(bytes("after"))).hasValue(bytes("3"));
    assertThat(moved.sequence()).isEqualTo(1);
    assertThat(transaction.bucket(bytes("b")).orElseThrow().bucket(bytes("child"))).isEmpty();
  }

  @Test
  void refusesMovesThatMakeNoSense() {
    Bucket child = bucket.createBucket(bytes("child"));
    Bucket grandchild = child.createBucket(bytes("grandchild"));
    Bucket other = transaction.createBucket(bytes("other"));
    other.createBucket(bytes("child"));
    transaction.createBucket(bytes("third")).put(bytes("child"), bytes("a key"));
    assertThatThrownBy(() -> bucket.moveBucket(bytes("child"), bucket))
        .isInstanceOf(BoltException.SameBuckets.class);
    assertThatThrownBy(() -> bucket.moveBucket(bytes("child"), child))
        .isInstanceOf(BoltException.SameBuckets.class);
    assertThatThrownBy(() -> bucket.moveBucket(bytes("child"), grandchild))
        .isInstanceOf(BoltException.SameBuckets.class);
    assertThatThrownBy(() -> bucket.moveBucket(bytes("child"), other))
        .isInstanceOf(BoltException.BucketExists.class);
    Bucket third = transaction.bucket(bytes("third")).orElseThrow();
    assertThatThrownBy(() -> bucket.moveBucket(bytes("child"), third))
        .isInstanceOf(BoltException.IncompatibleValue.class);
    assertThatThrownBy(() -> bucket.moveBucket(bytes("none"), other))
        .isInstanceOf(BoltException.BucketNotFound.class);
    try (Database second = Database.open(folder.resolve("second.db"));
        Transaction elsewhere = second.beginWrite()) {
      assertThatThrownBy(() -> bucket.moveBucket(bytes("child"), elsewhere.rootBucket()))
          .isInstanceOf(BoltException.DifferentDatabase.class);
    }
  }

  @Test
  void refusesChangesInAReadTransaction() {
    bucket.put(bytes("k"), bytes("v"));
    transaction.commit();
    try (Transaction reading = database.beginRead()) {
      Bucket readOnly = reading.bucket(bytes("b")).orElseThrow();
      List<org.assertj.core.api.ThrowableAssert.ThrowingCallable> changes =
          List.of(
              () -> readOnly.put(bytes("k"), bytes("v")),
              () -> readOnly.delete(bytes("k")),
              () -> readOnly.createBucket(bytes("c")),
              () -> readOnly.createBucketIfAbsent(bytes("c")),
              () -> readOnly.deleteBucket(bytes("c")),
              () -> readOnly.moveBucket(bytes("c"), readOnly),
              () -> readOnly.setSequence(1),
              readOnly::nextSequence,
              () -> {
                Cursor cursor = readOnly.cursor();
                cursor.first();
                cursor.delete();
              },
              reading::commit);
      for (var change : changes) {
        assertThatThrownBy(change)
            .isInstanceOf(BoltException.TransactionNotWritable.class)
            .hasMessageStartingWith("tx not writable");
      }
    }
    transaction = database.beginWrite();
  }

  @Test
  void forEachShowsKeysAndBucketsInOrder() {
    bucket.put(bytes("b"), bytes("2"));
    bucket.put(bytes("a"), bytes("1"));
    bucket.createBucket(bytes("c"));
    List<String> seen = new ArrayList<>();
    bucket.forEach((key, value) -> seen.add(text(key) + "=" + value.map(Bytes::text).orElse("{}")));
    assertThat(seen).containsExactly("a=1", "b=2", "c={}");
    assertThat(bucket.bucketNames()).containsExactly(bytes("c"));
  }

  @Test
  void ordersByUnsignedBytesAndPrefixesFirst() {
    byte[][] ordered = {{0}, {0, 0}, {0, 1}, {0x7f}, {(byte) 0x80}, {(byte) 0xff}, {-1, 0}};
    for (int i = ordered.length - 1; i >= 0; i--) {
      bucket.put(ordered[i], new byte[] {(byte) i});
    }
    commitAndBegin();
    List<byte[]> seen = new ArrayList<>();
    bucket.forEach((key, _) -> seen.add(key));
    assertThat(seen).containsExactly(ordered);
  }

  @Test
  void storesValuesOfManyPages() {
    byte[] large = filled(5_000_000);
    bucket.put(bytes("large"), large);
    bucket.put(bytes("small"), bytes("s"));
    commitAndBegin();
    assertThat(bucket.get(bytes("large"))).hasValue(large);
    bucket.put(bytes("large"), bytes("now small"));
    commitAndBegin();
    assertThat(bucket.get(bytes("large"))).hasValue(bytes("now small"));
    assertThat(bucket.get(bytes("small"))).hasValue(bytes("s"));
  }

  @Test
  void statisticsCountPagesAndBuckets() {
    for (int i = 0; i < 1000; i++) {
      bucket.put(
          "key%04d".formatted(i).getBytes(java.nio.charset.StandardCharsets.UTF_8), filled(32));
    }
    bucket.createBucket(bytes("inline")).put(bytes("k"), bytes("v"));
    commitAndBegin();
    BucketStatistics statistics = bucket.statistics();
    assertThat(statistics.keyCount()).isEqualTo(1002);
    assertThat(statistics.bucketCount()).isEqualTo(2);
    assertThat(statistics.inlineBucketCount()).isEqualTo(1);
    assertThat(statistics.depth()).isEqualTo(3);
    assertThat(statistics.branchPageCount()).isEqualTo(1);
    assertThat(statistics.leafAllocatedBytes())
        .isEqualTo(statistics.leafPageCount() * database.pageSize());
    assertThat(statistics.leafUsedBytes()).isLessThanOrEqualTo(statistics.leafAllocatedBytes());
  }
}
