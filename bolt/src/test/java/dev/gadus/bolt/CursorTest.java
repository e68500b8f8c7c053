// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static dev.gadus.bolt.Bytes.bytes;
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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a cursor moves, also where bbolt's goes wrong. */
@Timeout(30)
class CursorTest {
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
    database.close();
  }

  private void commitAndBegin() {
    transaction.commit();
    transaction = database.beginWrite();
    bucket = transaction.bucket(bytes("b")).orElseThrow();
  }

  private static byte[] key(int number) {
    return bytes("%04d".formatted(number));
  }

  private void fill(int count) {
    for (int i = 0; i < count; i++) {
      bucket.put(key(i), new byte[100]);
    }
    commitAndBegin();
  }

  @Test
  void emptyBucketHasNoEntries() {
    Cursor cursor = bucket.cursor();
    assertThat(cursor.first()).isFalse();
    assertThat(cursor.last()).isFalse();
    assertThat(cursor.next()).isFalse();
    assertThat(cursor.previous()).isFalse();
    assertThat(cursor.seek(bytes("a"))).isFalse();
    assertThatThrownBy(cursor::key).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(cursor::delete).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void walksBothWaysAndTurnsAtTheEnds() {
    fill(3);
    Cursor cursor = bucket.cursor();
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.key()).isEqualTo(key(0));
    assertThat(cursor.previous()).isFalse();
    assertThat(cursor.previous()).isFalse();
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.key()).isEqualTo(key(0));
    assertThat(cursor.last()).isTrue();
    assertThat(cursor.next()).isFalse();
    assertThat(cursor.next()).isFalse();
    assertThat(cursor.previous()).isTrue();
    assertThat(cursor.key()).isEqualTo(key(2));
  }

  @Test
  void seekFindsTheFirstKeyThatIsNotLess() {
    fill(500);
    Cursor cursor = bucket.cursor();
    assertThat(cursor.seek(key(250))).isTrue();
    assertThat(cursor.key()).isEqualTo(key(250));
    assertThat(cursor.seek(bytes("0250x"))).isTrue();
    assertThat(cursor.key()).isEqualTo(key(251));
    assertThat(cursor.seek(new byte[0])).isTrue();
    assertThat(cursor.key()).isEqualTo(key(0));
    assertThat(cursor.seek(bytes("x"))).isFalse();
    assertThat(cursor.previous()).isTrue();
    assertThat(cursor.key()).isEqualTo(key(499));
  }

  @Test
  void walkingBackPassesEmptiedLeaves() {
    fill(400);
    for (int i = 100; i < 200; i++) {
      bucket.delete(key(i));
    }
    List<String> seen = new ArrayList<>();
    Cursor cursor = bucket.cursor();
    for (boolean on = cursor.last(); on; on = cursor.previous()) {
      seen.add(text(cursor.key()));
    }
    assertThat(seen).hasSize(300).endsWith("0000");
  }

  @Test
  void lastEndsWhenAllLeavesAreEmptied() {
    fill(400);
    for (int i = 0; i < 400; i++) {
      bucket.delete(key(i));
    }
    Cursor cursor = bucket.cursor();
    assertThat(cursor.last()).isFalse();
    assertThat(cursor.first()).isFalse();
    bucket.put(key(7), bytes("v"));
    assertThat(cursor.last()).isTrue();
    assertThat(cursor.key()).isEqualTo(key(7));
  }

  @Test
  void deletingWhileWalkingSkipsNothing() {
    for (boolean touchedBefore : new boolean[] {false, true}) {
      fill(400);
      if (touchedBefore) {
        bucket.put(key(0), bytes("now in memory"));
      }
      Cursor cursor = bucket.cursor();
      int visited = 0;
      while (cursor.next()) {
        assertThat(cursor.key()).isEqualTo(key(visited));
        cursor.delete();
        visited++;
      }
      assertThat(visited).isEqualTo(400);
      assertThat(bucket.cursor().first()).isFalse();
    }
  }

  @Test
  void afterADeleteItStandsBetweenTheNeighbours() {
    fill(5);
    Cursor cursor = bucket.cursor();
    cursor.seek(key(2));
    cursor.delete();
    assertThatThrownBy(cursor::key).isInstanceOf(IllegalStateException.class);
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.key()).isEqualTo(key(3));
    cursor.delete();
    assertThat(cursor.previous()).isTrue();
    assertThat(cursor.key()).isEqualTo(key(1));
  }

  @Test
  void keepsItsPlaceWhileOthersChangeTheBucket() {
    fill(100);
    Cursor cursor = bucket.cursor();
    cursor.seek(key(50));
    bucket.put(bytes("0050x"), bytes("new"));
    bucket.delete(key(49));
    assertThat(cursor.key()).isEqualTo(key(50));
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.key()).isEqualTo(bytes("0050x"));
    bucket.delete(bytes("0050x"));
    assertThatThrownBy(cursor::value).isInstanceOf(IllegalStateException.class);
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.key()).isEqualTo(key(51));
    bucket.put(key(51), bytes("changed"));
    assertThat(cursor.value()).isEqualTo(bytes("changed"));
  }

  @Test
  void showsBucketsAndRefusesToDeleteThem() {
    bucket.createBucket(bytes("child"));
    Cursor cursor = bucket.cursor();
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.isBucket()).isTrue();
    assertThat(cursor.value()).isEmpty();
    assertThat(cursor.valueSize()).isZero();
    assertThatThrownBy(cursor::delete).isInstanceOf(BoltException.IncompatibleValue.class);
  }

  @Test
  void segmentsAreReadableUntilTheTransactionEnds() {
    bucket.put(bytes("stored"), bytes("on disk"));
    commitAndBegin();
    bucket.put(bytes("unstored"), bytes("in memory"));
    Cursor cursor = bucket.cursor();
    List<MemorySegment> segments = new ArrayList<>();
    while (cursor.next()) {
      assertThat(cursor.keySegment().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(cursor.key());
      assertThat(cursor.valueSegment().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(cursor.value());
      segments.add(cursor.keySegment());
      segments.add(cursor.valueSegment());
    }
    assertThat(segments).hasSize(4);
    transaction.commit();
    for (MemorySegment segment : segments) {
      assertThat(segment.isReadOnly()).isTrue();
      assertThatThrownBy(() -> segment.get(ValueLayout.JAVA_BYTE, 0))
          .isInstanceOf(IllegalStateException.class);
    }
    transaction = database.beginWrite();
  }

  @Test
  void aThreadThatMayNotEndTheSegmentsCommitsNothing() throws InterruptedException {
    bucket.put(bytes("k"), bytes("v"));
    Cursor cursor = bucket.cursor();
    assertThat(cursor.first()).isTrue();
    MemorySegment value = cursor.valueSegment();
    long commits = database.statistics().commitCount();
    List<Throwable> thrown = new ArrayList<>();
    Thread other =
        Thread.ofPlatform()
            .start(() -> {
              try {
                transaction.commit();
              } catch (IllegalStateException e) {
                thrown.add(e);
              }
            });
    other.join();
    assertThat(thrown).hasSize(1);
    assertThat(database.statistics().commitCount()).isEqualTo(commits);
    try (Transaction reader = database.beginRead()) {
      assertThat(reader.bucket(bytes("b")).flatMap(b -> b.get(bytes("k")))).isEmpty();
    }
    assertThat(value.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 'v');
    transaction.commit();
    try (Transaction reader = database.beginRead()) {
      assertThat(reader.bucket(bytes("b")).flatMap(b -> b.get(bytes("k")))).isPresent();
    }
  }

  @Test
  void isOfNoUseAfterTheTransaction() {
    fill(3);
    Cursor cursor = bucket.cursor();
    cursor.first();
    transaction.rollback();
    assertThatThrownBy(cursor::next).isInstanceOf(BoltException.TransactionClosed.class);
    assertThatThrownBy(cursor::key).isInstanceOf(BoltException.TransactionClosed.class);
    assertThatThrownBy(() -> cursor.seek(key(1)))
        .isInstanceOf(BoltException.TransactionClosed.class);
    transaction = database.beginWrite();
  }

  @Test
  void seekExactTellsWhetherTheKeyIsThere() {
    fill(300);
    Cursor cursor = bucket.cursor();

    assertThat(cursor.seekExact(key(123))).isTrue();
    assertThat(text(cursor.key())).isEqualTo("0123");
    assertThat(cursor.seekExact(bytes("0123x"))).isFalse();
    assertThat(text(cursor.key())).isEqualTo("0124");
    assertThat(cursor.seekExact(bytes("x"))).isFalse();
    assertThat(cursor.previous()).isTrue();
    assertThat(text(cursor.key())).isEqualTo("0299");
  }

  @Test
  void memoryAndOffsetsLeadToKeyAndValueInPagesAndInWhatTheTransactionPut() {
    fill(300);
    for (int i = 1; i < 300; i += 2) {
      bucket.put(key(i), bytes("new" + i));
    }
    Cursor cursor = bucket.cursor();
    int number = 0;
    while (cursor.next()) {
      byte[] key = Keys.copy(cursor.memory(), cursor.keyOffset(), cursor.keySize());
      byte[] value = Keys.copy(cursor.memory(), cursor.valueOffset(), cursor.valueSize());
      assertThat(key).isEqualTo(key(number)).isEqualTo(cursor.key());
      assertThat(value).isEqualTo(number % 2 == 0 ? new byte[100] : bytes("new" + number));
      assertThat(cursor.memory().isReadOnly()).isTrue();
      number++;
    }
    assertThat(number).isEqualTo(300);

    cursor.first();
    MemorySegment memory = cursor.memory();
    transaction.rollback();
    assertThatThrownBy(() -> memory.get(ValueLayout.JAVA_BYTE, 0))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(cursor::memory).isInstanceOf(BoltException.TransactionClosed.class);
    assertThatThrownBy(cursor::keyOffset).isInstanceOf(BoltException.TransactionClosed.class);
    assertThatThrownBy(() -> cursor.seekExact(key(1)))
        .isInstanceOf(BoltException.TransactionClosed.class);
  }
}
