// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import java.util.Arrays;
import java.util.Locale;

/** A line of the side-by-side table. Less is better in each. */
enum Row {
  LOAD_RANDOM("random load", Unit.MICROS),
  LOAD_RANDOM_FAST("random load, without sync", Unit.MICROS),
  LOAD_SEQUENTIAL("sequential load", Unit.MICROS),
  LOAD_SEQUENTIAL_FAST("sequential load, without sync", Unit.MICROS),
  GET("random read", Unit.NANOS),
  GET_COPY("random read of a copy", Unit.NANOS),
  GET_HOT("random read, 10,000 keys", Unit.NANOS),
  GET_ALONE("random read, a transaction for each", Unit.NANOS),
  SCAN("full scan, per entry", Unit.NANOS),
  RANGES("ranges of 100 keys, per entry", Unit.NANOS),
  ONE_KEY_FAST("one-key transaction, without sync", Unit.MICROS),
  ONE_KEY_DURABLE("one-key transaction, durable, 1 thread", Unit.MICROS),
  TOGETHER("one-key transaction, durable, 64 threads", Unit.MICROS),
  MIXED_WRITER("1 writer beside 2 readers: a commit", Unit.MICROS),
  MIXED_READERS("1 writer beside 2 readers: a read", Unit.NANOS),
  PACED_READERS("1,000 commits a second beside 2 readers: a read", Unit.NANOS),
  DELETE_HALF("delete half, without sync", Unit.MICROS),
  SIZE_RANDOM("file size after the random load", Unit.MEBIBYTES),
  SIZE_SEQUENTIAL("file size after the sequential load", Unit.MEBIBYTES),
  SIZE_DELETED("file size after half was deleted", Unit.MEBIBYTES),
  OPEN_LARGE("open a large file", Unit.MILLIS),
  FREED_COMMIT("commit after many pages were freed", Unit.MICROS),
  OPEN_FREED("open after many pages were freed, closed cleanly", Unit.MILLIS),
  OPEN_CRASHED("open after many pages were freed, as a crash leaves it", Unit.MILLIS),
  LONGEST_COMMIT("longest of many commits with many free pages", Unit.MILLIS),
  POLICY_PAUSE("longest commit while the file shrinks by policy", Unit.MILLIS),
  POLICY_SIZE("file size after it shrank by policy", Unit.MEBIBYTES),
  SHRINK_PAUSE("longest commit while the file is made to shrink", Unit.MILLIS),
  SHRINK_TIME("time to make the file shrink", Unit.MILLIS),
  SIZE_SHRUNK("file size after it was made to shrink", Unit.MEBIBYTES);

  /** What a value is shown in; values are nanoseconds or bytes. */
  enum Unit {
    NANOS("ns", 1),
    MICROS("µs", 1e3),
    MILLIS("ms", 1e6),
    MEBIBYTES("MiB", 1 << 20);

    private final String symbol;
    private final double size;

    Unit(String symbol, double size) {
      this.symbol = symbol;
      this.size = size;
    }

    String show(double value) {
      return threeDigits(value / size) + " " + symbol;
    }
  }

  private final String text;
  private final Unit unit;

  Row(String text, Unit unit) {
    this.text = text;
    this.unit = unit;
  }

  String text() {
    return text;
  }

  String show(double value) {
    return unit.show(value);
  }

  /** Whether the value is the longest of many, which tells of one moment alone. */
  boolean isOneMoment() {
    return this == LONGEST_COMMIT || this == POLICY_PAUSE || this == SHRINK_PAUSE;
  }

  /** What was read of this row in each round, in its unit. Lengths of files have no noise. */
  Measurement measurement(String name, double[] rounds) {
    double[] shown = Arrays.stream(rounds).map(one -> one / unit.size).toArray();
    return unit == Unit.MEBIBYTES && shown.length == 1
        ? Measurement.exact(name, unit.symbol, shown[0])
        : Measurement.ofRounds(name, unit.symbol, Measurement.Better.LOWER, shown);
  }

  /** Three digits that count, or all before the point. */
  static String threeDigits(double value) {
    String format = value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%,.0f";
    return String.format(Locale.ROOT, format, value);
  }
}
