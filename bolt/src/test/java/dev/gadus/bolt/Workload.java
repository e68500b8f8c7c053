// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Random changes, made to a bucket and to its model alike. Each seed is a different swarm: page
 * size, options and the share of each kind of change are drawn first, and some kinds do not occur
 * at all.
 */
final class Workload {
  /** Kinds of changes to the content. */
  private enum Change {
    PUT,
    PUT_MANY,
    PUT_LONG,
    OVERWRITE,
    DELETE,
    DELETE_MANY,
    CREATE_BUCKET,
    DELETE_BUCKET,
    MOVE_BUCKET,
    SEQUENCE
  }

  /** What happens from one transaction to the next. */
  enum Event {
    COMMIT,
    ROLL_BACK,
    COMMIT_NOTHING,
    GROUP_COMMIT,
    OPEN_READER,
    REOPEN,
    KILL_IN_COMMIT,
    SHRINK
  }

  private static final int MAX_DEPTH = 3;

  private final Random random;
  private final Options options;
  private final List<Change> changes;
  private final List<Event> events;
  private final int keySpace;
  private final int maxShortValue;
  private final long maxTotalBytes;

  Workload(long seed) {
    random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
    int pageSize = 1024 << Math.max(0, random.nextInt(8) - 3);
    options =
        Options.defaults()
            .pageSize(pageSize)
            .freelistStorage(pick(List.of(FreelistStorage.values())))
            .allocationSize(1L << (10 + random.nextInt(12)))
            .noGrowSync(random.nextInt(4) == 0)
            .shrinkAbovePercent(random.nextBoolean() ? 0 : 1 + random.nextInt(60));
    changes = swarm(Change.values(), Change.PUT);
    events = swarm(Event.values(), Event.COMMIT);
    keySpace = 1 << (2 + random.nextInt(8));
    maxShortValue = 1 << random.nextInt(9);
    // One swarm in eight outgrows the first mapping of the file.
    maxTotalBytes = random.nextInt(8) == 0 ? 3 << 20 : pageSize * (4L + random.nextInt(40));
  }

  /** Returns each choice as often as its weight, which may be zero for all but one of them. */
  private <T> List<T> swarm(T[] choices, T always) {
    List<T> swarm = new ArrayList<>();
    for (T choice : choices) {
      int weight = random.nextInt(4) == 0 ? 0 : 1 << random.nextInt(5);
      swarm.addAll(
          Collections.nCopies(choice.equals(always) ? Math.max(weight, 4) : weight, choice));
    }
    return swarm;
  }

  Options options() {
    return options;
  }

  Random random() {
    return random;
  }

