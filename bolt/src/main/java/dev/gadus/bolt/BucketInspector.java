// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the shape of a bucket and of those below. Buckets may be nested as deep as the file is
 * long, so the way down is kept here and not on the thread's stack.
 */
final class BucketInspector {
  private static final byte[] ROOT_NAME = "root".getBytes(StandardCharsets.UTF_8);

  private final Set<Long> seenRoots = new HashSet<>();
  private final Deque<Level> levels = new ArrayDeque<>();

  private BucketInspector() {}

  /** A bucket that is being looked at: what was found in it up to where its cursor stands. */
  private static final class Level {
    final Cursor cursor;
    final List<BucketStructure> below = new ArrayList<>();
    long keys;

    Level(Cursor cursor) {
      this.cursor = cursor;
    }
  }

  static BucketStructure inspect(Bucket bucket) {
    return new BucketInspector().run(bucket);
  }

  private BucketStructure run(Bucket from) {
    enter(from);
    while (true) {
      Level level = levels.getLast();
      Bucket bucket = level.cursor.bucket();
      if (!level.cursor.next()) {
        levels.removeLast();
        byte[] name = bucket.parent() == null ? ROOT_NAME : bucket.name();
        BucketStructure done = new BucketStructure(name, level.keys, level.below);
        if (levels.isEmpty()) {
          return done;
        }
        levels.getLast().below.add(done);
      } else if (level.cursor.isBucket()) {
        bucket.bucket(level.cursor.key()).ifPresent(this::enter);
      } else {
        level.keys++;
      }
    }
  }

  private void enter(Bucket bucket) {
    bucket.requireOpen();
    long root = bucket.tree().rootPage();
    if (root != 0 && !seenRoots.add(root)) {
      throw new BoltException.CorruptDatabase(root, "is the root of two buckets");
    }
    levels.addLast(new Level(new Cursor(bucket)));
  }
}
