// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Copies what can still be read from a damaged file into another database: all that the tree leads
 * to, and then the trees that nothing leads to any more. A page is visited once, so it ends
 * whatever the file holds; what cannot be read is noted and passed over.
 */
final class Salvager {
  /** Bucket for what stands on pages that no tree reaches; numbered when the name is taken. */
  static final String FOUND_BUCKET = "lost+found";

  private static final int MAX_LOSSES = CheckOptions.DEFAULT_MAX_FINDINGS;

  private final DamagedFile.State state;
  private final LenientPages treePages;

  /** Up to the end of the file, for what is loose may be newer than the state. */
  private final LenientPages allPages;

  private final SalvageTarget target;
  private final PageSet visited = new PageSet();

  /** Pages with what a visited page has in them. */
  private final PageSet covered = new PageSet();

  /** Pages that should be visited and could not be read. */
  private final PageSet refused = new PageSet();

  private final List<CheckFinding> losses = new ArrayList<>();
  private boolean truncated;
  private long bucketCount;
  private long keyCount;
  private long foundKeyCount;
  private long foundTreeCount;

  /** Whether what is copied now was found on pages that nothing leads to. */
  private boolean loose;

  /** Buckets that were met and are not copied yet; the next one last. */
  private final Deque<Found> toCopy = new ArrayDeque<>();

  /** Key before the one that is copied, in the same bucket. */
  private byte @Nullable [] previousKey;

  /** Whether the bucket that is copied may hold a key already. */
  private boolean mayRepeat;

  /** A bucket of the damaged file: the way to it, the page and the place of its value. */
  private record Found(SalvageTarget.Way way, long pageId, long value, long size) {}

  /** The keys that may stand on a page: from the first to before the second; null is no bound. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Range(byte @Nullable [] from, byte @Nullable [] to) {
    static final Range ALL = new Range(null, null);

    boolean contains(byte[] key) {
      return (from == null || Arrays.compareUnsigned(from, key) <= 0)
          && (to == null || Arrays.compareUnsigned(key, to) < 0);
    }

    @Override
    public String toString() {
      return "from "
          + (from == null ? "the start" : HexFormat.of().formatHex(from))
          + " to "
          + (to == null ? "the end" : HexFormat.of().formatHex(to));
    }
  }

  private Salvager(DamagedFile.State state, SalvageTarget target) {
    this.state = state;
    this.target = target;
    Snapshot snapshot = state.snapshot();
    Meta meta = snapshot.meta();
    long pageCount = snapshot.readableBytes() / meta.pageSize();
    this.treePages = new LenientPages(snapshot);
    this.allPages =
        new LenientPages(
            new Snapshot(
                new Meta(meta.pageSize(), 0, 0, 0, Layout.NO_FREELIST, pageCount, 0),
                snapshot.mapping(),
                snapshot.readableBytes(),
                snapshot.branches()));
    this.losses.addAll(state.losses());
  }

  /** Copies all that can be found. */
  static SalvageReport copy(DamagedFile.State state, Path damaged, Database database) {
    try (SalvageTarget target = new SalvageTarget(database)) {
      Salvager salvager = new Salvager(state, target);
      if (state.hasRoot()) {
        salvager.copyTree(state.snapshot().meta().root(), Range.ALL, 0);
        salvager.copyBuckets();
      }
      String foundBucket = salvager.copyLoose();
      if (!state.hasRoot() && foundBucket == null) {
        throw DamagedFile.nothingFound(damaged);
      }
      target.commit();
      return salvager.report(foundBucket);
    }
  }

  private SalvageReport report(@Nullable String foundBucket) {
    return new SalvageReport(
        bucketCount,
        keyCount,
        Optional.ofNullable(foundBucket),
        foundTreeCount,
        foundKeyCount,
        losses,
        truncated);
  }

  private void lost(long pageId, String text) {
    note(pageId, text + " in " + target.pathText());
  }

  private void note(long pageId, String text) {
    if (losses.size() < MAX_LOSSES) {
      losses.add(new CheckFinding(pageId, text));
    } else {
      truncated = true;
    }
  }

