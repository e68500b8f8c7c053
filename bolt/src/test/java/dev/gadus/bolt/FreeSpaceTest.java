// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static dev.gadus.bolt.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What free space costs: nothing while the database is open, one list when it is closed. */
class FreeSpaceTest {
  private static final byte[] NAME = bytes("b");
  private static final int FREED_PAGES = 200_000;
  private static final int PAGES_PER_VALUE = 100;
  private static final int PAGE_SIZE = 1024;

  /** The stored list takes some of the free pages itself. */
  private static final int LIST_PAGES = 2000;

  @TempDir Path folder;

  private Path fileWithFreePages() {
    Path file = folder.resolve("free.db");
    Options options = Options.defaults().pageSize(PAGE_SIZE).noSync(true);
    try (Database database = Database.open(file, options)) {
      byte[] value = new byte[PAGES_PER_VALUE * PAGE_SIZE];
      database.update(transaction -> {
        Bucket bucket = transaction.createBucket(NAME);
        for (int i = 0; i < (FREED_PAGES + LIST_PAGES) / PAGES_PER_VALUE; i++) {
          bucket.put(bytes("large" + i), value);
        }
        transaction.createBucket(bytes("kept")).put(bytes("k"), value);
        return true;
      });
      database.update(transaction -> {
        transaction.deleteBucket(NAME);
        return true;
      });
      database.update(transaction -> transaction.createBucket(NAME));
      assertThat(database.statistics().freePageCount()).isGreaterThan(FREED_PAGES);
    }
    return file;
  }

  @Test
  void oneKeyCommitWritesAtMost16KiBInTwoSyncsHoweverMuchIsFree() {
    Path file = fileWithFreePages();
    for (boolean reopened : new boolean[] {false, true}) {
      try (Database database = Database.open(file)) {
        for (int i = 0; i < 5; i++) {
          WriteStatistics before = database.statistics().writes();
          String key = "key" + i + reopened;
          database.update(transaction -> {
            transaction.bucket(NAME).orElseThrow().put(bytes(key), bytes("v"));
            return true;
          });
          WriteStatistics after = database.statistics().writes();
          assertThat(after.writtenBytes() - before.writtenBytes()).isLessThanOrEqualTo(16 << 10);
          assertThat(after.syncCount() - before.syncCount()).isEqualTo(2);
        }
      }
    }
  }

  @Test
  void cleanCloseStoresTheListAndTheNextOpenReadsIt() {
    Path file = fileWithFreePages();
    try (Database database = Database.open(file, Options.defaults().readOnly(true));
        Transaction transaction = database.beginRead()) {
      assertThat(transaction.snapshot().meta().hasFreelist()).isTrue();
      assertThat(transaction.check().findings()).isEmpty();
    }
    try (Database database = Database.open(file)) {
      assertThat(database.statistics().freePageCount()).isGreaterThan(FREED_PAGES);
      database.update(transaction -> transaction.createBucket(bytes("more")));
      try (Transaction transaction = database.beginWrite()) {
        assertThat(transaction.snapshot().meta().hasFreelist()).isFalse();
        assertThat(transaction.check().findings()).isEmpty();
      }
    }
  }

  @Test
  void unchangedDatabaseIsNotWrittenWhenItIsClosed() {
    Path file = fileWithFreePages();
    long id;
    try (Database database = Database.open(file);
        Transaction transaction = database.beginRead()) {
      id = transaction.id();
    }
    try (Database database = Database.open(file);
        Transaction transaction = database.beginRead()) {
      assertThat(transaction.id()).isEqualTo(id);
    }
  }
}
