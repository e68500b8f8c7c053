// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

/**
 * How much the side-by-side benchmark does. All follows from the number of keys, so that a small
 * run has the shape of the full one.
 *
 * @param keys records of the loads
 * @param rounds how often each row is measured
 */
record Scale(long keys, int rounds) {
  static final long FULL_KEYS = 1_000_000;
  static final int USUAL_ROUNDS = 3;
  static final int MIN_KEYS = 1_000;

  /**
   * Smaller runs only show that all works: they are not warmed up, and do as little as they can.
   */
  private static final int MIN_WARM_KEYS = 10_000;

  private static final int WARM_UP_KEYS = 50_000;

  static final int VALUE_BYTES = 100;

  /** With the key and the headers just under a page of 4,096 bytes. */
  static final int LARGE_VALUE_BYTES = 3_900;

  static final int RANGE_LENGTH = 100;
  static final int THREADS = 64;
  static final int READERS = 2;

  /** So few that every engine can make them, whatever the readers take of the processors. */
  static final int PACED_COMMITS_PER_SECOND = 1_000;

  /** At full scale 1 GiB of values of which 200,000 pages are freed. */
  private static final long FULL_LARGE_KEYS = 262_144;

  private static final long FULL_FREED_KEYS = 200_000;

  private long share(long full) {
    return Math.max(1, full * keys / FULL_KEYS);
  }

  /** The same, but no less than what it takes until a JVM has compiled what runs. */
  private long share(long full, long least) {
    return isWarmedUp() ? Math.max(least, share(full)) : share(full);
  }

  int perTransaction() {
    return Math.clamp(keys / 10, 1, 10_000);
  }

  long hotKeys() {
    return Math.min(keys, 10_000);
  }

  long ranges() {
    return keys / RANGE_LENGTH;
  }

  int fastTransactions() {
    return (int) share(10_000, 5_000);
  }

  /** Commits that wait for the disk, one after another. */
  int durableTransactions() {
    return (int) Math.max(10, share(1_000));
  }

  int togetherPerThread() {
    return (int) Math.max(5, share(200, 50));
  }

  int mixedMillis() {
    return (int) Math.max(50, share(1_500, 1_000));
  }

  long largeKeys() {
    return share(FULL_LARGE_KEYS);
  }

  long freedKeys() {
    return share(FULL_FREED_KEYS);
  }

  /** Enough for a sweep through the file by policy, and for its cut. */
  int manyCommits() {
    return (int) Math.max(50, share(3_000));
  }

  int largePerTransaction() {
    return Math.clamp(largeKeys() / 10, 1, 2_000);
  }

  /** Whether it is worth to run something first that is not counted. */
  boolean isWarmedUp() {
    return keys >= MIN_WARM_KEYS;
  }

  /** What is run once, uncounted, so that the JVMs have compiled what runs. */
  Scale warmUp() {
    return new Scale(Math.min(keys, WARM_UP_KEYS), 1);
  }

  /** What the calls to the disk are counted in. */
  Scale forCounting() {
    return new Scale(Math.max(MIN_KEYS, keys / 50), 1);
  }
}
