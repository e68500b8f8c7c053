// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StoreIdsTest {
  @Test
  void idsAreCheckedAtTheirLimit() {
    String longest = "x".repeat(StoreIds.MAX_LENGTH);
    assertThat(StoreIds.require("jobId", longest)).isEqualTo(longest);
    assertThat(StoreIds.isUsable(longest)).isTrue();
    for (String bad : new String[] {"", longest + "x", "a/b", "a b", "ä"}) {
      assertThat(StoreIds.isUsable(bad)).isFalse();
      assertThatThrownBy(() -> StoreIds.require("jobId", bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("jobId=" + bad);
    }
  }
}
