// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import dev.gadus.bolt.cli.BrowserSource.Entry;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A search through the keys of a bucket, in pieces, so that a person can stop it. */
final class KeySearch {
  /** Read between two looks at the keyboard: some milliseconds. */
  private static final int PIECE_KEYS = 10_000;

  private final BrowserSource source;
  private final List<byte[]> bucket;
  private final String text;
  private long count;
  private boolean interrupted;

  /**
   * Makes a search.
   *
   * @param text a part of a key as it is shown
   */
  KeySearch(BrowserSource source, List<byte[]> bucket, String text) {
    this.source = source;
    this.bucket = bucket;
    this.text = text;
  }

  /** Returns how many keys were looked at. */
  long count() {
    return count;
  }

  boolean wasInterrupted() {
    return interrupted;
  }

  /** Returns the first key behind {@code from} that contains the text. */
  Optional<byte[]> next(Optional<byte[]> from, BooleanSupplier stop) {
    Optional<byte[]> at = from;
    while (true) {
      List<Entry> piece = source.entries(bucket, at, false, false, PIECE_KEYS);
      for (Entry entry : piece) {
        if (Format.readable(entry.key()).contains(text)) {
          return Optional.of(entry.key());
        }
      }
      count += piece.size();
      if (piece.size() < PIECE_KEYS) {
        return Optional.empty();
      }
      if (stop.getAsBoolean()) {
        interrupted = true;
        return Optional.empty();
      }
      at = Optional.of(piece.getLast().key());
    }
  }
}
