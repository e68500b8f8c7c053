// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What changes the file: used by the holder of the write lock alone. The order of writes and waits
 * that keeps every acknowledged commit safe is all in {@link #commit}:
 *
 * <ol>
 *   <li>make the file long enough;
 *   <li>write new pages, only to places that no state that may be needed again uses;
 *   <li>wait for the disk, so that the tree is there before anything names it;
 *   <li>write the meta page that names it, within one sector;
 *   <li>wait for the disk, and only then say that it is done.
 * </ol>
 *
 * When the disk is full before step 4, the transaction is rolled back and the database goes on. Any
 * other failed write, and every failed wait, leaves it unknown what is on the disk: from then on
 * every change is refused.
 */
final class Writer {
  /** Files grow to powers of two from this on, until growing by a fixed step takes over. */
  private static final long FIRST_GROWTH_BYTES = 32 << 10;

  /**
   * Pages that are cut off at a time. The system forgets each page that it has in memory, and takes
   * a tenth of a second for a gigabyte.
   */
  static final long MAX_CUT_PAGES = 4096;

  private final StorageFile file;
  private final Options options;
  private final int pageSize;
  private final Freelist freelist = new Freelist();
  private final Scratch scratch = new Scratch();
  private final PageWriter pageWriter;
  private final Sweeper sweeper;
  private final List<Mapping> retired = new ArrayList<>();

  private volatile long fileSize;

  /** Whether the length has changed since it was last made durable, by whatever transaction. */
  private boolean lengthChanged;

  private long highWaterMark;

  /** High-water mark of the meta page that is not the current one; it may be more than the file. */
  private long olderHighWaterMark = Long.MAX_VALUE;

  private long transactionId;
  private @Nullable BranchCache branches;
  private long allocatedPages;
  private volatile @Nullable Throwable failure;
  private volatile WriteStatistics statistics = WriteStatistics.EMPTY;
  private volatile long freePages;
  private volatile long pendingPages;
  private long syncCount;

  Writer(StorageFile file, Options options, int pageSize, long fileSize) {
    this.file = file;
    this.options = options;
    this.pageSize = pageSize;
    this.fileSize = fileSize;
    this.pageWriter = new PageWriter(file, pageSize);
    this.sweeper = new Sweeper(this, options);
  }

  Freelist freelist() {
    return freelist;
  }

  Scratch scratch() {
    return scratch;
  }

  Sweeper sweeper() {
    return sweeper;
  }

  PageWriter pageWriter() {
    return pageWriter;
  }

  WriteStatistics statistics() {
    return statistics;
  }

  long freePages() {
    return freePages;
  }

  long pendingPages() {
    return pendingPages;
  }

  boolean isFailed() {
    return failure != null;
  }

  void requireHealthy() {
    Throwable cause = failure;
    if (cause != null) {
      throw new BoltException.DatabaseFailed(
          "an earlier write or sync failed; close the database and open it again", cause);
    }
  }

  /** Begins a transaction on top of a state, while these readers are open. */
  void begin(Snapshot base, List<Snapshot> readers) {
    requireHealthy();
    if (base.transactionId() == Long.MAX_VALUE) {
      throw new BoltException.CorruptDatabase(
          base.meta().metaPage(), "no transaction id is left after " + base.transactionId());
    }
    transactionId = base.transactionId() + 1;
    highWaterMark = base.meta().highWaterMark();
    freelist.release(readers);
    branches = base.branches();
    retired.removeIf(mapping -> {
      boolean unused = readers.stream().noneMatch(reader -> reader.mapping() == mapping);
      if (unused) {
        mapping.close();
      }
      return unused;
    });
    countPages();
  }

  void countPages() {
    freePages = freelist.freeCount();
    pendingPages = freelist.pendingCount();
  }

  /** Takes pages that follow one another; returns the first. */
  long allocate(long count) {
    long start = freelist.allocate(count);
    if (start < 0) {
      long end = highWaterMark + count;
      ensureFileSize(end * pageSize);
      start = highWaterMark;
      highWaterMark = end;
    }
    for (long id = start; id < start + count; id++) {
      requireNonNull(branches).remove(id);
    }
    freelist.born(start, count, transactionId);
    allocatedPages += count;
    return start;
  }

  /** Gives up pages of the state that the transaction began with. */
  void free(long pageId, long count) {
    if (count > 0) {
      freelist.free(pageId, count);
    }
  }

  /** Gives up all pages of a tree; the buckets in it are the caller's business. */
  void free(Tree tree) {
    Node root = tree.root();
    if (root != null) {
      freeNode(tree, root, 0);
    } else if (tree.rootPage() != 0) {
      freePage(tree, tree.rootPage(), 0);
    }
  }

  private void freeNode(Tree tree, Node node, int depth) {
    free(node.pageId, node.pageCount);
    if (node.leaf) {
      return;
    }
    for (int i = 0; i < node.count; i++) {
      Node child = node.children[i];
      if (child != null) {
        freeNode(tree, child, depth + 1);
      } else {
        freePage(tree, node.childIds[i], depth + 1);
      }
    }
  }

  private void freePage(Tree tree, long pageId, int depth) {
    if (depth > Pages.MAX_DEPTH) {
      throw tree.tooDeep();
    }
    Pages pages = tree.pages();
    long page = pages.page(pageId);
    free(pageId, Layout.overflow(pages.file(), page) + 1);
    if (!pages.isLeaf(page)) {
      for (int i = 0; i < pages.count(page); i++) {
        freePage(tree, pages.child(page, i), depth + 1);
      }
    }
  }

  private void ensureFileSize(long bytes) {
    if (bytes <= fileSize) {
      return;
    }
    long limit = options.maxSize();
    if (limit > 0 && bytes > limit) {
      throw new BoltException.MaxSizeReached("needed=" + bytes + " limit=" + limit);
    }
    long step = Math.max(FIRST_GROWTH_BYTES, Long.highestOneBit(bytes - 1) << 1);
    long target = Math.min(step, bytes + options.allocationSize());
    target = Layout.pagesFor(target, pageSize) * pageSize;
    if (limit > 0) {
      target = Math.max(bytes, Math.min(target, limit / pageSize * pageSize));
    }
    file.resize(target);
    fileSize = target;
    lengthChanged = true;
  }

  /** What a commit is for. */
  enum Purpose {
    /** The changes of a transaction; when there are none, nothing is written. */
    CHANGES,
    /** The list of free pages, in whatever mode. */
    FREELIST,
    /** Free pages at the end are given up, whether there are changes or not. */
    LENGTH
  }

  /**
   * Writes a transaction's changes and makes them durable.
   *
   * @return the new state, or {@code base} itself when nothing was written
   */
  Snapshot commit(Bucket root, Pages pages, Snapshot base, Purpose purpose) {
    requireHealthy();
    long rootPage = spill(root, pages);
    if (purpose == Purpose.CHANGES
        && rootPage == base.meta().root()
        && root.rawSequence() == base.meta().sequence()) {
      return base;
    }
    dropStoredFreelist(pages, base.meta());
    highWaterMark = freelist.trim(highWaterMark);
    boolean storing =
        purpose == Purpose.FREELIST || options.freelistStorage() == FreelistStorage.EVERY_COMMIT;
    long freelistPage = storing ? storeFreelist() : Layout.NO_FREELIST;
    Meta meta =
        new Meta(
            pageSize,
            base.meta().flags(),
            rootPage,
            root.rawSequence(),
            freelistPage,
            highWaterMark,
            transactionId);
    writePages();
    Mapping mapping = covering(base.mapping(), highWaterMark * pageSize);
    try {
      writeMeta(meta);
    } catch (RuntimeException e) {
      if (mapping != base.mapping()) {
        mapping.close();
      }
      throw e;
    }
    if (mapping != base.mapping()) {
      retired.add(base.mapping());
    }
    freelist.committed(transactionId);
    olderHighWaterMark = base.meta().highWaterMark();
    Snapshot next = new Snapshot(meta, mapping, fileSize, base.branches());
    if (options.strictMode()) {
      checkStrictly(next);
    }
    return next;
  }

  private void checkStrictly(Snapshot snapshot) {
    Pages pages = new Pages(snapshot, null);
    CheckReport report = new Checker(pages, snapshot.meta(), this, CheckOptions.defaults()).run();
    if (!report.isOk()) {
      CheckFinding first = report.findings().getFirst();
      BoltException.CorruptDatabase corrupt =
          new BoltException.CorruptDatabase(
              first.pageId(),
              "check fail: " + first.text() + " (" + report.findings().size() + " findings)");
      failure = corrupt;
      throw corrupt;
    }
  }

  private long spill(Bucket root, Pages pages) {
    Spiller spiller = new Spiller(this, pages);
    long allocatedBefore = allocatedPages;
    try {
      spiller.rebalance(root);
      return spiller.spillRoot(root);
    } catch (BoltException.Storage e) {
      throw failedUnlessFull(e);
    } finally {
      statistics = statistics.plusChanges(allocatedPages - allocatedBefore, spiller.counts());
    }
  }

  /** The list that is stored in the file is out of date from this transaction on. */
  private void dropStoredFreelist(Pages pages, Meta meta) {
    if (meta.hasFreelist()) {
      long page = pages.anyPage(meta.freelist());
      free(meta.freelist(), Layout.overflow(pages.file(), page) + 1);
    }
  }

  private long storeFreelist() {
    try {
      return writeFreelist();
    } catch (BoltException.Storage e) {
      throw failedUnlessFull(e);
    }
  }

  private long writeFreelist() {
    PageSet ids = freelist.all();
    long bytes = Layout.PAGE_HEADER_BYTES + ids.size() * Long.BYTES;
    if (ids.size() >= Layout.LONG_FREELIST_COUNT) {
      bytes += Long.BYTES;
    }
    // The list loses the pages that it is stored in; it may then need one page less than it has.
    long pageCount = bytes / pageSize + 1;
    long pageId = allocate(pageCount);
    for (long id = pageId; id < pageId + pageCount; id++) {
      ids.remove(id);
    }
    pageWriter.writeFreelist(ids, pageId, pageCount);
    return pageId;
  }

  private void writePages() {
    try {
      pageWriter.flush();
    } catch (BoltException.Storage e) {
      throw failedUnlessFull(e);
    }
    if (!options.noSync()) {
      sync(lengthChanged && !options.noGrowSync());
    }
  }

  private void writeMeta(Meta meta) {
    try {
      pageWriter.writeMeta(meta);
    } catch (BoltException.Storage e) {
      throw failed(e);
    }
    if (!options.noSync()) {
      sync(false);
    }
  }

  /**
   * Cuts the file behind the last page that either meta page counts or an open reader may read, or
   * a part of that: call it again until the length stays. Called with no change under way. Returns
   * the current state with the new length.
   */
  Snapshot cutFile(Snapshot current, List<Snapshot> readers) {
    requireHealthy();
    long pages = fileSize / pageSize;
    long end = Math.max(neededSize(current, readers) / pageSize, pages - MAX_CUT_PAGES);
    if (end >= pages) {
      return current;
    }
    file.resize(end * pageSize);
    fileSize = end * pageSize;
    lengthChanged = true;
    return new Snapshot(current.meta(), current.mapping(), fileSize, current.branches());
  }

  /** Returns the length up to which a meta page or a reader may need the file. */
  long neededSize(Snapshot current, List<Snapshot> readers) {
    long end = Math.max(current.meta().highWaterMark(), olderHighWaterMark);
    // A file that is shorter than a new one is taken for no database at all, by Go's bbolt too.
    end = Math.max(end, NewDatabase.PAGES);
    for (Snapshot reader : readers) {
      end = Math.max(end, reader.meta().highWaterMark());
    }
    // It is not known at first what the older meta page needs.
    return Math.min(end, fileSize / pageSize) * pageSize;
  }

  long fileSize() {
    return fileSize;
  }

  private Mapping covering(Mapping mapping, long bytes) {
    return mapping.length() >= bytes ? mapping : file.map(FileOpener.mapLength(bytes));
  }

  /** Waits for the disk; with the length of the file when it has changed. */
  void sync(boolean withLength) {
    syncCount++;
    try {
      if (withLength) {
        file.sync();
        lengthChanged = false;
      } else {
        file.syncData();
      }
    } catch (BoltException.Storage e) {
      throw failed(e);
    }
  }

  private RuntimeException failedUnlessFull(BoltException.Storage e) {
    return e.isDiskFull() ? e : failed(e);
  }

  private BoltException.DatabaseFailed failed(BoltException.Storage e) {
    failure = e;
    return new BoltException.DatabaseFailed(
        "a write or sync failed; no change is accepted any more", e);
  }

  /** Forgets what the transaction did; called after a commit and after a rollback alike. */
  void end(boolean committed) {
    pageWriter.discard();
    scratch.reset();
    if (!committed) {
      freelist.rolledBack();
    }
    statistics =
        statistics.withWrites(pageWriter.writeCount(), pageWriter.writtenBytes(), syncCount);
    countPages();
  }

  /** Closes the mappings that nobody reads any more, and those that somebody does. */
  void closeMappings() {
    retired.forEach(Mapping::close);
    retired.clear();
  }
}
