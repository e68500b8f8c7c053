// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import java.util.Arrays;
import java.util.Locale;

/** Durations that were measured, in nanoseconds, shortest first. */
final class Sample {
  private static final double NANOS_PER_MILLI = 1e6;

  private final long[] sortedNanos;

  private Sample(long[] sortedNanos) {
    this.sortedNanos = sortedNanos;
  }

  static Sample of(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return new Sample(sorted);
  }

  /**
   * The duration that the given share of all did not exceed, from 0 for the shortest to 1 for the
   * longest.
   */
  double millisAt(double share) {
    return sortedNanos[(int) Math.round(share * (sortedNanos.length - 1))] / NANOS_PER_MILLI;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "median %.1f ms (shortest %.1f, 95 %% within %.1f, %d runs)",
        millisAt(0.5),
        millisAt(0),
        millisAt(0.95),
        sortedNanos.length);
  }
}
