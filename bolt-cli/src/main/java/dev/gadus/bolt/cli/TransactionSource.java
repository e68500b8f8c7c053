// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import dev.gadus.bolt.Bucket;
import dev.gadus.bolt.Cursor;
import dev.gadus.bolt.Transaction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The state of a database that one transaction sees, and the pages of its file. */
final class TransactionSource implements BrowserSource {
  private final Transaction transaction;
  private final Path file;
  private final String title;

  TransactionSource(Transaction transaction, Path file, String title) {
    this.transaction = transaction;
    this.file = file;
    this.title = title;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public List<Entry> entries(
      List<byte[]> bucket, Optional<byte[]> from, boolean inclusive, boolean backwards, int limit) {
    Cursor cursor = bucket(bucket).cursor();
    List<Entry> entries = new ArrayList<>();
    boolean there = backwards ? startBackwards(cursor, from) : start(cursor, from, inclusive);
    while (there && entries.size() < limit) {
      boolean isBucket = cursor.isBucket();
      entries.add(new Entry(cursor.key(), isBucket, isBucket ? 0 : cursor.valueSize()));
      there = backwards ? cursor.previous() : cursor.next();
    }
    return backwards ? entries.reversed() : entries;
  }

  private static boolean start(Cursor cursor, Optional<byte[]> from, boolean inclusive) {
    if (from.isEmpty()) {
      return cursor.first();
    }
    boolean there = cursor.seek(from.get());
    boolean same = there && Arrays.equals(cursor.key(), from.get());
    return (same && !inclusive) ? cursor.next() : there;
  }

  private static boolean startBackwards(Cursor cursor, Optional<byte[]> from) {
    boolean behind = from.isPresent() && cursor.seek(from.get());
    return behind ? cursor.previous() : cursor.last();
  }

  @Override
  public byte[] value(List<byte[]> bucket, byte[] key, long offset, int length) {
    Cursor cursor = bucket(bucket).cursor();
    if (!cursor.seek(key) || cursor.isBucket() || !Arrays.equals(cursor.key(), key)) {
      throw new Failure("key not found: " + Format.readable(key));
    }
    MemorySegment value = cursor.valueSegment();
    long end = Math.min(value.byteSize(), offset + length);
    return value.asSlice(offset, end - offset).toArray(ValueLayout.JAVA_BYTE);
  }

  @Override
  public OptionalLong rootPage(List<byte[]> bucket) {
    long page = bucket(bucket).rootPageId();
    return page == 0 ? OptionalLong.empty() : OptionalLong.of(page);
  }

  private Bucket bucket(List<byte[]> names) {
    Bucket bucket = transaction.rootBucket();
    for (byte[] name : names) {
      bucket =
          bucket
              .bucket(name)
              .orElseThrow(() -> new Failure("bucket not found: " + Format.readable(name)));
    }
    return bucket;
  }

  @Override
  public List<PageLine> page(long id) {
    try (Arena arena = Arena.ofConfined()) {
      return new PageLines(PageFile.open(file, arena)).lines(id);
    } catch (Failure e) {
      return List.of(PageLine.of("page " + id + " cannot be read: " + e.getMessage()));
    }
  }
}
