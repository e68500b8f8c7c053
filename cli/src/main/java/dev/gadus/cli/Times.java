// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times as tables show them: UTC, since nodes and users are in different places. */
final class Times {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private Times() {}

  static Instant ofNanos(long unixNanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(unixNanos, 1_000_000_000L), Math.floorMod(unixNanos, 1_000_000_000L));
  }

  static String brief(Instant time) {
    return SECONDS.format(time);
  }

  static String brief(long unixNanos) {
    return brief(ofNanos(unixNanos));
  }

  static String full(long unixNanos) {
    return ofNanos(unixNanos).toString();
  }
}
