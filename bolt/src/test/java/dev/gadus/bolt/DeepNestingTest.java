// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static dev.gadus.bolt.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Buckets in buckets, ten thousand deep, as any program can make them: whatever is asked of them is
 * done on a thread with little stack, so that a way down that is kept there ends in an error.
 */
@Timeout(60)
class DeepNestingTest {
  private static final int LEVELS = 10_000;
  private static final long STACK_BYTES = 192 << 10;
  private static final byte[] NAME = bytes("b");
  private static final byte[] KEY = bytes("key");
  private static final Options OPTIONS = Options.defaults().pageSize(1024).noSync(true);

  @TempDir Path folder;
  private Path path = Path.of("");

  private interface Work {
    void run() throws Exception;
  }

  @BeforeEach
  void makeDeepFile() throws Exception {
    path = folder.resolve("deep.db");
    onSmallStack(() -> {
      try (Database database = Database.open(path, OPTIONS)) {
        database.update(transaction -> {
          Bucket bucket = transaction.rootBucket();
          for (int level = 0; level < LEVELS; level++) {
            bucket = bucket.createBucket(NAME);
          }
          bucket.put(KEY, KEY);
          return null;
        });
      }
    });
  }

  private static void onSmallStack(Work work) throws Exception {
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                work.run();
              } catch (Throwable e) {
                failure.set(e);
              }
            },
            "small stack",
            STACK_BYTES);
    thread.start();
    thread.join();
    Throwable found = failure.get();
    if (found != null) {
      throw new AssertionError(found);
    }
  }

  private static Bucket deepest(Transaction transaction) {
    Bucket bucket = transaction.rootBucket();
    for (int level = 0; level < LEVELS; level++) {
      bucket = bucket.bucket(NAME).orElseThrow();
    }
    return bucket;
  }

  private static void assertIsWhole(Database database) {
    try (Transaction reader = database.beginRead()) {
      assertThat(deepest(reader).get(KEY)).contains(KEY);
      assertThat(reader.check().findings()).isEmpty();
    }
  }

  @Test
  void isCheckedMeasuredAndInspected() throws Exception {
    onSmallStack(() -> {
      try (Database database = Database.open(path, OPTIONS.readOnly(true));
          Transaction reader = database.beginRead()) {
        assertThat(reader.check().findings()).isEmpty();
        BucketStatistics statistics = reader.rootBucket().statistics();
        assertThat(statistics.bucketCount()).isEqualTo(LEVELS + 1);
        assertThat(statistics.inlineBucketCount()).isEqualTo(1);
        // Each level is one leaf; the last bucket is stored in its parent's, and counts as one too.
        assertThat(statistics.depth()).isEqualTo(LEVELS + 1);
        assertThat(statistics.keyCount()).isEqualTo(LEVELS + 1);
        BucketStructure level = reader.rootBucket().inspect();
        assertThat(level.name()).isEqualTo(bytes("root"));
        for (int i = 0; i < LEVELS; i++) {
          level = level.buckets().getFirst();
        }
        assertThat(level.keyCount()).isEqualTo(1);
        assertThat(level.buckets()).isEmpty();
      }
    });
  }

  @Test
  void isChangedAtTheBottomAndFoundAfterACrash() throws Exception {
    Options noList = OPTIONS.freelistStorage(FreelistStorage.NEVER);
    onSmallStack(() -> {
      try (Database database = Database.open(path, noList)) {
        database.update(transaction -> {
          Bucket bottom = deepest(transaction);
          bottom.put(KEY, bytes("changed"));
          bottom.put(KEY, KEY);
          return bottom.nextSequence();
        });
      }
      try (Database database = Database.open(path, noList)) {
        assertIsWhole(database);
        long sequence = database.view(reader -> deepest(reader).sequence());
        assertThat(sequence).isEqualTo(1);
      }
    });
  }

  @Test
  void isMovedAndDeleted() throws Exception {
    onSmallStack(() -> {
      try (Database database = Database.open(path, OPTIONS)) {
        database.update(transaction -> {
          Bucket other = transaction.createBucket(bytes("other"));
          transaction.rootBucket().moveBucket(NAME, other);
          other.moveBucket(NAME, transaction.rootBucket());
          return null;
        });
        assertIsWhole(database);
        database.update(transaction -> {
          Bucket bottom = deepest(transaction);
          transaction.rootBucket().moveBucket(bytes("other"), bottom);
          return null;
        });
        assertIsWhole(database);
        database.update(transaction -> {
          transaction.deleteBucket(NAME);
          return null;
        });
        try (Transaction reader = database.beginRead()) {
          assertThat(reader.cursor().first()).isFalse();
          assertThat(reader.check().findings()).isEmpty();
        }
        assertThat(database.statistics().freePageCount() + database.statistics().pendingPageCount())
            .isGreaterThan(LEVELS);
      }
    });
  }

  @Test
  void isCompactedSalvagedCopiedAndShrunk() throws Exception {
    onSmallStack(() -> {
      try (Database database = Database.open(path, OPTIONS);
          Database compacted = Database.open(folder.resolve("compacted.db"), OPTIONS)) {
        Database.compact(database, compacted, 4096);
        assertIsWhole(compacted);
        database.shrink();
        assertIsWhole(database);
        copy(database);
      }
      try (Database salvaged = Database.open(folder.resolve("salvaged.db"), OPTIONS)) {
        SalvageReport report = Database.salvage(path, salvaged);
        assertThat(report.losses()).isEmpty();
        assertThat(report.bucketCount()).isEqualTo(LEVELS);
        assertIsWhole(salvaged);
      }
    });
  }

  /** A hundred buckets each of which is in the one before, and the first in the last. */
  @Test
  void aLongCycleOfBucketsEndsWithTheExceptionThatNamesIt() throws Exception {
    int length = 100;
    Path file = folder.resolve("cycle.db");
    long firstRoot;
    long place;
    try (Database database = Database.open(file, OPTIONS)) {
      database.update(transaction -> {
        Bucket bucket = transaction.rootBucket();
        for (int i = 0; i <= length; i++) {
          bucket = bucket.createBucket(NAME);
        }
        bucket.put(KEY, new byte[500]);
        return null;
      });
      try (Transaction reader = database.beginRead()) {
        Bucket bucket = reader.bucket(NAME).orElseThrow();
        firstRoot = bucket.rootPageId();
        for (int i = 1; i < length; i++) {
          bucket = bucket.bucket(NAME).orElseThrow();
        }
        // The one element of the page: header, element, name, and then the number of a page.
        place = bucket.rootPageId() * database.pageSize() + 16 + 16 + NAME.length;
      }
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer root = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(firstRoot);
      channel.write(root.flip(), place);
    }
    onSmallStack(() -> {
      try (Database database = Database.open(file, OPTIONS);
          Database target = Database.open(folder.resolve("target.db"), OPTIONS)) {
        assertThatThrownBy(() -> database.view(DeepNestingTest::deepest))
            .isInstanceOf(BoltException.CorruptDatabase.class)
            .hasMessageContaining("is the root of a bucket and of one in it: a cycle");
        assertThatThrownBy(() -> Database.compact(database, target, 0))
            .isInstanceOf(BoltException.CorruptDatabase.class);
        assertThatThrownBy(() -> database.update(t -> deleteAll(t)))
            .isInstanceOf(BoltException.CorruptDatabase.class);
        try (Transaction reader = database.beginRead()) {
          assertThatThrownBy(reader.rootBucket()::inspect)
              .isInstanceOf(BoltException.CorruptDatabase.class);
          assertThatThrownBy(reader.rootBucket()::statistics)
              .isInstanceOf(BoltException.CorruptDatabase.class);
          assertThat(reader.check().findings())
              .anySatisfy(finding -> assertThat(finding.pageId()).isEqualTo(firstRoot));
        }
        SalvageReport report = salvageWhileOpen(file, target);
        assertThat(report.bucketCount()).isEqualTo(length + 1);
        assertThat(report.losses().getFirst().text()).contains(" was met before in bucket ");
        // The page that the last bucket led to, before it led to the first.
        assertThat(report.losses()).hasSize(2);
        assertThat(report.foundKeyCount()).isEqualTo(1);
      }
    });
  }

  private static boolean deleteAll(Transaction transaction) {
    transaction.deleteBucket(NAME);
    return true;
  }

  private SalvageReport salvageWhileOpen(Path file, Database target) throws IOException {
    Path copy = folder.resolve("copy of the cycle.db");
    Files.copy(file, copy);
    return Database.salvage(copy, target);
  }

  private static void copy(Database database) throws IOException {
    database.writeSnapshot(OutputStream.nullOutputStream());
  }
}
