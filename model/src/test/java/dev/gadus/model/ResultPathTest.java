// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultPathTest {
  private static String problem(String name) {
    return new ResultPath(name, "/out").nameProblem().orElse("none");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ".", "..", "a/b", "/a", "../a", "a\\b", "a\0"})
  void aNameThatCannotBeAFolderIsRefused(String name) {
    assertThat(problem(name)).isNotEqualTo("none");
  }

  @ParameterizedTest
  @ValueSource(strings = {"stdout", "stderr", "exitCode"})
  void theFilesOfEveryResultKeepTheirNames(String name) {
    assertThat(problem(name))
        .isEqualTo("'%s' is a file that every result has; choose another name".formatted(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"out", "...", "a b", "Stdout", "\u00fcber", "-"})
  void anyOtherNameIsGood(String name) {
    assertThat(problem(name)).isEqualTo("none");
  }

  @Test
  void aNameHasAtMostSoManyBytes() {
    assertThat(problem("x".repeat(ResultPath.MAX_NAME_BYTES))).isEqualTo("none");
    assertThat(problem("x".repeat(ResultPath.MAX_NAME_BYTES + 1))).contains("at most 200 bytes");
    assertThat(problem("\u00fc".repeat(ResultPath.MAX_NAME_BYTES / 2))).isEqualTo("none");
    assertThat(problem("\u00fc".repeat(ResultPath.MAX_NAME_BYTES / 2) + "x"))
        .contains("at most 200 bytes");
  }
}
