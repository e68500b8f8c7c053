// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Writes what is in a database as the lines of the fixtures' dump format. */
final class Dump {
  /** Longer values are given by their digest. */
  private static final int MAX_SHOWN_BYTES = 64;

  private final List<String> lines = new ArrayList<>();
  private int buckets;
  private int keys;

  private Dump() {}

  /** Returns all lines of a dump, with its head. */
  static List<String> of(Transaction transaction) {
    Dump dump = new Dump();
    dump.bucket(transaction.rootBucket(), "");
    List<String> all = new ArrayList<>();
    all.add("# boltdump 1");
    all.add("# page-size " + transaction.database().pageSize());
    all.add("# txid " + transaction.id());
    all.add("# buckets " + dump.buckets);
    all.add("# keys " + dump.keys);
    all.addAll(dump.lines);
    return all;
  }

  private void bucket(Bucket bucket, String path) {
    Cursor cursor = bucket.cursor();
    while (cursor.next()) {
      String key = HexFormat.of().formatHex(cursor.key());
      if (cursor.isBucket()) {
        Bucket child = bucket.bucket(cursor.key()).orElseThrow(Dump::misplaced);
        String childPath = path + "/" + key;
        lines.add("B " + childPath + " " + Long.toUnsignedString(child.sequence()));
        buckets++;
        bucket(child, childPath);
      } else {
        keys++;
        lines.add("K " + path + " " + key + " " + value(cursor.value()));
      }
    }
  }

  /** A cursor meets every entry; one that stands at the wrong place is not found by its name. */
  private static BoltException.CorruptDatabase misplaced() {
    return new BoltException.CorruptDatabase(
        BoltException.CorruptDatabase.NO_PAGE, "a bucket is not where its name belongs");
  }

  private static String value(byte[] value) {
    return value.length <= MAX_SHOWN_BYTES
        ? value.length + " hex:" + HexFormat.of().formatHex(value)
        : value.length + " sha256:" + sha256(value);
  }

  private static String sha256(byte[] value) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
