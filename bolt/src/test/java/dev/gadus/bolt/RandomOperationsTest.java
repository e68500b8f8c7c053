// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Long random sequences of every operation, against a sorted map: after each commit the database
 * holds what the map holds and passes its check, and readers that were opened before still see what
 * they saw.
 */
class RandomOperationsTest {
  private static final int ROUNDS = 24;
  private static final int TRANSACTIONS = 60;
  private static final int MAX_OPERATIONS = 120;
  private static final int MAX_READERS = 4;
  private static final int MAX_NESTING = 3;

  @TempDir Path folder;

  /** An open reader and what it must see. */
  private record Reader(Transaction transaction, Model expected) {}

  @ParameterizedTest
  @EnumSource(FreelistStorage.class)
  void databaseDoesWhatASortedMapDoes(FreelistStorage storage) {
    long seed = Seed.next("RandomOperationsTest " + storage);
    for (int round = 0; round < ROUNDS; round++) {
      Random random = new Random(seed + round);
      Options options =
          Options.defaults()
              .pageSize(1024 << random.nextInt(3))
              .freelistStorage(storage)
              .noSync(true);
      new Run(random, folder.resolve(storage + "-" + round + ".db"), options).run();
    }
  }

  /** One database and the map beside it. */
  private static final class Run {
    private final Random random;
    private final Path file;
    private final Options options;
    private final List<Reader> readers = new ArrayList<>();
    // Swarm: each run has its own liking for each operation.
    private final int[] weights = new int[9];
    private final int keyRange;
    private final int maxValue;
    private Database database;
    private Model committed = new Model();

    Run(Random random, Path file, Options options) {
      this.random = random;
      this.file = file;
      this.options = options;
      for (int i = 0; i < weights.length; i++) {
        weights[i] = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(10);
      }
      weights[0] += 5;
      keyRange = 1 << (2 + random.nextInt(10));
      maxValue = 1 << (1 + random.nextInt(12));
      database = Database.open(file, options);
    }

    void run() {
      try {
        for (int i = 0; i < TRANSACTIONS; i++) {
          writeTransaction();
          changeReaders();
          if (random.nextInt(12) == 0) {
            reopen();
          }
        }
      } finally {
        closeReaders();
        database.close();
      }
    }

    private void reopen() {
      closeReaders();
      database.close();
      database = Database.open(file, options);
      check();
    }

    private void closeReaders() {
      readers.forEach(reader -> reader.transaction().close());
      readers.clear();
    }

    private void changeReaders() {
      if (readers.size() < MAX_READERS && random.nextInt(3) == 0) {
        readers.add(new Reader(database.beginRead(), committed));
      }
      for (Reader reader : readers) {
        reader.expected().assertSame(reader.transaction().rootBucket(), "reader");
      }
      if (!readers.isEmpty() && random.nextInt(4) == 0) {
        readers.remove(random.nextInt(readers.size())).transaction().close();
      }
    }

    private void writeTransaction() {
      Model model = committed.copy();
      try (Transaction transaction = database.beginWrite()) {
        int operations = random.nextInt(MAX_OPERATIONS);
        for (int i = 0; i < operations; i++) {
          operate(model, transaction.rootBucket(), 0, model, transaction.rootBucket());
        }
        if (random.nextInt(4) == 0) {
          model.assertSame(transaction.rootBucket(), "uncommitted");
        }
        if (random.nextInt(6) == 0) {
          return;
        }
        transaction.commit();
        committed = model;
      }
      check();
    }

    private void check() {
      try (Transaction transaction = database.beginWrite()) {
        assertThat(transaction.check().findings()).isEmpty();
        committed.assertSame(transaction.rootBucket(), "committed");
      }
    }

    private void operate(Model model, Bucket bucket, int depth, Model rootModel, Bucket root) {
      List<byte[]> names = model.bucketNames();
      if (!names.isEmpty() && random.nextInt(3) != 0) {
        byte[] name = names.get(random.nextInt(names.size()));
        Model below = requireNonNull(model.bucket(name));
        operate(below, bucket.bucket(name).orElseThrow(), depth + 1, rootModel, root);
        return;
      }
      byte[] key = key();
      switch (pick()) {
        case 0 -> put(model, bucket, key);
        case 1 -> delete(model, bucket, key);
        case 2 -> createBucket(model, bucket, key, depth);
        case 3 -> deleteBucket(model, bucket);
        case 4 -> setSequence(model, bucket);
        case 5 -> deleteRange(model, bucket, key);
        case 6 -> walk(model, bucket, key);
        case 7 -> moveBucket(model, bucket, rootModel, root);
        case 8 -> bucket.setFillPercent(random.nextDouble());
        default -> throw new AssertionError();
      }
    }

