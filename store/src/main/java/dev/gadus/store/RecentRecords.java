// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * The records that were read or written last, with their JSON, so that the steps of an execution
 * need not read the same text again and again. A record is used only when the text in the store is
 * the same to the byte: what another transaction changed, or undid, is never seen here.
 *
 * <p>Safe for use by several threads.
 */
final class RecentRecords {
  /** Some thousand records of the usual size; with their objects about three times as much. */
  static final int MAX_BYTES = 4 << 20;

  /** A larger record would push out many others. */
  static final int MAX_RECORD_BYTES = 64 << 10;

  private final LinkedHashMap<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private int bytes;

  private static final class Entry {
    final byte[] json;
    final Object record;

    Entry(byte[] json, Object record) {
      this.json = json;
      this.record = record;
    }
  }

  /** The record of this JSON, when it is known. */
  <T> Optional<T> find(String key, byte[] json, Class<T> type) {
    Entry entry;
    synchronized (this) {
      entry = entries.get(key);
    }
    return entry != null && type.isInstance(entry.record) && Arrays.equals(entry.json, json)
        ? Optional.of(type.cast(entry.record))
        : Optional.empty();
  }

  /** Notes a record, in the place of what was there under the same key. */
  synchronized void note(String key, byte[] json, Object record) {
    Entry before = entries.remove(key);
    bytes -= before == null ? 0 : before.json.length;
    if (json.length > MAX_RECORD_BYTES) {
      return;
    }
    entries.put(key, new Entry(json, record));
    bytes += json.length;
    while (bytes > MAX_BYTES) {
      bytes -= entries.pollFirstEntry().getValue().json.length;
    }
  }

  /** Bytes of the JSON that is held. */
  synchronized int size() {
    return bytes;
  }
}
