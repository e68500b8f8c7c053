// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The open read transactions: each holds one slot with the snapshot that it reads. Beginning and
 * ending one takes no lock; the writer looks through the slots. The table grows by further tables
 * of the same length and never shrinks, so its size is that of the most readers ever open at once.
 */
final class Readers {
  /** Slots per table: more than the readers of most programs, few enough to look through. */
  private static final int SLOTS = 64;

  private final AtomicReferenceArray<@Nullable Snapshot> slots = new AtomicReferenceArray<>(SLOTS);
  private volatile @Nullable Readers next;

  /** A reader's place in the table. */
  record Slot(Readers table, int index) {
    void set(Snapshot snapshot) {
      table.slots.set(index, snapshot);
    }

    void release() {
      table.slots.set(index, null);
    }
  }

  /** Claims a slot. The caller must then make sure that its snapshot is still the current one. */
  Slot claim(Snapshot snapshot) {
    Readers table = this;
    int start = (int) (Thread.currentThread().threadId() % SLOTS);
    while (true) {
      for (int i = 0; i < SLOTS; i++) {
        int index = (start + i) % SLOTS;
        if (table.slots.get(index) == null && table.slots.compareAndSet(index, null, snapshot)) {
          return new Slot(table, index);
        }
      }
      table = table.nextTable();
    }
  }

  private Readers nextTable() {
    Readers following = next;
    if (following != null) {
      return following;
    }
    synchronized (this) {
      if (next == null) {
        next = new Readers();
      }
      return next;
    }
  }

  /** Returns the snapshots that are being read, in no order; the same one may occur many times. */
  List<Snapshot> open() {
    List<Snapshot> open = new ArrayList<>();
    for (Readers table = this; table != null; table = table.next) {
      for (int i = 0; i < SLOTS; i++) {
        Snapshot snapshot = table.slots.get(i);
        if (snapshot != null) {
          open.add(snapshot);
        }
      }
    }
    return open;
  }
}
