// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearWordsTest {
  private static final List<String> WORDS = List.of("requester", "compute", "import", "API.Port");

  @Test
  void aWordThatIsAFewLettersAwayIsFoundInAnyCase() {
    assertThat(NearWords.of("requestr", WORDS)).containsExactly("requester");
    assertThat(NearWords.of("COMPTUE", WORDS)).containsExactly("compute");
    assertThat(NearWords.of("imp", WORDS)).isEmpty();
    assertThat(NearWords.of("orchestrator", WORDS)).isEmpty();
  }

  @Test
  void theSameLastPartIsNear() {
    assertThat(NearWords.of("Host.Port", WORDS)).containsExactly("API.Port");
  }

  @Test
  void theNearestComesFirstAndThreeAreEnough() {
    assertThat(NearWords.of("abcd", List.of("abxy", "abcx", "abcd", "xbcd", "abdc")))
        .containsExactly("abcd", "abcx", "xbcd");
  }

  @Test
  void aSuggestionEndsAMessage() {
    assertThat(NearWords.suggestion("requestr", WORDS)).isEqualTo("; did you mean requester?");
    assertThat(NearWords.suggestion("imp", WORDS)).isEmpty();
  }
}