    private int pick() {
      int sum = 0;
      for (int weight : weights) {
        sum += weight;
      }
      int at = random.nextInt(sum);
      int index = 0;
      while (at >= weights[index]) {
        at -= weights[index];
        index++;
      }
      return index;
    }

    private byte[] key() {
      String text = Integer.toString(random.nextInt(keyRange), 7);
      byte[] key = text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      if (key.length % 3 == 0) {
        key = java.util.Arrays.copyOf(key, key.length + 200);
      }
      key[0] ^= (byte) (key.length * 37);
      return key;
    }

    private void put(Model model, Bucket bucket, byte[] key) {
      int count = random.nextInt(10) == 0 ? 60 : 1;
      for (int i = 0; i < count; i++) {
        byte[] value = new byte[random.nextInt(random.nextInt(maxValue) + 1)];
        random.nextBytes(value);
        if (model.bucket(key) == null) {
          bucket.put(key, value);
          model.put(key.clone(), value);
        }
        assertThat(bucket.get(key).orElse(null)).isEqualTo(model.value(key));
        key = key();
      }
    }

    private static void delete(Model model, Bucket bucket, byte[] key) {
      if (model.bucket(key) == null) {
        bucket.delete(key);
        model.remove(key);
        assertThat(bucket.get(key)).isEmpty();
      }
    }

    private static void createBucket(Model model, Bucket bucket, byte[] key, int depth) {
      if (!model.contains(key) && depth < MAX_NESTING) {
        bucket.createBucket(key);
        model.putBucket(key, new Model());
      }
    }

    private void deleteBucket(Model model, Bucket bucket) {
      List<byte[]> names = model.bucketNames();
      if (!names.isEmpty() && random.nextInt(3) == 0) {
        byte[] name = names.get(random.nextInt(names.size()));
        bucket.deleteBucket(name);
        model.remove(name);
      }
    }

    private void setSequence(Model model, Bucket bucket) {
      if (random.nextBoolean()) {
        model.sequence = random.nextLong();
        bucket.setSequence(model.sequence);
      } else {
        model.sequence++;
        assertThat(bucket.nextSequence()).isEqualTo(model.sequence);
      }
    }

    /** Deletes while walking, forwards or backwards, and keeps an eye on where the cursor is. */
    private void deleteRange(Model model, Bucket bucket, byte[] from) {
      Cursor cursor = bucket.cursor();
      boolean on = cursor.seek(from);
      byte[] expected = model.ceiling(from);
      boolean forwards = random.nextBoolean();
      for (int i = random.nextInt(80); i > 0 && on; i--) {
        requireNonNull(expected);
        assertThat(cursor.key()).isEqualTo(expected);
        if (!cursor.isBucket() && random.nextInt(4) != 0) {
          cursor.delete();
          model.remove(expected);
        }
        on = forwards ? cursor.next() : cursor.previous();
        expected = forwards ? model.higher(expected) : model.lower(expected);
        assertThat(on).isEqualTo(expected != null);
      }
    }

    /** Walks about at random. */
    private void walk(Model model, Bucket bucket, byte[] from) {
      Cursor cursor = bucket.cursor();
      boolean on = cursor.seek(from);
      byte[] expected = model.ceiling(from);
      for (int i = random.nextInt(20); i > 0; i--) {
        assertThat(on).isEqualTo(expected != null);
        if (expected == null) {
          break;
        }
        assertThat(cursor.key()).isEqualTo(expected);
        switch (random.nextInt(5)) {
          case 0 -> {
            on = cursor.first();
            expected = model.first();
          }
          case 1 -> {
            on = cursor.last();
            expected = model.last();
          }
          case 2 -> {
            on = cursor.previous();
            expected = model.lower(expected);
          }
          default -> {
            on = cursor.next();
            expected = model.higher(expected);
          }
        }
      }
    }

    private void moveBucket(Model model, Bucket bucket, Model rootModel, Bucket root) {
      List<byte[]> names = model.bucketNames();
      if (names.isEmpty()) {
        return;
      }
      byte[] name = names.get(random.nextInt(names.size()));
      Model moved = requireNonNull(model.bucket(name));
      List<byte[]> targets = rootModel.bucketNames();
      Model target = rootModel;
      Bucket targetBucket = root;
      if (!targets.isEmpty() && random.nextInt(4) != 0) {
        byte[] targetName = targets.get(random.nextInt(targets.size()));
        target = requireNonNull(rootModel.bucket(targetName));
        targetBucket = root.bucket(targetName).orElseThrow();
      }
      if (target == moved || target == model) {
        Bucket refused = target == moved ? bucket.bucket(name).orElseThrow() : bucket;
        assertThatThrownBy(() -> bucket.moveBucket(name, refused))
            .isInstanceOf(BoltException.SameBuckets.class);
      } else if (!target.contains(name)) {
        bucket.moveBucket(name, targetBucket);
        model.remove(name);
        target.putBucket(name, moved);
      }
    }
  }
}
