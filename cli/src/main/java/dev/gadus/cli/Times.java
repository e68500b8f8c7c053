// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.Locale;

/**
 * Times for people, in their zone. What is for programs is in UTC.
 *
 * @param now for what has lasted until now
 */
record Times(ZoneId zone, Instant now) {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final DateTimeFormatter NAMED =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss zzz", Locale.ENGLISH);

  static final Times UTC = new Times(ZoneId.of("UTC"), Instant.EPOCH);

  static Instant ofNanos(long unixNanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(unixNanos, 1_000_000_000L), Math.floorMod(unixNanos, 1_000_000_000L));
  }

  /** Without the zone, for tables that have it in their header. */
  String brief(Instant time) {
    return SECONDS.withZone(zone).format(time);
  }

  /** With the zone as it was named at that time. */
  String named(long unixNanos) {
    return zone instanceof ZoneOffset
        ? brief(ofNanos(unixNanos)) + " " + zoneName()
        : NAMED.withZone(zone).format(ofNanos(unixNanos));
  }

  /** The name of the zone, whatever the time of the year: {@code UTC}, {@code CET}. */
  String zoneName() {
    return zone.equals(ZoneOffset.UTC)
        ? "UTC"
        : zone.getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
  }

  /** How long it is from one time to another: {@code 0.3 s}, {@code 42 s}, {@code 2 h 5 min}. */
  static String length(Duration length) {
    long seconds = length.toSeconds();
    if (seconds < 10) {
      return "%d.%d s".formatted(seconds, length.toMillisPart() / 100);
    }
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return "%d min %d s".formatted(seconds / 60, seconds % 60);
    }
    return seconds < 86_400
        ? "%d h %d min".formatted(seconds / 3600, seconds / 60 % 60)
        : "%d d %d h".formatted(seconds / 86_400, seconds / 3600 % 24);
  }
}
