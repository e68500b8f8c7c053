// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The browser as a process on a real pseudo-terminal, which Python makes. */
final class BrowseOnTerminalTest {
  @TempDir Path folder;

  private Path file = Path.of("");

  @BeforeEach
  void copyFile() throws Exception {
    file = Files.copy(Run.FIXTURES.resolve("small.db"), folder.resolve("small.db"));
  }

  @Test
  void keysMoveTheScreenAndTheTerminalIsLeftAsItWas() throws Exception {
    byte[] before = Files.readAllBytes(file);

    String transcript =
        onTerminal(
            "xterm",
            "expect top level",
            "send \\r",
            "expect commit-1",
            "send \\x1b[B\\r",
            "expect written by txid 3",
            "send v",
            "expect 00000000  77 72 69",
            "send ?",
            "expect sideways",
            "send x",
            "send \\x7f",
            "expect commit-3",
            "send p",
            "send m",
            "expect Checksum:",
            "send q");

    assertThat(transcript).endsWith("exit=0 restored=True\n");
    // The alternate screen was entered and left again.
    assertThat(transcript).contains("\033[?1049h");
    assertThat(transcript.lastIndexOf("\033[?1049l"))
        .isGreaterThan(transcript.lastIndexOf("Checksum:"));
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void ctrlCEndsItInOrder() throws Exception {
    assertThat(onTerminal("xterm-256color", "expect top level", "send \\x03"))
        .contains("\033[?1049l")
        .endsWith("exit=0 restored=True\n");
  }

  @Test
  void aTerminalThatCannotMoveItsCursorIsRefused() throws Exception {
    assertThat(onTerminal("dumb"))
        .contains("Error: browse needs a terminal that can move its cursor: TERM=dumb")
        .doesNotContain("\033")
        .endsWith("exit=1 restored=True\n");
  }

  @Test
  void withoutATerminalThereIsOneMessage() throws Exception {
    Process process = new ProcessBuilder(command()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(text)
        .isEqualTo(
            "Error: browse needs a terminal, and standard input or output is none;"
                + " keys, get, pages and page print what it shows\n");
  }

  private String onTerminal(String type, String... steps) throws Exception {
    Path script = folder.resolve("terminal.py");
    try (var resource =
        Objects.requireNonNull(BrowseOnTerminalTest.class.getResourceAsStream("terminal.py"))) {
      Files.copy(resource, script);
    }
    List<String> line = new ArrayList<>(List.of(python(), script.toString()));
    line.addAll(command());
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().put("TERM", type);
    Path errors = folder.resolve("errors");
    Process process = builder.redirectError(errors.toFile()).start();
    try (var in = process.getOutputStream()) {
      in.write(String.join("\n", steps).getBytes(UTF_8));
    }
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
      return abort("no pseudo-terminal without Python 3: " + e);
    }
    return abort("no pseudo-terminal: Python has no module pty here");
  }

  private List<String> command() {
    return RunningProcess.command("browse", file.toString());
  }
}
