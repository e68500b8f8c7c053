// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Makes the file shorter in the course of ordinary commits, when {@link Options#shrinkAbovePercent}
 * asks for it. A sweep goes once through all buckets in the order of their keys, a part of it in
 * each commit. What it meets behind a line in the file it takes into the commit, which writes it to
 * the first free pages; when the sweep has ended, and both meta pages name a state without the
 * pages behind the line, the file is cut. A commit takes a bounded part, so it is never much longer
 * than without.
 *
 * <p>What an open reader sees stays where it is: pages that it still needs are not free, so that
 * fewer are free to move into, and the file is cut behind them.
 *
 * <p>Used by the holder of the write lock alone.
 */
final class Sweeper {
  /** Pages that a commit moves beside its own: some hundred kilobytes in one write. */
  static final int PAGES_PER_COMMIT = 32;

  /** Entries that a commit looks at: some tenths of a millisecond. */
  static final int ENTRIES_PER_COMMIT = 4096;

  /** A new look into a bucket costs as much as so many steps in it. */
  private static final int ENTRIES_PER_SEEK = 16;

  /** Shorter files are left alone; they have little to give. */
  private static final long MIN_PAGES = 16;

  /** Free pages that are left for the commit's own changes. */
  private static final int RESERVED_PAGES = 8;

  /** Commits after which neither meta page names what was moved. */
  private static final int COMMITS_BEFORE_CUT = 3;

  private final Writer writer;
  private final Options options;

  private boolean sweeping;

  /** Pages from this one on are moved. */
  private long line;

  /** Where the sweep is: names of buckets, and the next key in the last of them. */
  private final List<byte[]> path = new ArrayList<>();

  private byte[] key = {};

  private long movedPages;
  private int pagesLeft;
  private int entriesLeft;

  /**
   * Free pages when a sweep found nothing that it could move; it is in vain until there are more,
   * or the end of the file was given up.
   */
  private long freeInVain;

  /** High-water mark when the last sweep began. */
  private long pagesAtStart;

  /** Commits until the file is cut, or 0. */
  private int commitsBeforeCut;

  /** Whether each commit cuts a part of the file off. */
  private boolean cutting;

  Sweeper(Writer writer, Options options) {
    this.writer = writer;
    this.options = options;
  }

  /**
   * Adds a part of the sweep to a transaction that is about to commit.
   *
   * @return the current state, with the new length of the file when that was cut
   */
  Snapshot beforeCommit(Transaction transaction) {
    Snapshot current = transaction.snapshot();
    if (options.shrinkAbovePercent() == 0) {
      return current;
    }
    if (!sweeping && isWorthIt(current)) {
      start(current);
    }
    if (sweeping || commitsBeforeCut > 0) {
      writer.freelist().pack();
    }
    pagesLeft = PAGES_PER_COMMIT;
    entriesLeft = ENTRIES_PER_COMMIT;
    while (sweeping && pagesLeft > 0 && entriesLeft > 0) {
      step(transaction);
    }
    List<Snapshot> readers = transaction.database().openReaders();
    return isTimeToCut(current, readers) ? writer.cutFile(current, readers) : current;
  }

  private boolean isWorthIt(Snapshot current) {
    long pages = current.meta().highWaterMark();
    long free = writer.freelist().freeCount();
    if (pages < pagesAtStart) {
      freeInVain = 0;
    }
    return pages >= MIN_PAGES
        && free * 100 > pages * options.shrinkAbovePercent()
        && free > freeInVain + freeInVain / 4;
  }

  /** The file shall keep half of the free pages that it may have. */
  private void start(Snapshot current) {
    long used = current.meta().highWaterMark() - writer.freelist().freeCount();
    line = used * 200 / (200 - options.shrinkAbovePercent()) + RESERVED_PAGES;
    path.clear();
    key = new byte[0];
    movedPages = 0;
    pagesAtStart = current.meta().highWaterMark();
    sweeping = true;
  }

  private void step(Transaction transaction) {
    entriesLeft -= ENTRIES_PER_SEEK;
    Bucket bucket = transaction.rootBucket();
    for (byte[] name : path) {
      Optional<Bucket> child = bucket.bucket(name);
      if (child.isEmpty()) {
        // It was deleted or moved since.
        leaveBucket();
        return;
      }
      bucket = child.get();
    }
    walk(bucket);
  }

  /** Goes on in a bucket as far as it may, or to a bucket in it. */
  private void walk(Bucket bucket) {
    Cursor cursor = bucket.cursor();
    boolean onEntry = key.length == 0 ? cursor.first() : cursor.seek(key);
    long leaf = -1;
    while (onEntry) {
      if (pagesLeft <= 0 || entriesLeft <= 0) {
        key = cursor.key();
        return;
      }
      entriesLeft--;
      // A node in memory is written anew as it is.
      long here = cursor.pageAt(cursor.levels() - 1);
      if (here >= 0 && leaf != here) {
        leaf = here;
        move(bucket, cursor);
      }
      if (cursor.isBucket() && cursor.bucketRoot() != 0) {
        path.add(cursor.key());
        key = new byte[0];
        return;
      }
      onEntry = cursor.next();
    }
    leaveBucket();
  }

  private void leaveBucket() {
    if (path.isEmpty()) {
      sweeping = false;
      commitsBeforeCut = COMMITS_BEFORE_CUT;
      freeInVain = movedPages == 0 ? writer.freelist().freeCount() : 0;
      return;
    }
    byte[] name = path.removeLast();
    // The first key after this name.
    key = Arrays.copyOf(name, name.length + 1);
  }

  /** Has the commit write the way to an entry anew, when a part of it is behind the line. */
  private void move(Bucket bucket, Cursor cursor) {
    long count = pagesBehindLine(bucket.tree(), cursor);
    Freelist freelist = writer.freelist();
    long moving = (long) PAGES_PER_COMMIT - pagesLeft;
    if (count > 0
        && freelist.freeCount() >= moving + count + RESERVED_PAGES
        && freelist.hasRunBelow(count, line)) {
      bucket.tree().touch(cursor.key(), 0);
      pagesLeft -= (int) Math.min(count, PAGES_PER_COMMIT);
      movedPages += count;
    }
  }

  /** Returns how many pages of the file on the way to the entry reach behind the line. */
  private long pagesBehindLine(Tree tree, Cursor cursor) {
    if (tree.rootPage() == 0) {
      return 0; // An inline bucket lies in a page of the bucket above.
    }
    Pages pages = tree.pages();
    long behind = 0;
    for (int level = 0; level < cursor.levels(); level++) {
      long page = cursor.pageAt(level);
      if (page >= 0) {
        long count = Layout.overflow(pages.file(), page) + 1;
        behind += Layout.id(pages.file(), page) + count > line ? count : 0;
      }
    }
    return behind;
  }

  private boolean isTimeToCut(Snapshot current, List<Snapshot> readers) {
    long gain = writer.fileSize() - writer.neededSize(current, readers);
    if (commitsBeforeCut > 0) {
      commitsBeforeCut--;
      cutting = commitsBeforeCut == 0;
    } else {
      // An end that became free by itself; less than that may just be room to grow.
      cutting |=
          gain > 2 * options.allocationSize()
              && gain > writer.fileSize() / 100 * options.shrinkAbovePercent();
    }
    cutting &= gain > 0;
    return cutting;
  }
}
