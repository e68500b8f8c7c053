// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class KeysTest {
  @Test
  void paddedNumbersSortAsNumbers() {
    long[] numbers = {0, 1, 9, 10, 999, 1000, 1001, 1L << 62, Long.MAX_VALUE};
    for (int i = 1; i < numbers.length; i++) {
      assertThat(Keys.padded(numbers[i])).isGreaterThan(Keys.padded(numbers[i - 1]));
      assertThat(Keys.padded(numbers[i])).hasSize(Keys.DIGITS);
      assertThat(Keys.number(Keys.padded(numbers[i]))).isEqualTo(numbers[i]);
    }
    assertThatThrownBy(() -> Keys.padded(-1)).hasMessageContaining("number=-1");
  }

  @Test
  void nanosecondsStayWithinTheirRange() {
    assertThat(Keys.nanos(Instant.EPOCH)).isZero();
    assertThat(Keys.nanos(Instant.EPOCH.minusNanos(1))).isZero();
    assertThat(Keys.nanos(Instant.ofEpochSecond(1, 2))).isEqualTo(1_000_000_002L);
    assertThat(Keys.nanos(Instant.MAX)).isEqualTo(Long.MAX_VALUE);
    assertThat(Keys.nanos(Instant.ofEpochSecond(9_223_372_036L))).isEqualTo(Long.MAX_VALUE);
    assertThat(Keys.nanos(Instant.ofEpochSecond(9_223_372_035L, 999_999_999)))
        .isEqualTo(9_223_372_035_999_999_999L);
  }

  @Test
  void escapedTextHoldsNoSeparatorAndStaysDistinct() {
    assertThat(Keys.escape("plain text-1.2_x")).isEqualTo("plain text-1.2_x");
    assertThat(Keys.escape("a/b")).isEqualTo("a%2Fb");
    assertThat(Keys.escape("a%2Fb")).isEqualTo("a%252Fb");
    assertThat(Keys.escape("k=v\n")).isEqualTo("k%3Dv%0A");
    assertThat(Keys.escape("größe")).isEqualTo("größe");
  }
}
