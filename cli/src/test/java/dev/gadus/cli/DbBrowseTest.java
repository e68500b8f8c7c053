// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gadus.client.GadusClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gadus db ROLE browse}, on a pseudo-terminal that Python makes. */
class DbBrowseTest {
  private static final Path TERMINAL =
      Path.of("../bolt-cli/src/test/resources/dev/gadus/bolt/cli/terminal.py");

  @TempDir Path folder;

  @Test
  void showsTheFileOfAStoppedNodeAndTheStateOfARunningOne() throws Exception {
    assumeTrue(
        new ProcessBuilder("python3", "-c", "import pty, fcntl, termios").start().waitFor() == 0,
        "no pseudo-terminal without Python 3");
    Path data = folder.resolve("data");
    try (NodeProcess node = NodeProcess.start(data, folder);
        GadusClient client = node.client()) {
      looksThrough(data, Integer.toString(client.node().getPort()));
      assertThat(node.stop()).isZero();
    }
    looksThrough(data, "1");
  }

  private void looksThrough(Path data, String port) throws Exception {
    Path temporary = Files.createDirectories(folder.resolve("temporary"));
    List<String> line = new ArrayList<>(List.of("python3", TERMINAL.toString()));
    line.addAll(NodeProcess.command(data, "db", "requester", "browse").command());
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().put("TERM", "xterm");
    builder.environment().put("BACALHAU_DIR", data.toString());
    builder.environment().put("BACALHAU_API_PORT", port);
    builder.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary);
    Process process = builder.redirectError(folder.resolve("errors").toFile()).start();
    try (var in = process.getOutputStream()) {
      in.write("expect idx-name\nsend q".getBytes(UTF_8));
    }
    String transcript = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(Files.readString(folder.resolve("errors"))).isZero();
    assertThat(transcript).endsWith("exit=0 restored=True\n");
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left).noneMatch(file -> file.toString().contains("gadus-browse"));
    }
  }

  @Test
  void withoutATerminalThereIsOneMessage() {
    Invocation browse =
        Invocation.of(
            Map.of("BACALHAU_DIR", folder.toString()), folder, "db", "requester", "browse");
    assertThat(browse.exitCode()).isEqualTo(ExitCode.ERROR);
    assertThat(browse.err())
        .startsWith("Error: browse needs a terminal, and this is none")
        .contains("Hint:  keys, get, pages and page print what it shows");
  }
}
