// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import dev.gadus.bolt.BoltException;
import dev.gadus.bolt.Bucket;
import dev.gadus.bolt.Cursor;
import dev.gadus.bolt.Database;
import dev.gadus.bolt.Options;
import dev.gadus.bolt.Transaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Opening the file that a command was given. */
final class DatabaseFile {
  /** A person who waits this long wonders why; nobody notices less. */
  private static final Duration UNNOTICED_WAIT = Duration.ofSeconds(1);

  /** So many entries are looked at for the names of buckets; more would be no help. */
  private static final int NEAR_ENTRIES = 30;

  private DatabaseFile() {}

  /** Opens an existing file for reading; waits for its lock as long as it takes. */
  static Database openForReading(Path file, Output output) {
    attributes(file);
    return open(file, Options.defaults().readOnly(true), output);
  }

  /**
   * Opens a file, waiting for its lock as long as it takes; a person is told what the wait is for.
   */
  static Database open(Path file, Options options, Output output) {
    if (output.hasPerson()) {
      try {
        return Database.open(file, options.lockTimeout(UNNOTICED_WAIT));
      } catch (BoltException.LockTimeout e) {
        output.remark("Waiting for " + file + ", which another process has open. Ctrl-C gives up.");
      }
    }
    return Database.open(file, options.lockTimeout(Duration.ZERO));
  }

  /**
   * Returns the attributes of an existing file. What is none is refused: opening a pipe would wait
   * for somebody to write into it.
   */
  static BasicFileAttributes attributes(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        throw new Failure(
            "invalid database: "
                + GoText.quote(file.toString())
                + (attributes.isDirectory() ? " is a folder" : " is a pipe or a device")
                + "; name a file");
      }
      return attributes;
    } catch (NoSuchFileException e) {
      throw new Failure(
          "source database file " + GoText.quote(file.toString()) + " doesn't exist", e);
    } catch (IOException e) {
      throw new Failure(
          "failed to open source database file "
              + GoText.quote(file.toString())
              + ": "
              + Failure.reason(e),
          e);
    }
  }

  /** Finds the bucket that a path of names leads to. */
  static Bucket bucket(Transaction transaction, List<String> names) {
    Bucket bucket = transaction.rootBucket();
    for (String name : names) {
      Bucket from = bucket;
      bucket =
          from.bucket(name.getBytes(StandardCharsets.UTF_8))
              .orElseThrow(() -> notFound(name, from));
    }
    return bucket;
  }

  /** Says which buckets there are instead, as far as they are near. */
  private static Failure notFound(String name, Bucket bucket) {
    List<String> there = new ArrayList<>();
    Cursor cursor = bucket.cursor();
    boolean more = cursor.first();
    for (int i = 0; more && i < NEAR_ENTRIES; i++) {
      if (cursor.isBucket()) {
        there.add(Format.readable(cursor.key()));
      }
      more = cursor.next();
    }
    String others =
        there.isEmpty() ? "none" : String.join(", ", there) + (more ? " and perhaps more" : "");
    return new Failure(
        "bucket not found: " + GoText.quote(name) + "; buckets at this place: " + others);
  }
}
