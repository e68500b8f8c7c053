// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static dev.gadus.bolt.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The file becomes shorter while it is in use, and nothing is lost. */
@Timeout(60)
class ShrinkTest {
  private static final byte[] NAME = bytes("b");
  private static final Options FAST = Options.defaults().noSync(true).pageSize(4096);
  private static final int KEYS = 20_000;

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("test.db");
  }

  private static byte[] key(int number) {
    return bytes("key%06d".formatted(number));
  }

  /** A file of which most is free, with what is left spread all over it. */
  private Model fill(Database database, Random random) {
    Model model = new Model();
    Model below = new Model();
    model.putBucket(NAME, below);
    database.update(transaction -> transaction.createBucket(NAME));
    for (int start = 0; start < KEYS; start += 1000) {
      int from = start;
      database.update(transaction -> {
        Bucket bucket = transaction.bucket(NAME).orElseThrow();
        for (int i = from; i < from + 1000; i++) {
          byte[] value = new byte[random.nextInt(200)];
          bucket.put(key(i), value);
          below.put(key(i), value);
        }
        Bucket nested = bucket.createBucket(bytes("nested" + from));
        Model nestedModel = new Model();
        below.putBucket(bytes("nested" + from), nestedModel);
        byte[] large = new byte[random.nextInt(40_000)];
        nested.put(bytes("large"), large);
        nestedModel.put(bytes("large"), large);
        return true;
      });
    }
    for (int start = 0; start < KEYS; start += 1000) {
      int from = start;
      database.update(transaction -> {
        Bucket bucket = transaction.bucket(NAME).orElseThrow();
        for (int i = from; i < from + 1000; i++) {
          if (i % 1000 < 900) {
            bucket.delete(key(i));
            below.remove(key(i));
          }
        }
        return true;
      });
    }
    return model;
  }

  private static void assertSound(Database database, Model model) {
    try (Transaction transaction = database.beginWrite()) {
      assertThat(transaction.check().findings()).isEmpty();
      model.assertSame(transaction.rootBucket(), "shrunk");
    }
  }

  @Test
  void fileLosesMostOfItsFreeSpaceAndNothingElse() throws IOException {
    long seed = Seed.next("ShrinkTest");
    long shrunk;
    Model model;
    try (Database database = Database.open(file(), FAST)) {
      model = fill(database, new Random(seed));
      long before = Files.size(file());
      long gone = database.shrink();
      shrunk = Files.size(file());
      assertThat(before - shrunk).isEqualTo(gone);
      assertSound(database, model);
      try (Transaction transaction = database.beginRead()) {
        long live = transaction.size() - database.statistics().freeBytes();
        assertThat(shrunk).isLessThan(live * 5 / 4 + 100_000).isLessThan(before / 2);
      }
      database.update(transaction -> transaction.createBucket(bytes("more")));
      model.putBucket(bytes("more"), new Model());
      assertSound(database, model);
    }
    try (Database database = Database.open(file(), FAST)) {
      assertSound(database, model);
    }
  }

  /** What stands before a free end that is longer than one walk looks at moves in the same call. */
  @Test
  void goesOnAfterALongFreeEnd() throws IOException {
    try (Database database = Database.open(file(), FAST.pageSize(1024))) {
      // Walks look at 16 MiB of a file with such pages.
      fill(database, "front", 8);
      fill(database, "kept", 8);
      fill(database, "end", 40);
      for (String name : new String[] {"front", "end"}) {
        database.update(transaction -> {
          transaction.deleteBucket(bytes(name));
          return null;
        });
      }
      database.shrink();
      assertThat(Files.size(file())).isLessThan(9 << 20);
      assertThat(database.shrink()).isZero();
      try (Transaction transaction = database.beginWrite()) {
        assertThat(transaction.check().findings()).isEmpty();
        assertThat(transaction.bucket(bytes("kept")).orElseThrow().statistics().keyCount())
            .isEqualTo(8 * 16);
      }
    }
  }

  private static void fill(Database database, String bucket, int megabytes) {
    database.update(transaction -> {
      Bucket made = transaction.createBucket(bytes(bucket));
      for (int i = 0; i < megabytes * 16; i++) {
        made.put(key(i), new byte[63 << 10]);
      }
      return null;
    });
  }

  @Test
  void emptiedFileKeepsTheLengthOfANewOne() throws IOException {
    for (int pageSize : new int[] {1024, 4096}) {
      Path small = folder.resolve(pageSize + ".db");
      Options options = FAST.pageSize(pageSize).freelistStorage(FreelistStorage.NEVER);
      try (Database database = Database.open(small, options)) {
        database.update(transaction -> {
          transaction.createBucket(NAME).put(key(1), new byte[50_000]);
          return true;
        });
        database.update(transaction -> {
          transaction.deleteBucket(NAME);
          return true;
        });
        assertThat(database.shrink()).isPositive();
      }
      assertThat(Files.size(small)).isEqualTo(4L * pageSize);
      try (Database database = Database.open(small, options)) {
        assertSound(database, new Model());
      }
    }
  }

  @Test
  void openReaderKeepsWhatItSees() throws IOException {
    try (Database database = Database.open(file(), FAST)) {
      Model model = fill(database, new Random(1));
      Path copy = folder.resolve("copy.db");
      try (Transaction old = database.beginRead()) {
        database.shrink();
        model.assertSame(old.rootBucket(), "reader");
        assertThat(Files.size(file())).isGreaterThanOrEqualTo(old.size());
        try (var out = Files.newOutputStream(copy)) {
          old.writeTo(out);
        }
      }
      assertThat(database.shrink()).isPositive();
      assertSound(database, model);
      try (Database copied = Database.open(copy, FAST)) {
        assertSound(copied, model);
      }
    }
  }

  @Test
  void goesOnBesideReadersAndWriters() throws InterruptedException {
    try (Database database = Database.open(file(), FAST)) {
      Model model = fill(database, new Random(2));
      AtomicBoolean done = new AtomicBoolean();
      java.util.List<Throwable> failures = new java.util.concurrent.CopyOnWriteArrayList<>();
      Thread reader =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  while (!done.get()) {
                    readAll(database);
                  }
                } catch (Throwable e) {
                  failures.add(e);
                }
              });
      Thread writer =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  for (int i = 0; !done.get(); i++) {
                    byte[] value = new byte[i % 3000];
                    database.update(transaction -> {
                      transaction.bucket(NAME).orElseThrow().put(key(950), value);
                      return true;
                    });
                  }
                } catch (Throwable e) {
                  failures.add(e);
                }
              });
      for (int i = 0; i < 5; i++) {
        database.shrink();
      }
      done.set(true);
      reader.join();
      writer.join();
      assertThat(failures).isEmpty();
      Model below = java.util.Objects.requireNonNull(model.bucket(NAME));
      database.update(transaction -> {
        byte[] now = transaction.bucket(NAME).orElseThrow().get(key(950)).orElseThrow();
        below.put(key(950), now);
        return true;
      });
      assertSound(database, model);
    }
  }

  private static void readAll(Database database) {
    try (Transaction transaction = database.beginRead()) {
      Cursor cursor = transaction.bucket(NAME).orElseThrow().cursor();
      int count = 0;
      while (cursor.next()) {
        count++;
      }
      assertThat(count).isEqualTo(KEYS / 10 + KEYS / 1000);
    }
  }
}
