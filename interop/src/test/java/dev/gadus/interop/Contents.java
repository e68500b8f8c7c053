// SPDX-License-Identifier: Apache-2.0
package dev.gadus.interop;

import dev.gadus.bolt.Bucket;
import dev.gadus.bolt.Cursor;
import dev.gadus.bolt.Transaction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Everything that our engine finds in a file, as the lines that the Go program {@code dump} prints.
 */
final class Contents {
  private static final int SHOWN_VALUE_BYTES = 64;

  private final List<String> lines = new ArrayList<>();

  private Contents() {}

  static List<String> lines(Transaction transaction) {
    Contents contents = new Contents();
    contents.walk("", transaction.rootBucket());
    return contents.lines;
  }

  /** Returns the digest of the lines, for comparing without carrying them around. */
  static String digest(Transaction transaction) {
    MessageDigest digest = sha256();
    for (String line : lines(transaction)) {
      digest.update(line.getBytes(StandardCharsets.US_ASCII));
      digest.update((byte) '\n');
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private void walk(String path, Bucket bucket) {
    HexFormat hex = HexFormat.of();
    Cursor cursor = bucket.cursor();
    for (boolean there = cursor.first(); there; there = cursor.next()) {
      byte[] key = cursor.key();
      if (cursor.isBucket()) {
        Bucket child = bucket.bucket(key).orElseThrow();
        String childPath = path + "/" + hex.formatHex(key);
        lines.add("B " + childPath + " " + Long.toUnsignedString(child.sequence()));
        walk(childPath, child);
      } else {
        byte[] value = cursor.value();
        String shown =
            value.length > SHOWN_VALUE_BYTES
                ? "sha256:" + hex.formatHex(sha256().digest(value))
                : "hex:" + hex.formatHex(value);
        lines.add(
            "K "
                + (path.isEmpty() ? "/" : path)
                + " "
                + hex.formatHex(key)
                + " "
                + value.length
                + " "
                + shown);
      }
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
