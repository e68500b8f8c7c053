// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static dev.gadus.bolt.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** By policy, the file becomes shorter in the course of ordinary commits, a little in each. */
@Timeout(60)
class SweeperTest {
  private static final byte[] NAME = bytes("b");
  private static final int PERCENT = 30;
  private static final int KEYS = 20_000;
  private static final Options FAST =
      Options.defaults()
          .noSync(true)
          .pageSize(4096)
          .allocationSize(64 << 10)
          .shrinkAbovePercent(PERCENT);

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("test.db");
  }

  private static byte[] key(int number) {
    return bytes("key%06d".formatted(number));
  }

  /** A file of which nine tenths are free, with what is left spread all over it. */
  private Model fill(Random random) {
    Model model = new Model();
    Model below = new Model();
    model.putBucket(NAME, below);
    try (Database database = Database.open(file(), FAST.shrinkAbovePercent(0))) {
      database.update(transaction -> {
        Bucket bucket = transaction.createBucket(NAME);
        for (int i = 0; i < KEYS; i++) {
          byte[] value = new byte[random.nextInt(400)];
          bucket.put(key(i), value);
          if (i % 1000 >= 900) {
            below.put(key(i), value);
          }
        }
        for (int i = 0; i < 20; i++) {
          Bucket nested = bucket.createBucket(bytes("nested" + i));
          Model nestedModel = new Model();
          below.putBucket(bytes("nested" + i), nestedModel);
          byte[] large = new byte[random.nextInt(20_000)];
          nested.put(bytes("large"), large);
          nestedModel.put(bytes("large"), large);
        }
        return true;
      });
      database.update(transaction -> {
        Bucket bucket = transaction.bucket(NAME).orElseThrow();
        for (int i = 0; i < KEYS; i++) {
          if (i % 1000 < 900) {
            bucket.delete(key(i));
          }
        }
        return true;
      });
    }
    return model;
  }

  private static void commitOne(Database database, Model model, int number) {
    byte[] value = bytes("value" + number);
    database.update(transaction -> {
      transaction.createBucketIfAbsent(bytes("other")).put(bytes("k"), value);
      return true;
    });
    Model other = new Model();
    other.put(bytes("k"), value);
    model.putBucket(bytes("other"), other);
  }

  private static void assertSound(Database database, Model model) {
    try (Transaction transaction = database.beginWrite()) {
      assertThat(transaction.check().findings()).isEmpty();
      model.assertSame(transaction.rootBucket(), "swept");
    }
  }

  /** Returns how much of the pages up to the high-water mark is free. */
  private static long freePercent(Database database) {
    try (Transaction transaction = database.beginRead()) {
      return database.statistics().freeBytes() * 100 / transaction.size();
    }
  }

  @Test
  void smallCommitsShrinkTheFileAndEachWritesLittle() throws IOException {
    Model model = fill(new Random(Seed.next("SweeperTest")));
    long before = Files.size(file());
    try (Database database = Database.open(file(), FAST)) {
      assertThat(freePercent(database)).isGreaterThan(80);
      long most = 0;
      for (int i = 0; i < 200; i++) {
        long writtenBefore = database.statistics().writes().writtenBytes();
        commitOne(database, model, i);
        most = Math.max(most, database.statistics().writes().writtenBytes() - writtenBefore);
      }
      // The pages that are moved, the branches above each, and a large value that began within.
      long limit = 4096L * (Sweeper.PAGES_PER_COMMIT + 3 * Sweeper.PAGES_PER_COMMIT + 16);
      assertThat(most).isGreaterThan(0).isLessThanOrEqualTo(limit);
      assertThat(freePercent(database)).isLessThanOrEqualTo(PERCENT);
      assertThat(Files.size(file())).isLessThan(before / 4);
      assertSound(database, model);
    }
    try (Database database = Database.open(file(), FAST)) {
      assertSound(database, model);
    }
  }

  @Test
  void openReaderKeepsWhatItSeesAndTheFileShrinksWhenItHasEnded() throws IOException {
    Model model = fill(new Random(1));
    long before = Files.size(file());
    try (Database database = Database.open(file(), FAST)) {
      Model seen = model.copy();
      try (Transaction old = database.beginRead()) {
        for (int i = 0; i < 100; i++) {
          commitOne(database, model, i);
        }
        assertThat(Files.size(file())).isGreaterThanOrEqualTo(old.size());
        seen.assertSame(old.rootBucket(), "reader");
      }
      for (int i = 0; i < 200; i++) {
        commitOne(database, model, i);
      }
      assertThat(Files.size(file())).isLessThan(before / 4);
      assertSound(database, model);
    }
  }

  @Test
  void withoutThePolicyTheFileKeepsItsLength() throws IOException {
    Model model = fill(new Random(2));
    long before = Files.size(file());
    try (Database database = Database.open(file(), FAST.shrinkAbovePercent(0))) {
      for (int i = 0; i < 100; i++) {
        commitOne(database, model, i);
      }
    }
    assertThat(Files.size(file())).isEqualTo(before);
  }

  @Test
  void aSweepGoesOnWhenTheBucketThatItIsInIsDeleted() {
    Model model = fill(new Random(3));
    try (Database database = Database.open(file(), FAST)) {
      for (int i = 0; i < 20; i++) {
        commitOne(database, model, i);
        byte[] name = bytes("nested" + i);
        database.update(transaction -> {
          transaction.bucket(NAME).orElseThrow().deleteBucket(name);
          return true;
        });
        Objects.requireNonNull(model.bucket(NAME)).remove(name);
      }
      for (int i = 0; i < 200; i++) {
        commitOne(database, model, i);
      }
      assertThat(freePercent(database)).isLessThanOrEqualTo(PERCENT);
      assertSound(database, model);
    }
  }

  @Test
  void theFileIsCutAPartAtATimeAndAtLastAsFarAsItGoes() throws IOException {
    int pageSize = 1024;
    Options options = FAST.pageSize(pageSize);
    byte[] large = new byte[4 * (int) Writer.MAX_CUT_PAGES * pageSize];
    long before;
    try (Database database = Database.open(file(), options.shrinkAbovePercent(0))) {
      database.update(transaction -> {
        transaction.createBucket(NAME).put(bytes("large"), large);
        return true;
      });
      database.update(transaction -> {
        transaction.bucket(NAME).orElseThrow().delete(bytes("large"));
        return true;
      });
      before = Files.size(file());
    }
    try (Database database = Database.open(file(), options)) {
      int cuts = 0;
      long length = before;
      for (int i = 0; i < 50; i++) {
        byte[] key = key(i);
        database.update(transaction -> {
          transaction.bucket(NAME).orElseThrow().put(key, key);
          return true;
        });
        long next = Files.size(file());
        assertThat(length - next).isLessThanOrEqualTo(Writer.MAX_CUT_PAGES * pageSize);
        cuts += next < length ? 1 : 0;
        length = next;
      }
      assertThat(cuts).isGreaterThanOrEqualTo(4);
      assertThat(length).isLessThan(before / 100);
    }
  }
}
