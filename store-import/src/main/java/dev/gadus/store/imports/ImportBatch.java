// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store.imports;

import dev.gadus.store.StoreFunction;
import dev.gadus.store.imports.ImportNote.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes imported records in transactions of many records each. What is on disk after any of them
 * is whole, so that an import may be ended at any time and made again.
 *
 * @param <W> the view that changes are made by
 */
final class ImportBatch<W> {
  /** Long enough to share the wait for the disk, short enough to keep in memory. */
  static final int MAX_RECORDS = 2000;

  /** Bytes of the records as they were in the file. */
  static final long MAX_BYTES = 8L << 20;

  private final ImportReport.Tally tally;
  private final Consumer<StoreFunction<W, Boolean, RuntimeException>> write;
  private final Runnable written;
  private final List<Consumer<W>> changes = new ArrayList<>();
  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
  private long bytes;

  /**
   * @param write runs a transaction, or does not where nothing is to be changed
   * @param written called when what was added is on disk
   */
  ImportBatch(
      ImportReport.Tally tally,
      Consumer<StoreFunction<W, Boolean, RuntimeException>> write,
      Runnable written) {
    this.tally = tally;
    this.write = write;
    this.written = written;
  }

  /** Adds a change, and writes all that were added when that is due. */
  void add(Kind kind, long size, Consumer<W> change) {
    changes.add(change);
    count(kind, 1);
    bytes += size;
    if (changes.size() >= MAX_RECORDS || bytes >= MAX_BYTES) {
      flush();
    }
  }

  /** Counts records that the next change brings with it. */
  void count(Kind kind, long records) {
    counts.merge(kind, records, Long::sum);
  }

  void flush() {
    if (changes.isEmpty()) {
      return;
    }
    List<Consumer<W>> due = List.copyOf(changes);
    write.accept(writer -> {
      due.forEach(change -> change.accept(writer));
      return true;
    });
    tally.brought(counts);
    changes.clear();
    counts.clear();
    bytes = 0;
    written.run();
  }
}
