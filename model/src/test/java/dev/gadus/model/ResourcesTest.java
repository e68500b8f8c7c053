// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourcesTest {
  @ParameterizedTest
  @CsvSource({"0.5, 0.5", "500m, 0.5", "2, 2", ".25, 0.25", "1500m, 1.5"})
  void readsCores(String text, double cores) {
    assertThat(Resources.parseCpu(text)).isEqualTo(cores);
  }

  @ParameterizedTest
  @CsvSource({
    "512Mb, 512000000",
    "512 MB, 512000000",
    "1Gi, 1073741824",
    "1gib, 1073741824",
    "10 GB, 10000000000",
    "1000, 1000",
    "1.5k, 1500",
    "7b, 7",
    "9223372036854775807, 9223372036854775807"
  })
  void readsSizes(String text, long bytes) {
    assertThat(Resources.parseSize("Memory", text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-1", "1 2 x", "1e9", "9223372036854775808", "Gb", "1i"})
  void refusesWhatIsNoSize(String text) {
    assertThatThrownBy(() -> Resources.parseSize("Disk", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Disk '" + text + "'");
  }

  @Test
  void tenTenthsOfACoreFitIntoOne() {
    Resources sum = Resources.NONE;
    for (int i = 0; i < 10; i++) {
      sum = sum.plus(new Resources(0.1, 0, 0, 0));
    }

    assertThat(sum.fitsIn(new Resources(1, 0, 0, 0))).isTrue();
    assertThat(sum.plus(new Resources(0.1, 0, 0, 0)).fitsIn(new Resources(1, 0, 0, 0))).isFalse();
  }

  @Test
  void fitsOnlyWhenEveryKindFits() {
    Resources capacity = new Resources(1, 100, 100, 1);

    assertThat(capacity.fitsIn(capacity)).isTrue();
    assertThat(new Resources(1, 101, 0, 0).fitsIn(capacity)).isFalse();
    assertThat(new Resources(1, 0, 101, 0).fitsIn(capacity)).isFalse();
    assertThat(new Resources(1, 0, 0, 2).fitsIn(capacity)).isFalse();
  }

  @Test
  void numbersForPeopleHaveNoDigitsThatSayNothing() {
    assertThat(List.of(0.0, 0.1, 0.1 + 0.2, 1.6, 2.0, 0.0004, 16.125).stream())
        .extracting(Resources::coresText)
        .containsExactly("0", "0.1", "0.3", "1.6", "2", "0", "16.125");
    assertThat(List.of(0L, 999L, 1000L, 32_000_000L, 999_949_999L, 999_950_000L).stream())
        .extracting(Resources::bytesText)
        .containsExactly("0 B", "999 B", "1 kB", "32 MB", "999.9 MB", "1 GB");
    assertThat(Resources.bytesText(100_000_000_000L)).isEqualTo("100 GB");
    assertThat(Resources.bytesText(Long.MAX_VALUE)).isEqualTo("9.2 EB");
  }
}
