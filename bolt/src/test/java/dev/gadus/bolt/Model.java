// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a bucket should hold: a sorted map of values and further buckets. */
final class Model {
  private final TreeMap<byte[], Object> entries = new TreeMap<>(Arrays::compareUnsigned);
  long sequence;

  Model copy() {
    Model copy = new Model();
    copy.sequence = sequence;
    entries.forEach(
        (key, value) -> copy.entries.put(key, value instanceof Model m ? m.copy() : value));
    return copy;
  }

  int size() {
    return entries.size();
  }

  void put(byte[] key, byte[] value) {
    entries.put(key, value);
  }

  void putBucket(byte[] key, Model bucket) {
    entries.put(key, bucket);
  }

  void remove(byte[] key) {
    entries.remove(key);
  }

  byte @Nullable [] value(byte[] key) {
    return entries.get(key) instanceof byte[] value ? value : null;
  }

  @Nullable Model bucket(byte[] key) {
    return entries.get(key) instanceof Model bucket ? bucket : null;
  }

  boolean contains(byte[] key) {
    return entries.containsKey(key);
  }

  byte @Nullable [] ceiling(byte[] key) {
    return entries.ceilingKey(key);
  }

  byte @Nullable [] higher(byte[] key) {
    return entries.higherKey(key);
  }

  byte @Nullable [] lower(byte[] key) {
    return entries.lowerKey(key);
  }

  byte @Nullable [] first() {
    return entries.isEmpty() ? null : entries.firstKey();
  }

  byte @Nullable [] last() {
    return entries.isEmpty() ? null : entries.lastKey();
  }

  List<byte[]> keys() {
    return new ArrayList<>(entries.keySet());
  }

  List<byte[]> bucketNames() {
    List<byte[]> names = new ArrayList<>();
    entries.forEach((key, value) -> {
      if (value instanceof Model) {
        names.add(key);
      }
    });
    return names;
  }

  /** Returns the bytes of all keys and values, here and below, and something for each bucket. */
  long totalBytes() {
    long total = 0;
    for (Map.Entry<byte[], Object> entry : entries.entrySet()) {
      total += entry.getKey().length;
      total +=
          entry.getValue() instanceof Model below ? 32 + below.totalBytes() : valueLength(entry);
    }
    return total;
  }

  private static int valueLength(Map.Entry<byte[], Object> entry) {
    return ((byte[]) entry.getValue()).length;
  }

  /** Returns the first difference from a real bucket; empty when there is none. */
  Optional<String> difference(Bucket bucket, String path) {
    if (bucket.sequence() != sequence) {
      return Optional.of(path + " has sequence " + bucket.sequence() + ", not " + sequence);
    }
    Cursor cursor = bucket.cursor();
    for (Map.Entry<byte[], Object> entry : entries.entrySet()) {
      String place = path + "/" + name(entry);
      if (!cursor.next()) {
        return Optional.of(place + " is missing");
      }
      if (!Arrays.equals(cursor.key(), entry.getKey())) {
        return Optional.of(
            place + " was expected, found " + HexFormat.of().formatHex(cursor.key()));
      }
      if (cursor.isBucket() != entry.getValue() instanceof Model) {
        return Optional.of(place + " is a bucket and should not be, or the other way round");
      }
      if (entry.getValue() instanceof Model below) {
        Optional<Bucket> child = bucket.bucket(entry.getKey());
        Optional<String> difference =
            child.isEmpty()
                ? Optional.of(place + " cannot be opened")
                : below.difference(child.get(), place);
        if (difference.isPresent()) {
          return difference;
        }
      } else if (!Arrays.equals(cursor.value(), (byte[]) entry.getValue())) {
        return Optional.of(place + " has another value");
      }
    }
    return cursor.next() ? Optional.of("there is more in " + path) : Optional.empty();
  }

  /** Compares with a real bucket, forwards and backwards, and all buckets in it. */
  void assertSame(Bucket bucket, String path) {
    assertThat(bucket.sequence()).as("sequence of %s", path).isEqualTo(sequence);
    Cursor cursor = bucket.cursor();
    for (Map.Entry<byte[], Object> entry : entries.entrySet()) {
      assertThat(cursor.next()).as("next in %s", path).isTrue();
      assertThat(cursor.key()).as("key in %s", path).isEqualTo(entry.getKey());
      if (entry.getValue() instanceof Model below) {
        assertThat(cursor.isBucket()).as("bucket in %s", path).isTrue();
        below.assertSame(bucket.bucket(entry.getKey()).orElseThrow(), path + "/" + name(entry));
      } else {
        assertThat(cursor.isBucket()).isFalse();
        assertThat(cursor.value()).as("value in %s", path).isEqualTo(entry.getValue());
      }
    }
    assertThat(cursor.next()).as("end of %s", path).isFalse();
    for (byte[] key : entries.descendingKeySet()) {
      assertThat(cursor.previous()).as("previous in %s", path).isTrue();
      assertThat(cursor.key()).isEqualTo(key);
    }
    assertThat(cursor.previous()).as("start of %s", path).isFalse();
  }

  private static String name(Map.Entry<byte[], Object> entry) {
    return HexFormat.of().formatHex(entry.getKey());
  }
}
