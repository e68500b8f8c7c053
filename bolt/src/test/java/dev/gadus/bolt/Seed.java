// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.util.Random;

/**
 * The seed of a random test. It is printed when the test starts; {@code -Dbolt.seed=N} runs the
 * same again.
 */
final class Seed {
  private Seed() {}

  /** Returns the seed that was asked for, or a new one, and says which. */
  static long next(String test) {
    Long asked = Long.getLong("bolt.seed");
    long seed = asked == null ? new Random().nextLong() : asked;
    System.out.println(test + ": -Dbolt.seed=" + seed);
    return seed;
  }
}
