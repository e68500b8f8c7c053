// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code job run} as a process on a real pseudo-terminal, which Python makes. */
class ProgressOnTerminalTest {
  private static final Path TERMINAL =
      Path.of("../bolt-cli/src/test/resources/dev/gadus/bolt/cli/terminal.py").toAbsolutePath();

  @TempDir Path folder;

  @Test
  void aBlockChangesInPlaceAndALineStays() throws Exception {
    String written = onTerminal("xterm");
    assertThat(written)
        .contains("0 of 12 done")
        .contains("slowest: partition ")
        .as("the cursor goes up to print over it")
        .containsPattern("\033\\[[2345]A\r\033\\[2K");
    String shown = screen(written);
    assertThat(shown)
        .contains("[####################] 12 of 12 done\nPartition 0\nhello\n")
        .doesNotContain("slowest")
        .doesNotContain("the program is running")
        .contains("exit=0");
    assertThat(shown.lines().count()).as(shown).isLessThan(50);
  }

  @Test
  void aTerminalThatCannotMoveItsCursorGetsLines() throws Exception {
    assertThat(onTerminal("dumb"))
        .doesNotContain("\033")
        .containsPattern("\\d\\d:\\d\\d:\\d\\d  partition 11: the program is running");
  }

  /** What stands on the screen after all: a block that was printed over is gone. */
  private static String screen(String written) {
    List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
    int row = 0;
    for (int i = 0; i < written.length(); i++) {
      char c = written.charAt(i);
      if (c == '\033') {
        int end = i + 2;
        while (!Character.isLetter(written.charAt(end))) {
          end++;
        }
        String parameter = written.substring(i + 2, end);
        switch (written.charAt(end)) {
          case 'A' -> row -= Integer.parseInt(parameter);
          case 'J' -> {
            lines.subList(row, lines.size()).clear();
            lines.add(new StringBuilder());
          }
          case 'K' -> lines.get(row).setLength(0);
          default -> throw new AssertionError("unknown: " + written.substring(i + 1, end + 1));
        }
        i = end;
      } else if (c == '\n') {
        row++;
        if (row == lines.size()) {
          lines.add(new StringBuilder());
        }
      } else if (c != '\r') {
        lines.get(row).append(c);
      }
    }
    return String.join("\n", lines);
  }

  private String onTerminal(String type) throws Exception {
    Path job = Jobs.file(folder, "many", 12, "sleep", "300", "print", "hello");
    List<String> line = new ArrayList<>(List.of(python(), TERMINAL.toString()));
    ProcessBuilder command =
        NodeProcess.command(folder.resolve("data"), "job", "run", "--local", job.toString());
    line.addAll(command.command());
    command.command(line).environment().put("TERM", type);
    command.environment().remove("COLUMNS");
    Path errors = folder.resolve("errors");
    Process process = command.redirectError(errors.toFile()).start();
    process.getOutputStream().close();
    String transcript = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
    return transcript;
  }

  private static String python() {
    try {
      if (new ProcessBuilder("python3", "-c", "import pty, fcntl, termios").start().waitFor()
          == 0) {
        return "python3";
      }
    } catch (IOException | InterruptedException e) {
      return skip("no pseudo-terminal without Python 3: " + e);
    }
    return skip("no pseudo-terminal: Python has no module pty here");
  }

  private static String skip(String reason) {
    if (System.getenv("CI") != null) {
      throw new AssertionError(reason);
    }
    return abort(reason);
  }
}
