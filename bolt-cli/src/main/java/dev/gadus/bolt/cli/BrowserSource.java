// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the browser shows of a database. Every answer is bounded by what was asked for, so that
 * neither a large value nor a long bucket is ever in memory. Used by one thread.
 */
public interface BrowserSource {
  /** Returns what a person calls the database, such as its file. */
  String title();

  /**
   * Returns entries of a bucket in the order of their keys.
   *
   * @param bucket the names on the way down; none for the top level
   * @param from where to start; empty for the first key, or the last one when going backwards
   * @param inclusive whether {@code from} itself may be among them
   * @param backwards whether to take those before {@code from}; the answer is in ascending order
   *     all the same
   * @param limit at most so many
   */
  List<Entry> entries(
      List<byte[]> bucket, Optional<byte[]> from, boolean inclusive, boolean backwards, int limit);

  /**
   * Returns a part of a value.
   *
   * @param offset where it starts; not behind the end of the value
   * @param length its length in bytes, less at the end of the value
   */
  byte[] value(List<byte[]> bucket, byte[] key, long offset, int length);

  /** Returns the page at which a bucket's tree starts; nothing for one that has no page. */
  OptionalLong rootPage(List<byte[]> bucket);

  /** Returns what stands on a page, or why it cannot be read. */
  List<PageLine> page(long id);

  /** An entry of a bucket. Immutable. */
  final class Entry {
    private final byte[] key;
    private final boolean bucket;
    private final long size;

    /**
     * Makes an entry.
     *
     * @param bucket whether it is a bucket; then it has no value
     * @param size length of the value in bytes
     */
    public Entry(byte[] key, boolean bucket, long size) {
      this.key = key.clone();
      this.bucket = bucket;
      this.size = size;
    }

    /** Returns its key, or its name when it is a bucket. */
    public byte[] key() {
      return key.clone();
    }

    /** Returns whether it is a bucket. */
    public boolean isBucket() {
      return bucket;
    }

    /** Returns the length of its value in bytes. */
    public long size() {
      return size;
    }
  }

  /**
   * A line about a page.
   *
   * @param page the page that it names, to which one can go
   */
  record PageLine(String text, OptionalLong page) {
    static PageLine of(String text) {
      return new PageLine(text, OptionalLong.empty());
    }

    static PageLine to(String text, long page) {
      return new PageLine(text, OptionalLong.of(page));
    }
  }
}
