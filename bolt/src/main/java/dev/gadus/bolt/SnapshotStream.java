// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Writes one state as a database file of its own. */
final class SnapshotStream {
  private static final int BUFFER_BYTES = 64 << 10;

  private SnapshotStream() {}

  static void write(Snapshot snapshot, OutputStream out) throws IOException {
    Meta state = snapshot.meta();
    int pageSize = state.pageSize();
    // Both meta pages name this state. No freelist is named, so its pages are free in the copy.
    Meta newer = withoutFreelist(state, state.transactionId());
    Meta older = withoutFreelist(state, state.transactionId() - 1);
    byte[] metas = new byte[2 * pageSize];
    MemorySegment target = MemorySegment.ofArray(metas);
    newer.write(target, newer.metaPage() * pageSize);
    older.write(target, older.metaPage() * pageSize);
    out.write(metas);
    MemorySegment file = snapshot.mapping().segment();
    byte[] buffer = new byte[BUFFER_BYTES];
    long end = state.highWaterMark() * pageSize;
    for (long at = Layout.FIRST_DATA_PAGE * pageSize; at < end; at += buffer.length) {
      int length = (int) Math.min(buffer.length, end - at);
      MemorySegment.copy(file, ValueLayout.JAVA_BYTE, at, buffer, 0, length);
      out.write(buffer, 0, length);
    }
  }

  private static Meta withoutFreelist(Meta meta, long transactionId) {
    return new Meta(
        meta.pageSize(),
        meta.flags(),
        meta.root(),
        meta.sequence(),
        Layout.NO_FREELIST,
        meta.highWaterMark(),
        transactionId);
  }
}
