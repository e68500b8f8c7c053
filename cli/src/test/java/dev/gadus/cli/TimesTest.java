// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TimesTest {
  private static String named(ZoneId zone, String time) {
    return new Times(zone, Instant.EPOCH)
        .named(Instant.parse(time).getEpochSecond() * 1_000_000_000L);
  }

  @Test
  void aTimeHasTheNameThatItsZoneHadThen() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    assertThat(named(berlin, "2026-01-02T03:04:05Z")).isEqualTo("2026-01-02 04:04:05 CET");
    assertThat(named(berlin, "2026-07-02T03:04:05Z")).isEqualTo("2026-07-02 05:04:05 CEST");
    assertThat(named(ZoneId.of("UTC"), "2026-07-02T03:04:05Z"))
        .isEqualTo("2026-07-02 03:04:05 UTC");
    assertThat(named(ZoneOffset.UTC, "2026-07-02T03:04:05Z")).endsWith(" UTC");
    assertThat(named(ZoneOffset.ofHours(2), "2026-07-02T03:04:05Z")).endsWith(" +02:00");
  }

  @Test
  void lengthsHaveTheTwoUnitsThatMatter() {
    assertThat(
            Stream.of(0, 950, 9_999, 10_000, 59_999, 60_000, 3_599_000, 3_600_000, 86_400_000)
                .map(millis -> Times.length(Duration.ofMillis(millis))))
        .containsExactly(
            "0.0 s",
            "0.9 s",
            "9.9 s",
            "10 s",
            "59 s",
            "1 min 0 s",
            "59 min 59 s",
            "1 h 0 min",
            "1 d 0 h");
  }
}
