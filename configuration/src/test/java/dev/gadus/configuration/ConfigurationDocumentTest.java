// SPDX-License-Identifier: Apache-2.0
package dev.gadus.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of keys in the documentation is the table in the program. */
class ConfigurationDocumentTest {
  @Test
  void everyKeyIsInTheDocumentWithItsDefaultAndMeaning() throws Exception {
    List<String> rows =
        Files.readAllLines(Path.of("../docs/configuration.md")).stream()
            .dropWhile(line -> !line.equals("## The keys"))
            .filter(line -> line.startsWith("| `"))
            .toList();
    List<String> expected =
        Arrays.stream(Setting.values())
            .map(setting ->
                "| `%s` | %s | %s |"
                    .formatted(
                        setting.key(),
                        setting.defaultText().isEmpty() ? "" : "`" + setting.defaultText() + "`",
                        setting.description()))
            .toList();
    assertThat(rows).containsExactlyElementsOf(expected);
  }
}