  /**
   * Copies the trees that nothing leads to; returns the bucket in which they are, if there are any.
   * Which pages are left over from before a damage, and which are merely free, is known by the list
   * of free pages; without it, and without a loss, there is no reason to look.
   */
  private @Nullable String copyLoose() {
    PageSet free = state.free();
    if (free != null && state.freeIsOfSnapshot() && haveCommon(free, visited)) {
      free = null;
    }
    if (free == null && losses.isEmpty()) {
      return null;
    }
    LongList pages = LoosePages.find(allPages, covered, refused, free);
    if (pages.isEmpty()) {
      return null;
    }
    target.enter(null);
    String name = freeName();
    byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
    SalvageTarget.Way above = new SalvageTarget.Way(null, nameBytes);
    target.makeBucket(nameBytes, 0);
    loose = true;
    for (int i = 0; i < pages.size(); i++) {
      long pageId = pages.get(i);
      if (!visited.contains(pageId)) {
        copyLooseTree(above, pageId, name, free != null);
      }
    }
    return name;
  }

  private void copyLooseTree(
      SalvageTarget.Way above, long pageId, String foundBucket, boolean isLoss) {
    byte[] name = ("page-" + pageId).getBytes(StandardCharsets.UTF_8);
    target.enter(above);
    target.makeBucket(name, 0);
    target.enter(new SalvageTarget.Way(above, name));
    foundTreeCount++;
    long keysBefore = foundKeyCount;
    startBucket();
    copyTree(pageId, Range.ALL, 0);
    copyBuckets();
    if (isLoss || refused.contains(pageId)) {
      note(
          pageId,
          "where it belongs is lost; "
              + (foundKeyCount - keysBefore)
              + " keys are kept in "
              + foundBucket
              + "/page-"
              + pageId);
    }
  }

  private String freeName() {
    String name = FOUND_BUCKET;
    for (int number = 2; target.has(name.getBytes(StandardCharsets.UTF_8)); number++) {
      name = FOUND_BUCKET + "-" + number;
    }
    return name;
  }

  private static boolean haveCommon(PageSet one, PageSet other) {
    for (long id = one.next(0); id >= 0; id = one.next(id + 1)) {
      if (other.contains(id)) {
        return true;
      }
    }
    return false;
  }

  private void startBucket() {
    previousKey = null;
    mayRepeat = false;
  }

  /** Returns a page, or nothing after noting that it cannot be read. */
  private @Nullable PageShape read(long pageId, Range range) {
    try {
      PageShape shape = loose ? LoosePages.read(allPages, refused, pageId) : null;
      return shape != null ? shape : treePages().read(pageId);
    } catch (BoltException.CorruptDatabase e) {
      if (pageId >= Layout.FIRST_DATA_PAGE && pageId < allPages.pageCount()) {
        refused.add(pageId);
      }
      lost(pageId, "keys " + range + " are lost: " + e.getMessage());
      return null;
    }
  }

  private LenientPages treePages() {
    return loose ? allPages : treePages;
  }

  /** Copies a page and those below it into the bucket at the end of the way. */
  private void copyTree(long pageId, Range range, int depth) {
    if (loose && depth > 0 && pageId >= 0 && visited.contains(pageId)) {
      return; // It is kept elsewhere; the branch that leads to it is an old one.
    }
    PageShape shape = read(pageId, range);
    if (shape == null) {
      return;
    }
    if (depth >= Pages.MAX_DEPTH || !visited.add(pageId)) {
      lost(pageId, "keys " + range + " may be lost: page " + pageId + " was met before");
      return;
    }
    treePages().cover(pageId, shape, covered);
    for (String damage : shape.damages()) {
      lost(pageId, "damaged, and read nevertheless: " + damage);
    }
    if (shape.isLeaf()) {
      copyElements(pageId, shape, range);
    } else {
      copyChildren(shape, range, depth);
    }
  }

  private void copyChildren(PageShape shape, Range range, int depth) {
    byte[] from = range.from;
    for (int i = 0; i < shape.count(); i++) {
      if (i > 0 && shape.key(i) != PageShape.NOWHERE) {
        from = shape.keyBytes(i);
      }
      boolean bounded = i + 1 < shape.count() && shape.key(i + 1) != PageShape.NOWHERE;
      byte[] to = bounded ? shape.keyBytes(i + 1) : range.to;
      copyTree(shape.child(i), new Range(from, to), depth + 1);
    }
  }