  Event nextEvent() {
    return pick(events);
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  /** Makes some changes. */
  void change(Bucket root, Model model) {
    int count = 1 + random.nextInt(1 << random.nextInt(5));
    for (int i = 0; i < count; i++) {
      changeOnce(root, model);
    }
    if (model.totalBytes() > maxTotalBytes) {
      shrink(root, model);
    }
  }

  private void changeOnce(Bucket root, Model rootModel) {
    Bucket bucket = root;
    Model model = rootModel;
    int depth = 0;
    for (Optional<byte[]> name = someBucket(model);
        name.isPresent() && random.nextInt(4) > 0;
        name = someBucket(model)) {
      bucket = bucket.bucket(name.get()).orElseThrow();
      model = requireNonNull(model.bucket(name.get()));
      depth++;
    }
    switch (pick(changes)) {
      case PUT -> put(bucket, model, key(), value(random.nextInt(maxShortValue)));
      case PUT_MANY -> putMany(bucket, model);
      case PUT_LONG -> put(bucket, model, key(), value(longLength()));
      case OVERWRITE -> overwrite(bucket, model);
      case DELETE -> delete(bucket, model, Objects.requireNonNullElse(model.ceiling(key()), key()));
      case DELETE_MANY -> deleteMany(bucket, model);
      case CREATE_BUCKET -> {
        if (depth < MAX_DEPTH) {
          createBucket(bucket, model, key());
        }
      }
      case DELETE_BUCKET -> someBucket(model).ifPresent(deleteIn(bucket, model));
      case MOVE_BUCKET -> someBucket(rootModel).ifPresent(moveTo(root, rootModel, bucket, model));
      case SEQUENCE -> model.sequence = bucket.nextSequence();
    }
  }

  private void put(Bucket bucket, Model model, byte[] key, byte[] value) {
    if (model.bucket(key) == null) {
      bucket.put(key, value);
      model.put(key, value);
    }
  }

  private void overwrite(Bucket bucket, Model model) {
    byte[] key = model.ceiling(key());
    byte[] old = key == null ? null : model.value(key);
    if (key != null && old != null) {
      put(bucket, model, key, value(old.length));
    }
  }

  private static void delete(Bucket bucket, Model model, byte[] key) {
    if (model.bucket(key) == null) {
      bucket.delete(key);
      model.remove(key);
    }
  }

  private static void createBucket(Bucket bucket, Model model, byte[] name) {
    if (!model.contains(name)) {
      bucket.createBucket(name);
      model.putBucket(name, new Model());
    }
  }

  private static Consumer<byte[]> deleteIn(Bucket bucket, Model model) {
    return name -> {
      bucket.deleteBucket(name);
      model.remove(name);
    };
  }

  private void putMany(Bucket bucket, Model model) {
    int first = random.nextInt(keySpace);
    int count = random.nextInt(60);
    int length = random.nextInt(maxShortValue);
    for (int i = 0; i < count; i++) {
      put(bucket, model, key(first + i), value(length));
    }
  }

  private void deleteMany(Bucket bucket, Model model) {
    int count = random.nextInt(60);
    byte[] key = model.ceiling(key());
    for (int i = 0; i < count && key != null; i++) {
      delete(bucket, model, key);
      key = model.higher(key);
    }
  }

  /** Moves a bucket of the root into the given bucket, unless it is that or holds it. */
  private static Consumer<byte[]> moveTo(
      Bucket root, Model rootModel, Bucket target, Model targetModel) {
    return name -> {
      Model moved = requireNonNull(rootModel.bucket(name));
      if (!targetModel.contains(name) && !holds(moved, targetModel)) {
        root.moveBucket(name, target);
        rootModel.remove(name);
        targetModel.putBucket(name, moved);
      }
    };
  }

  private static boolean holds(Model outer, Model inner) {
    return outer.equals(inner)
        || outer.bucketNames().stream()
            .anyMatch(name -> holds(requireNonNull(outer.bucket(name)), inner));
  }

  private void shrink(Bucket root, Model model) {
    for (byte[] key : model.keys()) {
      if (model.bucket(key) == null) {
        if (random.nextInt(4) > 0) {
          delete(root, model, key);
        }
      } else if (random.nextBoolean()) {
        deleteIn(root, model).accept(key);
      }
    }
  }

  private byte[] key() {
    return key(random.nextInt(keySpace));
  }

  /** Keys of a few bytes, and now and then a long one; the number decides. */
  private byte[] key(int number) {
    byte[] key = new byte[number % 37 == 5 ? 700 : 2 + number % 11];
    key[0] = (byte) (number * 31);
    key[1] = (byte) number;
    key[key.length - 1] ^= (byte) (number >>> 8);
    return key;
  }

  private byte[] value(int length) {
    byte[] value = new byte[length];
    random.nextBytes(value);
    return value;
  }

  private int longLength() {
    int pages = 1 + random.nextInt(maxTotalBytes > 1 << 20 ? 80 : 4);
    return random.nextInt(pages * options.pageSize());
  }

  private Optional<byte[]> someBucket(Model model) {
    List<byte[]> names = model.bucketNames();
    return names.isEmpty() ? Optional.empty() : Optional.of(pick(names));
  }
}
