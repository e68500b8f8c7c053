// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What can be read of a bucket, and of the buckets in it, in a damaged file. Every other way to
 * read ends at the first damage with an exception; this one tells of it and goes on with what
 * stands beside it. Each page is read once, so it ends whatever the file holds.
 *
 * <p>Belongs to its read transaction, so to one thread at a time.
 */
public final class ReadableParts {
  private static final byte[] ROOT_NAME = "root".getBytes(StandardCharsets.UTF_8);

  private final Bucket bucket;
  private final LenientPages pages;
  private final Consumer<CheckFinding> damage;

  /**
   * @param damage is told of each damage when it is met
   */
  ReadableParts(Bucket bucket, Consumer<CheckFinding> damage) {
    if (bucket.isWritable()) {
      throw new IllegalStateException("the changes of a write transaction are not in pages yet");
    }
    this.bucket = bucket;
    this.pages = new LenientPages(bucket.transaction().snapshot());
    this.damage = damage;
  }

  /**
   * Calls a function with each entry of the bucket that can be read, in the order of the tree.
   *
   * @param <E> what the function may throw
   * @param consumer gets the key and the value; no value when the entry is a bucket
   * @throws E what the function throws, which ends the walk
   */
  public <E extends Exception> void forEach(EntryConsumer<E> consumer) throws E {
    try {
      LenientEntries entries = entries();
      while (entries.next()) {
        consumer.accept(
            entries.key(), entries.isBucket() ? Optional.empty() : Optional.of(entries.value()));
      }
    } catch (IllegalStateException | InternalError e) {
      throw bucket.transaction().explain(e);
    }
  }

  /** {@return the shape of the bucket and of those below, as far as it can be read} */
  public BucketStructure inspect() {
    try {
      return inspectAll();
    } catch (IllegalStateException | InternalError e) {
      throw bucket.transaction().explain(e);
    }
  }

  /** {@return what the readable pages of the bucket and of those below take} */
  public BucketStatistics statistics() {
    try {
      return measure();
    } catch (IllegalStateException | InternalError e) {
      throw bucket.transaction().explain(e);
    }
  }

  private LenientEntries entries() {
    bucket.requireOpen();
    LenientEntries entries = new LenientEntries(pages, new PageSet(), damage);
    Tree tree = bucket.tree();
    if (tree.rootPage() != 0) {
      entries.startAtPage(tree.rootPage());
    } else {
      long page = tree.rootPlace();
      entries.startInline(page, tree.end(page));
    }
    return entries;
  }

  /** A bucket that is being looked at: what was found in it so far. */
  private static final class Level {
    final byte[] name;
    final LenientEntries entries;
    final List<BucketStructure> below = new ArrayList<>();
    long keys;

    Level(byte[] name, LenientEntries entries) {
      this.name = name;
      this.entries = entries;
    }
  }

  /** Buckets may be nested deeper than the thread's stack goes, so the way down is kept here. */
  private BucketStructure inspectAll() {
    Deque<Level> way = new ArrayDeque<>();
    byte[] name = bucket.parent() == null ? ROOT_NAME : bucket.name();
    way.addLast(new Level(name, entries()));
    while (true) {
      Level level = way.getLast();
      if (!level.entries.next()) {
        way.removeLast();
        BucketStructure done = new BucketStructure(level.name, level.keys, level.below);
        if (way.isEmpty()) {
          return done;
        }
        way.getLast().below.add(done);
      } else if (level.entries.isBucket()) {
        way.addLast(new Level(level.entries.key(), level.entries.below()));
      } else {
        level.keys++;
      }
    }
  }

  /** A bucket to measure, and the levels of the trees above it. */
  private record Below(LenientEntries entries, int levelsAbove) {}

  private BucketStatistics measure() {
    BucketStatistics sum = BucketStatistics.EMPTY;
    Deque<Below> toMeasure = new ArrayDeque<>();
    toMeasure.addLast(new Below(entries(), 0));
    while (!toMeasure.isEmpty()) {
      Below one = toMeasure.removeLast();
      LenientEntries entries = one.entries();
      while (entries.next()) {
        if (entries.isBucket()) {
          toMeasure.addLast(new Below(entries.below(), one.levelsAbove() + entries.level()));
        }
      }
      sum = sum.plus(entries.statistics(one.levelsAbove()));
    }
    return sum;
  }

  /** Returns a finding for an exception, which names the page by itself. */
  static CheckFinding finding(BoltException.CorruptDatabase e) {
    String text = e.text();
    return new CheckFinding(
        e.pageId(), text.replaceFirst("^corrupt database: (page -?\\d+: )?", ""));
  }
}
