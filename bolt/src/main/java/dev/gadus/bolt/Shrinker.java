// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Makes the file shorter while it is in use. What stands in its last pages is written anew by
 * ordinary, small commits, which put it into free pages further down; the pages at the end are then
 * free, and the file is cut. Between two commits every other writer gets its turn.
 *
 * <p>Nothing that an open reader sees, and nothing that either meta page counts, is ever cut off.
 */
final class Shrinker {
  /** Pages that one commit moves: a pause of some milliseconds for other writers. */
  static final int PAGES_PER_COMMIT = 128;

  /** Pages at the end of the file that one walk through the tree looks for. */
  private static final long WINDOW_PAGES = 16 << 10;

  /** Rounds one after the other that may each shorten the file by less than a hundredth. */
  private static final int MAX_POOR_ROUNDS = 8;

  /** Deeper buckets stay where they are, so that the walk fits on a small thread's stack. */
  private static final int MAX_NESTING = 64;

  private final Database database;
  private final Writer writer;

  Shrinker(Database database, Writer writer) {
    this.database = database;
    this.writer = writer;
  }

  /** A page to move, what it takes, and the way to it: names of buckets, and last a key. */
  private record Place(List<byte[]> path, long pageId, long pageCount) {}

  /** Shrinks the file as far as it goes now; returns by how many bytes. */
  long run() {
    long before = writer.fileSize();
    long end = database.size();
    long endBefore;
    int poorRounds = 0;
    do {
      endBefore = end;
      try {
        move(findPlaces());
        // Where nothing stood in what was looked at, the end goes on before it once it is cut off.
        cut();
      } catch (BoltException.InterruptedWait e) {
        break; // Between two commits: what was done until then is done.
      }
      end = database.size();
      poorRounds = endBefore - end < endBefore / 100 ? poorRounds + 1 : 0;
      // What an open reader pins stays in the way, and other writers take what becomes free: moving
      // round it, or on for a few pages each time, would never end.
    } while (end < endBefore
        && poorRounds < MAX_POOR_ROUNDS
        && !Thread.currentThread().isInterrupted());
    return Math.max(0, before - writer.fileSize());
  }

  /** Finds what stands behind the length that the file would have without free pages. */
  private List<Place> findPlaces() {
    try (Transaction transaction = database.beginRead()) {
      Search search = new Search(transaction.pages());
      search.visit(transaction.snapshot().meta().root(), new ArrayList<>(), 0);
      long end = Layout.FIRST_DATA_PAGE + search.pageCount;
      List<Place> places = new ArrayList<>();
      for (Place place : search.places) {
        if (place.pageId() + place.pageCount() > end) {
          places.add(place);
        }
      }
      places.sort(Comparator.comparingLong(Place::pageId).reversed());
      return places;
    }
  }

  /** A walk through all trees of a state. */
  private static final class Search {
    final Pages pages;
    final long from;
    final List<Place> places = new ArrayList<>();
    long pageCount;

    Search(Pages pages) {
      this.pages = pages;
      this.from = pages.highWaterMark() - WINDOW_PAGES;
    }

    void visit(long pageId, List<byte[]> path, int depth) {
      long page = pages.page(pageId);
      long count = Layout.overflow(pages.file(), page) + 1;
      pageCount += count;
      if (depth > Pages.MAX_DEPTH || pageCount > pages.highWaterMark()) {
        throw new BoltException.CorruptDatabase(pageId, "is part of a cycle");
      }
      if (pageId + count > from) {
        List<byte[]> way = new ArrayList<>(path);
        way.add(firstKey(page));
        places.add(new Place(way, pageId, count));
      }
      boolean leaf = pages.isLeaf(page);
      for (int i = 0; i < pages.count(page); i++) {
        if (leaf) {
          visitElement(page, i, path);
        } else {
          visit(pages.child(page, i), path, depth + 1);
        }
      }
    }

    private byte[] firstKey(long page) {
      if (pages.count(page) == 0) {
        return new byte[0];
      }
      MemorySegment file = pages.file();
      long element = Layout.element(page, 0);
      return pages.isLeaf(page)
          ? Keys.copy(
              file,
              pages.checkedLeafKey(page, pages.end(page), 0),
              Layout.leafKeySize(file, element))
          : Keys.copy(
              file,
              pages.checkedBranchKey(page, pages.end(page), 0),
              Layout.branchKeySize(file, element));
    }

    private void visitElement(long page, int index, List<byte[]> path) {
      MemorySegment file = pages.file();
      long element = Layout.element(page, index);
      if ((Layout.leafFlags(file, element) & Layout.BUCKET_FLAG) == 0
          || path.size() >= MAX_NESTING) {
        return;
      }
      long key = pages.checkedLeafKey(page, pages.end(page), index);
      long keySize = Layout.leafKeySize(file, element);
      Tree tree = Bucket.openTree(pages, key + keySize, Layout.leafValueSize(file, element));
      if (tree.rootPage() != 0) {
        path.add(Keys.copy(file, key, keySize));
        visit(tree.rootPage(), path, 0);
        path.removeLast();
      }
    }
  }

  /** Moves pages down, the last ones first. */
  private void move(List<Place> places) {
    int next = 0;
    while (next < places.size() && !Thread.currentThread().isInterrupted()) {
      try (Transaction transaction = database.beginWrite()) {
        writer.freelist().pack();
        long pages = 0;
        while (next < places.size() && pages < PAGES_PER_COMMIT) {
          Place place = places.get(next++);
          if (move(transaction, place, pages)) {
            pages += place.pageCount();
          }
        }
        if (pages == 0) {
          continue;
        }
        transaction.commit();
      }
    }
  }

  /** Takes a page into memory, so that the commit writes it elsewhere; returns whether it will. */
  private boolean move(Transaction transaction, Place place, long pagesBefore) {
    Freelist freelist = writer.freelist();
    // The branches above are written anew as well.
    long needed = pagesBefore + place.pageCount() + Pages.MAX_DEPTH;
    if (freelist.freeCount() < needed || !freelist.hasRunBelow(place.pageCount(), place.pageId())) {
      return false;
    }
    Bucket bucket = transaction.rootBucket();
    for (byte[] name : place.path().subList(0, place.path().size() - 1)) {
      Bucket child = bucket.bucket(name).orElse(null);
      if (child == null) {
        return false;
      }
      bucket = child;
    }
    return bucket.tree().touch(place.path().getLast(), place.pageId());
  }

  /**
   * Two commits, so that both meta pages name the shorter length; the first frees what earlier ones
   * gave up. Then the file is cut, a part at a time.
   */
  private void cut() {
    for (int i = 0; i < 2; i++) {
      try (Transaction transaction = database.beginWrite()) {
        transaction.commitUnchanged();
      }
    }
    long before;
    do {
      before = writer.fileSize();
      try (Transaction transaction = database.beginWrite()) {
        database.publish(writer.cutFile(transaction.snapshot(), database.openReaders()));
      }
    } while (writer.fileSize() < before);
  }
}
