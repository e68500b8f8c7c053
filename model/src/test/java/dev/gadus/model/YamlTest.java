// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class YamlTest {
  @Test
  void whatIsWrittenIsReadBack() throws Exception {
    JsonNode tree =
        Json.mapper()
            .readTree(
                """
                {"text":"a: b","number":"12","yes":"true","empty":"","list":[1,2.5,null],"deep":{"k":"v"}}\
                """);
    assertThat(Yaml.read(Yaml.write(tree))).isEqualTo(tree);
  }

  @Test
  void anEmptyTextIsAnEmptyMap() {
    assertThat(Yaml.read("")).isEmpty();
    assertThat(Yaml.read("# nothing\n")).isEmpty();
  }

  @Test
  void aMistakeIsNamedWithItsPlace() {
    assertThatThrownBy(() -> Yaml.read("a: 1\nb: [1\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("line \\d+, column \\d+: .*");
    assertThatThrownBy(() -> Yaml.read("a: 1\na: 2\n")).hasMessageContaining("'a'");
  }
}
