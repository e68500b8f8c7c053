// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that a shell takes to complete what is typed. */
final class CompletionTest {
  @TempDir Path folder;

  @Test
  void bashCompletesSubcommandsAndOptionsWithIt() throws Exception {
    Path script = folder.resolve("completion");
    Run run = Run.of("completion", "bash");
    assertThat(run.exitCode()).isZero();
    Files.write(script, run.output());

    assertThat(completions(script, "bbolt comp")).contains("compact", "completion");
    assertThat(completions(script, "bbolt keys --pr")).containsExactly("--prefix");
  }

  @Test
  void anotherShellIsRefused() {
    Run run = Run.of("completion", "fish");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.reason())
        .isEqualTo("Error: there is no completion for \"fish\" (one of bash|zsh)");
  }

  /** Asks a bash what it would offer behind what was typed. */
  private static java.util.List<String> completions(Path script, String typed) throws Exception {
    String program =
        """
        source "$1"
        COMP_LINE=$2
        COMP_WORDS=($2)
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        COMP_POINT=${#COMP_LINE}
        _complete_bbolt
        printf '%s\\n' "${COMPREPLY[@]}"
        """;
    try {
      Process bash =
          new ProcessBuilder("bash", "-c", program, "bash", script.toString(), typed)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String text = new String(bash.getInputStream().readAllBytes(), UTF_8);
      assertThat(bash.waitFor()).isZero();
      return text.lines().map(String::strip).toList();
    } catch (IOException e) {
      return abort("no bash here: " + e.getMessage());
    }
  }
}
