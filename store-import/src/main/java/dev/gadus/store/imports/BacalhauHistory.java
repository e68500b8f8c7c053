// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store.imports;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gadus.bolt.Bucket;
import dev.gadus.bolt.Cursor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The history of a job in the order of time, from all the buckets in which its releases kept it:
 * two of them up to v1.4, one since. A file that was in use before and after has all three.
 */
final class BacalhauHistory {
  /** Up to v1.4, beside another of the job's executions. */
  static final String OF_JOB = "job_history";

  static final List<String> BUCKETS = List.of(OF_JOB, "execution_history", "history");

  /** A row as it is in the file. */
  record Row(String key, ObjectNode tree, Instant time, long size) {}

  private final List<Source> sources = new ArrayList<>();

  /**
   * @param unreadable takes the keys of rows that cannot be read, and why
   */
  BacalhauHistory(Bucket job, BiConsumer<String, String> unreadable) {
    for (String name : BUCKETS) {
      BacalhauFile.child(job, name)
          .ifPresent(bucket -> sources.add(new Source(bucket, unreadable)));
    }
  }

  /** The next row; empty at the end. */
  Optional<Row> next() {
    Optional<Source> earliest = Optional.empty();
    for (Source source : sources) {
      if (source.head.isPresent()
          && (earliest.isEmpty() || source.time().isBefore(earliest.get().time()))) {
        earliest = Optional.of(source);
      }
    }
    return earliest.map(Source::take);
  }

  /** A key as a person can read it: text, or else hex digits. */
  static String readable(byte[] key) {
    for (byte b : key) {
      if (b < ' ' || b > '~') {
        return "0x" + HexFormat.of().formatHex(key);
      }
    }
    return BacalhauFile.text(key);
  }

  /** A bucket of rows. */
  private static final class Source {
    private final Cursor cursor;
    private final BiConsumer<String, String> unreadable;
    private Optional<Row> head;

    Source(Bucket bucket, BiConsumer<String, String> unreadable) {
      this.cursor = bucket.cursor();
      this.unreadable = unreadable;
      this.head = advance();
    }

    Instant time() {
      return head.orElseThrow().time();
    }

    Row take() {
      Row taken = head.orElseThrow();
      head = advance();
      return taken;
    }

    private Optional<Row> advance() {
      while (cursor.next()) {
        if (cursor.isBucket()) {
          continue;
        }
        String key = readable(cursor.key());
        try {
          byte[] value = cursor.value();
          ObjectNode tree = BacalhauRecords.object(value);
          Instant time = BacalhauRecords.time(BacalhauRecords.member(tree, "Time"));
          return Optional.of(new Row(key, tree, time, value.length));
        } catch (ImportException.UnreadableRecord e) {
          unreadable.accept(key, e.text());
        }
      }
      return Optional.empty();
    }
  }
}
