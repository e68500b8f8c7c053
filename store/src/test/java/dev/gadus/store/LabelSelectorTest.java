// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelSelectorTest {
  private static final Map<String, String> LABELS =
      Map.of("env", "prod", "tier", "3", "empty", "", "a/b.c_d", "x-1");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "\"\"                         | true",
        "\"  \"                       | true",
        "env                          | true",
        "gone                         | false",
        "!env                         | false",
        "! gone                       | true",
        "env=prod                     | true",
        "env = prod                   | true",
        "env==prod                    | true",
        "env=test                     | false",
        "env!=prod                    | false",
        "env!=test                    | true",
        "gone!=test                   | true",
        "env in (test,prod)           | true",
        "env in ( test , prod )       | true",
        "env in(test)                 | false",
        "gone in (test)               | false",
        "env notin (test)             | true",
        "env notin (test, prod)       | false",
        "gone notin (test)            | true",
        "tier>2                       | true",
        "tier > 3                     | false",
        "tier<4                       | true",
        "tier<-1                      | false",
        "env>1                        | false",
        "empty=                       | true",
        "empty in (,x)                | true",
        "empty=,env=prod              | true",
        "a/b.c_d=x-1                  | true",
        "env=prod,tier>1,!gone        | true",
        "env=prod, tier>9             | false",
        "in                           | false",
        "in in (in)                   | false",
      })
  void selectsByTheGrammarOfKubernetes(String text, boolean selected) {
    assertThat(LabelSelector.parse(text).matches(LABELS)).isEqualTo(selected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "=v          | character 1: expected a label key but found '=v'",
        "env=a,      | character 7: expected a label key but it ends there",
        "env like x  | character 5: expected one of = == != > < in notin",
        "env in a    | character 8: expected ( and the values but found 'a'",
        "env in (a   | character 10: expected a comma or ) but it ends there",
        "env in (a b)| character 11: expected a comma or )",
        "tier > two  | character 8: expected a whole number but found 'two'",
        "env=a b     | character 7: expected a comma or the end but found 'b'",
        "!           | character 2: expected a label key but it ends there",
      })
  void saysWhereTheTextIsWrong(String text, String message) {
    assertThatThrownBy(() -> LabelSelector.parse(text))
        .isInstanceOf(StoreException.InvalidQuery.class)
        .hasMessageContaining(message);
  }

  @Test
  void bothSelectorsMustHold() {
    LabelSelector both = LabelSelector.parse("env=prod").and(LabelSelector.parse("tier"));
    assertThat(both.matches(LABELS)).isTrue();
    assertThat(both.matches(Map.of("env", "prod"))).isFalse();
  }
}
