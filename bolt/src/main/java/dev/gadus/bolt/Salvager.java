package dev.gadus.bolt;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Copies what can still be read from a damaged file into another database. A page is visited once,
 * so it ends whatever the file holds; what cannot be read is noted and passed over.
 */
final class Salvager {
  /** Bytes of keys and values after which the target commits. */
  private static final long TRANSACTION_BYTES = 16 << 20;

  private static final int MAX_LOSSES = CheckOptions.DEFAULT_MAX_FINDINGS;

  /** Deeper nesting than any sound program makes; a recursion must end somewhere. */
  private static final int MAX_NESTING = 256;

  private final Pages pages;
  private final Database target;
  private final PageSet visited = new PageSet();
  private final List<CheckFinding> losses = new ArrayList<>();
  private boolean truncated;
  private long bucketCount;
  private long keyCount;

  /** Names of the buckets from the root to the one that is being copied. */
  private final Deque<byte[]> path = new ArrayDeque<>();

  private @Nullable Transaction writing;
  private @Nullable Bucket place;
  private long writtenBytes;

  private Salvager(Pages pages, Database target) {
    this.pages = pages;
    this.target = target;
  }

  /** Copies all that hangs below the root of a state. */
  static SalvageReport copy(Snapshot damaged, Database target) {
    Salvager salvager = new Salvager(new Pages(damaged, null), target);
    try {
      salvager.copyTree(damaged.meta().root(), "from the start to the end", 0);
      salvager.commit();
    } finally {
      Transaction open = salvager.writing;
      if (open != null) {
        open.close();
      }
    }
    return new SalvageReport(
        salvager.bucketCount, salvager.keyCount, salvager.losses, salvager.truncated);
  }

  private void lost(long pageId, String text) {
    if (losses.size() < MAX_LOSSES) {
      losses.add(new CheckFinding(pageId, text + " in " + pathText()));
    } else {
      truncated = true;
    }
  }

  private String pathText() {
    StringBuilder text = new StringBuilder("bucket /");
    for (byte[] name : path) {
      text.append(HexFormat.of().formatHex(name)).append('/');
    }
    return text.toString();
  }

  /** Copies a page and those below it into the bucket at the end of the path. */
  private void copyTree(long pageId, String range, int depth) {
    long page;
    try {
      page = pages.page(pageId);
    } catch (CorruptDatabaseException e) {
      lost(pageId, "keys " + range + " are lost: " + e.getMessage());
      return;
    }
    if (depth >= Pages.MAX_DEPTH || !visited.add(pageId)) {
      lost(pageId, "keys " + range + " may be lost: page " + pageId + " was met before");
      return;
    }
    int count = pages.count(page);
    long end = pages.end(page);
    if (pages.isLeaf(page)) {
      for (int i = 0; i < count; i++) {
        copyElement(pageId, page, end, i);
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      String from = i == 0 ? range.replaceFirst(" to .*", "") : "from " + keyText(page, end, i);
      String to = i + 1 < count ? keyText(page, end, i + 1) : range.replaceFirst(".* to ", "");
      copyTree(pages.child(page, i), from + " to " + to, depth + 1);
    }
  }

  private String keyText(long page, long end, int index) {
    try {
      long key = pages.checkedBranchKey(page, end, index);
      long size = Layout.branchKeySize(pages.file(), Layout.element(page, index));
      return HexFormat.of().formatHex(Keys.copy(pages.file(), key, size));
    } catch (CorruptDatabaseException e) {
      return "an unreadable key";
    }
  }

  private void copyElement(long pageId, long page, long end, int index) {
    MemorySegment memory = pages.memory(page);
    long key;
    try {
      key = pages.checkedLeafKey(page, end, index);
    } catch (CorruptDatabaseException e) {
      lost(pageId, "one key is lost: " + e.getMessage());
      return;
    }
    long element = Layout.element(Pages.offset(page), index);
    long keySize = Layout.leafKeySize(memory, element);
    long valueSize = Layout.leafValueSize(memory, element);
    byte[] name = Keys.copy(memory, Pages.offset(key), keySize);
    try {
      if ((Layout.leafFlags(memory, element) & Layout.BUCKET_FLAG) != 0) {
        copyBucket(pageId, name, key + keySize, valueSize);
      } else {
        copyKey(name, Keys.copy(memory, Pages.offset(key) + keySize, valueSize));
      }
    } catch (IncompatibleValueException
        | BucketNameRequiredException
        | KeyRequiredException
        | KeyTooLargeException e) {
      lost(pageId, "the entry " + HexFormat.of().formatHex(name) + " is lost: " + e.getMessage());
    }
  }

  private void copyKey(byte[] key, byte[] value) {
    makeRoom(key.length + (long) value.length);
    place().put(key, value);
    keyCount++;
  }

  private void copyBucket(long pageId, byte[] name, long value, long size) {
    if (size < Layout.BUCKET_HEADER_BYTES || path.size() >= MAX_NESTING) {
      lost(pageId, "the bucket " + HexFormat.of().formatHex(name) + " has no readable header");
      return;
    }
    MemorySegment memory = pages.memory(value);
    long root = Layout.bucketRoot(memory, Pages.offset(value));
    makeRoom(name.length);
    place()
        .createBucketIfAbsent(name)
        .setSequence(Layout.bucketSequence(memory, Pages.offset(value)));
    bucketCount++;
    path.addLast(name);
    place = null;
    if (root == 0) {
      copyInline(pageId, value + Layout.BUCKET_HEADER_BYTES, value + size);
    } else {
      copyTree(root, "from the start to the end", 0);
    }
    path.removeLast();
    place = null;
  }

  private void copyInline(long pageId, long page, long end) {
    try {
      pages.inlinePage(page, end);
    } catch (CorruptDatabaseException e) {
      lost(pageId, "all keys are lost: " + e.getMessage());
      return;
    }
    for (int i = 0; i < pages.count(page); i++) {
      copyElement(pageId, page, end, i);
    }
  }

  /** Returns the bucket of the target at the end of the path. */
  private Bucket place() {
    Transaction transaction = writing;
    if (transaction == null) {
      transaction = target.beginWrite();
      writing = transaction;
      place = null;
    }
    Bucket bucket = place;
    if (bucket == null) {
      bucket = transaction.rootBucket();
      for (byte[] name : path) {
        bucket = bucket.bucket(name).orElseThrow();
      }
      bucket.setFillPercent(1.0);
      place = bucket;
    }
    return bucket;
  }

  private void makeRoom(long bytes) {
    if (writtenBytes + bytes > TRANSACTION_BYTES) {
      commit();
    }
    writtenBytes += bytes;
  }

  private void commit() {
    Transaction transaction = writing;
    writing = null;
    place = null;
    writtenBytes = 0;
    if (transaction != null) {
      transaction.commit();
    }
  }
}
