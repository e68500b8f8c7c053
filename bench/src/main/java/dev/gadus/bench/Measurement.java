// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Objects;

/**
 * One figure of a benchmark, and how far it can be trusted.
 *
 * @param name the benchmark, a colon, and what of it; the same from run to run
 * @param unit what the value counts
 * @param better which way is an improvement
 * @param value the median of what was read, more than zero
 * @param noise how far readings of one run lay from the value, as a share of it
 */
record Measurement(String name, String unit, Better better, double value, double noise) {
  /** What is assumed of a figure that was read once, which says nothing of its noise. */
  static final double NOISE_OF_ONE_READING = 0.25;

  /** Groups of which the medians are compared, where a run has many readings. */
  private static final int GROUPS = 5;

  private static final double PRECISION = 10_000;

  /** More digits than any figure has that mean something. */
  private static final MathContext DIGITS = new MathContext(6);

  /** Which way is an improvement. */
  enum Better {
    @JsonProperty("lower")
    LOWER,
    @JsonProperty("higher")
    HIGHER
  }

  Measurement {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(unit, "unit");
    Objects.requireNonNull(better, "better");
    if (!(value > 0) || !(noise >= 0) || Double.isInfinite(value) || Double.isInfinite(noise)) {
      throw new IllegalArgumentException(
          "a figure must be more than 0, and its noise 0 or more: name=%s value=%s noise=%s"
              .formatted(name, value, noise));
    }
    value = new BigDecimal(value).round(DIGITS).doubleValue();
  }

  /** A figure that is the same however often it is read, such as the length of a file. */
  static Measurement exact(String name, String unit, double value) {
    return new Measurement(name, unit, Better.LOWER, value, 0);
  }

  /** A figure that was read once in each round; in one round its noise is assumed. */
  static Measurement ofRounds(String name, String unit, Better better, double... rounds) {
    double value = median(rounds);
    double noise = rounds.length == 1 ? NOISE_OF_ONE_READING : halfRange(rounds) / value;
    return new Measurement(name, unit, better, value, rounded(noise));
  }

  /**
   * The median of many durations in the order in which they were measured. Their spread says how
   * single ones differ, and not how the median does: that is seen from the medians of some groups,
   * one after the other.
   */
  static Measurement ofDurations(String name, long[] nanos) {
    int groups = Math.min(GROUPS, nanos.length);
    double[] medians = new double[groups];
    for (int group = 0; group < groups; group++) {
      int from = nanos.length * group / groups;
      int to = nanos.length * (group + 1) / groups;
      medians[group] = medianMillis(Arrays.copyOfRange(nanos, from, to));
    }
    double value = medianMillis(nanos);
    double noise = groups == 1 ? NOISE_OF_ONE_READING : halfRange(medians) / value;
    return new Measurement(name, "ms", Better.LOWER, value, rounded(noise));
  }

  private static double medianMillis(long[] nanos) {
    return Sample.of(nanos).millisAt(0.5);
  }

  private static double median(double[] numbers) {
    double[] sorted = numbers.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static double halfRange(double[] numbers) {
    double least = Arrays.stream(numbers).min().orElseThrow();
    double most = Arrays.stream(numbers).max().orElseThrow();
    return (most - least) / 2;
  }

  private static double rounded(double share) {
    return Math.round(share * PRECISION) / PRECISION;
  }

  /** The name of the benchmark that the figure is of. */
  String benchmark() {
    return name.substring(0, Math.max(0, name.indexOf(':')));
  }
}