  private void copyElements(long pageId, PageShape shape, Range range) {
    for (int i = 0; i < shape.count(); i++) {
      if (shape.key(i) == PageShape.NOWHERE) {
        lost(
            pageId,
            "one key is lost: corrupt database: page "
                + pageId
                + ": element "
                + i
                + " reaches beyond the page");
      } else {
        copyElement(pageId, shape, i, range);
      }
    }
  }

  private void copyElement(long pageId, PageShape shape, int index, Range range) {
    byte[] key = shape.keyBytes(index);
    try {
      if (!mayBeCopied(pageId, key, range)) {
        return;
      }
      if (shape.isBucket(index)) {
        copyBucket(pageId, key, shape.key(index) + key.length, shape.valueSize(index));
      } else {
        copyKey(key, shape.valueBytes(index));
      }
    } catch (BoltException.IncompatibleValue
        | BoltException.BucketNameRequired
        | BoltException.KeyRequired
        | BoltException.KeyTooLarge e) {
      lost(pageId, "the entry " + HexFormat.of().formatHex(key) + " is lost: " + e.getMessage());
    }
  }

  /** Notes an entry that is not where it belongs; returns whether there is room for it. */
  private boolean mayBeCopied(long pageId, byte[] key, Range range) {
    byte[] previous = previousKey;
    previousKey = key;
    boolean rising = previous == null || Arrays.compareUnsigned(previous, key) < 0;
    if (!rising || !range.contains(key)) {
      mayRepeat = true;
      lost(pageId, "the entry " + HexFormat.of().formatHex(key) + " is out of order, and kept,");
    }
    if (mayRepeat && target.has(key)) {
      lost(
          pageId,
          "the entry " + HexFormat.of().formatHex(key) + " is lost: its key is there already,");
      return false;
    }
    return true;
  }

  private void copyKey(byte[] key, byte[] value) {
    target.put(key, value);
    if (loose) {
      foundKeyCount++;
    } else {
      keyCount++;
    }
  }

  /** Makes a bucket; what is in it comes later, for buckets may be nested deeper than a stack. */
  private void copyBucket(long pageId, byte[] name, long value, long size) {
    if (size < Layout.BUCKET_HEADER_BYTES) {
      lost(pageId, "the bucket " + HexFormat.of().formatHex(name) + " has no readable header");
      return;
    }
    target.makeBucket(name, Layout.bucketSequence(file(), value));
    if (!loose) {
      bucketCount++;
    }
    toCopy.addLast(new Found(new SalvageTarget.Way(target.way(), name), pageId, value, size));
  }

  private MemorySegment file() {
    return treePages.file();
  }

  private void copyBuckets() {
    while (!toCopy.isEmpty()) {
      Found found = toCopy.removeLast();
      target.enter(found.way());
      startBucket();
      long root = Layout.bucketRoot(file(), found.value());
      if (root == 0) {
        copyInline(found);
      } else {
        copyTree(root, Range.ALL, 0);
      }
    }
  }

  private void copyInline(Found found) {
    long page = found.value() + Layout.BUCKET_HEADER_BYTES;
    long end = found.value() + found.size();
    boolean complete = end - page >= Layout.PAGE_HEADER_BYTES;
    PageShape shape = complete ? PageShape.of(file(), page, end, true) : null;
    if (shape == null) {
      lost(found.pageId(), "all keys are lost: an inline bucket is not a leaf page");
      return;
    }
    int flags = Layout.flags(file(), page);
    if (flags != Layout.LEAF_FLAG) {
      if (!shape.isDense()) {
        lost(found.pageId(), "all keys are lost: an inline bucket is not a leaf page");
        return;
      }
      shape.addDamage("an inline bucket has unexpected type/flags: " + Integer.toHexString(flags));
    }
    for (String damage : shape.damages()) {
      lost(found.pageId(), "damaged, and read nevertheless: " + damage);
    }
    copyElements(found.pageId(), shape, Range.ALL);
  }
}
