// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.bolt.Bucket;
import dev.gadus.bolt.Cursor;
import dev.gadus.bolt.Transaction;
import dev.gadus.model.Json;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A bucket with text keys and JSON or text values, in one transaction. */
final class Table {
  private static final byte[] NOTHING = {};

  /** Of the buckets that grow at their ends, see {@link BucketName#growsAtEnds}. */
  private static final double FILL_AT_ENDS = 0.9;

  private final BucketName name;
  private final Bucket bucket;
  private final Optional<RecentRecords> recent;

  private Table(BucketName name, Bucket bucket, Optional<RecentRecords> recent) {
    this.name = name;
    this.bucket = bucket;
    this.recent = recent;
  }

  static Table in(Transaction transaction, BucketName name) {
    return in(transaction, name, Optional.empty());
  }

  /** The same, for a caller who may get a record that is known instead of one that is read. */
  static Table in(Transaction transaction, BucketName name, RecentRecords recent) {
    return in(transaction, name, name.readAgain() ? Optional.of(recent) : Optional.empty());
  }

  private static Table in(
      Transaction transaction, BucketName name, Optional<RecentRecords> recent) {
    Bucket bucket =
        transaction
            .bucket(name.bytes())
            .orElseThrow(() -> new StoreException.Damaged(name, "", "the bucket is missing"));
    if (name.growsAtEnds()) {
      bucket.setFillPercent(FILL_AT_ENDS);
    }
    return new Table(name, bucket, recent);
  }

  BucketName bucket() {
    return name;
  }

  boolean contains(String key) {
    return bucket.get(Keys.bytes(key)).isPresent();
  }

  <T> Optional<T> get(String key, Class<T> type) {
    return bucket.get(Keys.bytes(key)).map(value -> known(key, value, type));
  }

  Optional<String> getText(String key) {
    return bucket.get(Keys.bytes(key)).map(Keys::text);
  }

  /** A record that another record says is there. */
  <T> T require(String key, Class<T> type) {
    return get(key, type)
        .orElseThrow(
            () -> new StoreException.Damaged(name, key, "an index names it, but it is missing"));
  }

  void put(String key, Object value) {
    byte[] json = Json.write(value);
    bucket.put(Keys.bytes(key), json);
    recent.ifPresent(records -> records.note(recentKey(key), json, value));
  }

  void putText(String key, String value) {
    bucket.put(Keys.bytes(key), Keys.bytes(value));
  }

  /** Puts a key whose presence says it all. */
  void mark(String key) {
    bucket.put(Keys.bytes(key), NOTHING);
  }

  void delete(String key) {
    bucket.delete(Keys.bytes(key));
  }

  /** Visits the keys that start with {@code prefix}, in order, while {@code visitor} says true. */
  void forEachKey(String prefix, Predicate<String> visitor) {
    forEachKey(prefix, prefix, visitor);
  }

  /** The same, from the first key that is at or after {@code start}. */
  void forEachKey(String prefix, String start, Predicate<String> visitor) {
    Cursor cursor = bucket.cursor();
    for (boolean found = cursor.seek(Keys.bytes(start)); found; found = cursor.next()) {
      String key = Keys.text(cursor.key());
      if (!key.startsWith(prefix) || !visitor.test(key)) {
        return;
      }
    }
  }

  /** Visits records in the order of their keys while {@code visitor} says true. */
  <T> void forEach(String prefix, String start, Class<T> type, Predicate<T> visitor) {
    Cursor cursor = bucket.cursor();
    for (boolean found = cursor.seek(Keys.bytes(start)); found; found = cursor.next()) {
      String key = Keys.text(cursor.key());
      if (!key.startsWith(prefix) || !visitor.test(decode(key, cursor.value(), type))) {
        return;
      }
    }
  }

  /** Visits keys with their values as text in order while {@code visitor} says true. */
  void forEachText(String prefix, TextVisitor visitor) {
    Cursor cursor = bucket.cursor();
    for (boolean found = cursor.seek(Keys.bytes(prefix)); found; found = cursor.next()) {
      String key = Keys.text(cursor.key());
      if (!key.startsWith(prefix) || !visitor.visit(key, Keys.text(cursor.value()))) {
        return;
      }
    }
  }

  /** Takes a key and its value; returns whether to go on. */
  @FunctionalInterface
  interface TextVisitor {
    boolean visit(String key, String value);
  }

  <T> List<T> list(String prefix, Class<T> type) {
    List<T> records = new ArrayList<>();
    forEach(prefix, prefix, type, records::add);
    return records;
  }

  List<String> keys(String prefix) {
    List<String> keys = new ArrayList<>();
    forEachKey(prefix, keys::add);
    return keys;
  }

  /** The number of keys that start with {@code prefix}, without making text of them. */
  long count(String prefix) {
    byte[] start = Keys.bytes(prefix);
    Cursor cursor = bucket.cursor();
    long count = 0;
    for (boolean found = cursor.seek(start); found; found = cursor.next()) {
      if (!Positions.startsWith(cursor.keySegment(), start)) {
        break;
      }
      count++;
    }
    return count;
  }

  /** The last key that starts with {@code prefix}. */
  Optional<String> lastKey(String prefix) {
    Cursor cursor = bucket.cursor();
    // No UTF-8 text holds this byte, so it stands after everything with the prefix.
    boolean found = Positions.seekBefore(cursor, Positions.afterAll(prefix));
    if (!found) {
      return Optional.empty();
    }
    String key = Keys.text(cursor.key());
    return key.startsWith(prefix) ? Optional.of(key) : Optional.empty();
  }

  /** The next number of the bucket's own counter, from 1. */
  long nextSequence() {
    return bucket.nextSequence();
  }

  /** The last number of the bucket's own counter. */
  long sequence() {
    return bucket.sequence();
  }

  void setSequence(long sequence) {
    bucket.setSequence(sequence);
  }

  Cursor cursor() {
    return bucket.cursor();
  }

  private String recentKey(String key) {
    return Keys.join(name.name(), key);
  }

  private <T> T known(String key, byte[] json, Class<T> type) {
    if (recent.isEmpty()) {
      return decode(key, json, type);
    }
    return recent
        .get()
        .find(recentKey(key), json, type)
        .orElseGet(() -> {
          T record = decode(key, json, type);
          recent.get().note(recentKey(key), json, record);
          return record;
        });
  }

  private <T> T decode(String key, byte[] value, Class<T> type) {
    try {
      return Json.read(value, type);
    } catch (UncheckedIOException e) {
      throw new StoreException.Damaged(
          name, key, "not the JSON of a " + type.getSimpleName() + ": " + e.getCause(), e);
    }
  }
}
