// SPDX-License-Identifier: Apache-2.0
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

  /** Buckets of a way that a finding names; the file may nest them as deep as it is long. */
  private static final int MAX_NAMES_SHOWN = 32;

  private final Pages pages;
  private final Database target;
  private final PageSet visited = new PageSet();
  private final List<CheckFinding> losses = new ArrayList<>();
  private boolean truncated;
  private long bucketCount;
  private long keyCount;

  /** Buckets that were met and are not copied yet; the next one last. */
  private final Deque<Found> toCopy = new ArrayDeque<>();

  /** The way to the bucket that is being copied; null in the root bucket. */
  private @Nullable Way way;

  private @Nullable Transaction writing;
  private @Nullable Bucket place;
  private long writtenBytes;

  /** The way to a bucket: that to the bucket that it is in, and its name. */
  private static final class Way {
    final @Nullable Way above;
    final byte[] name;

    Way(@Nullable Way above, byte[] name) {
      this.above = above;
      this.name = name;
    }
  }

  /** A bucket of the damaged file: the way to it, the page and the place of its value. */
  private record Found(Way way, long pageId, long value, long size) {}

  private Salvager(Pages pages, Database target) {
    this.pages = pages;
    this.target = target;
  }

  /** Copies all that hangs below the root of a state. */
  static SalvageReport copy(Snapshot damaged, Database target) {
    Salvager salvager = new Salvager(new Pages(damaged, null), target);
    try {
      salvager.copyTree(damaged.meta().root(), "from the start to the end", 0);
      while (!salvager.toCopy.isEmpty()) {
        salvager.copyContent(salvager.toCopy.removeLast());
      }
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
    List<byte[]> names = names(MAX_NAMES_SHOWN + 1);
    boolean cut = names.size() > MAX_NAMES_SHOWN;
    StringBuilder text = new StringBuilder(cut ? "bucket .../" : "bucket /");
    for (byte[] name : cut ? names.subList(1, names.size()) : names) {
      text.append(HexFormat.of().formatHex(name)).append('/');
    }
    return text.toString();
  }

  /** Returns the names of the buckets on the way, the last ones when there are more. */
  private List<byte[]> names(int limit) {
    List<byte[]> names = new ArrayList<>();
    for (Way step = way; step != null && names.size() < limit; step = step.above) {
      names.add(step.name);
    }
    return names.reversed();
  }

  /** Copies a page and those below it into the bucket at the end of the way. */
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

  /** Makes a bucket; what is in it comes later, for buckets may be nested deeper than a stack. */
  private void copyBucket(long pageId, byte[] name, long value, long size) {
    if (size < Layout.BUCKET_HEADER_BYTES) {
      lost(pageId, "the bucket " + HexFormat.of().formatHex(name) + " has no readable header");
      return;
    }
    makeRoom(name.length);
    place()
        .createBucketIfAbsent(name)
        .setSequence(Layout.bucketSequence(pages.memory(value), Pages.offset(value)));
    bucketCount++;
    toCopy.addLast(new Found(new Way(way, name), pageId, value, size));
  }

  private void copyContent(Found found) {
    // The bucket that was just made in the one that was copied last is at hand.
    Bucket above = found.way().above == way ? place : null;
    way = found.way();
    place = above == null ? null : above.bucket(found.way().name).orElse(null);
    long value = found.value();
    long root = Layout.bucketRoot(pages.memory(value), Pages.offset(value));
    if (root == 0) {
      copyInline(found.pageId(), value + Layout.BUCKET_HEADER_BYTES, value + found.size());
    } else {
      copyTree(root, "from the start to the end", 0);
    }
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

  /** Returns the bucket of the target at the end of the way. */
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
      for (byte[] name : names(Integer.MAX_VALUE)) {
        bucket = bucket.bucket(name).orElseThrow();
      }
      place = bucket;
    }
    bucket.setFillPercent(1.0);
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
