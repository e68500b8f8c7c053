// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import java.util.List;

/**
 * The entries of the indexes, which are derived from the records: what a check compares them with,
 * and what a repair makes them anew from.
 */
interface IndexEntries {
  /** The buckets that hold nothing but such entries. */
  List<BucketName> indexes();

  /** Visits each entry that the records make. */
  void forEach(Visitor visitor);

  /** Whether a record makes this entry. */
  boolean isMade(BucketName index, String key, String value);

  /** Takes an entry, and words for the record that makes it. */
  @FunctionalInterface
  interface Visitor {
    void visit(BucketName index, String key, String value, String record);
  }
}
