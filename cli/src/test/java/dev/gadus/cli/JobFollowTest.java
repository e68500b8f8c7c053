// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.client.GadusClient;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gadus job run --follow}. */
class JobFollowTest {
  @TempDir static Path folder;
  private static RunningNode node;

  @BeforeAll
  static void start() {
    node = RunningNode.start(folder);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void whatRunsIsPrintedWhileTheNewestExecutionWaits() throws Exception {
    // More than a node of any size that tests run on takes at once.
    int count = 10 * (Runtime.getRuntime().availableProcessors() + 2);
    Path file = Jobs.file(folder, "many", count, "print", "begun", "sleep", "600000");
    Process run =
        NodeProcess.command(
                folder.resolve("client"),
                "job",
                "run",
                "--follow",
                "--api-port",
                node.port(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    Set<String> lines = new HashSet<>();
    try (BufferedReader out = run.inputReader(StandardCharsets.UTF_8);
        GadusClient client = node.client()) {
      while (lines.size() < 3) {
        String line = out.readLine();
        assertThat(line).as("the command has ended").isNotNull();
        lines.add(line);
      }
      client.stop("many", "", "the test has seen enough");
      out.lines().forEach(lines::add);
    }
    assertThat(lines).allMatch(line -> line.matches("\\[\\d+] begun"));
    assertThat(run.waitFor()).isEqualTo(ExitCode.JOB_FAILED);
  }

  @Test
  void everyLineStandsAfterItsPartition() throws Exception {
    Path file = Jobs.file(folder, "three", 3, "print", "a", "print", "b");
    Invocation run = node.gadus("job", "run", "--follow", file.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines())
        .containsExactlyInAnyOrder("[0] a", "[0] b", "[1] a", "[1] b", "[2] a", "[2] b");
  }

  @Test
  void onePartitionIsPrintedAsItIs() throws Exception {
    Path single = Jobs.file(folder, "single", 1, "print", "a");
    assertThat(node.gadus("job", "run", "--follow", single.toString()).out()).isEqualTo("a\n");
    Path file = Jobs.file(folder, "chosen", 3, "print", "a");
    Invocation run = node.gadus("job", "run", "--follow", "--partition", "2", file.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo("a\n");
  }

  @Test
  void aPartitionThatThereIsNotIsRefused() throws Exception {
    Path file = Jobs.file(folder, "few", 2, "print", "a");
    Invocation run = node.gadus("job", "run", "--follow", "--partition", "2", file.toString());
    assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(run.err()).startsWith("Error: --partition=2: the job has the partitions 0 to 1");
    Invocation alone = node.gadus("job", "run", "--partition", "1", file.toString());
    assertThat(alone.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(alone.err()).contains("Hint:  add --follow");
  }

  @Test
  void piecesBecomeWholeLines() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JobFollower.Lines lines =
        new JobFollower.Lines(new PrintStream(out, true, StandardCharsets.UTF_8), "[7] ");
    lines.take("on");
    lines.take("e\n\ntwo\nthr");
    lines.take("ee");
    lines.end();
    lines.end();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo("[7] one\n[7] \n[7] two\n[7] three\n");
    out.reset();
    lines.take("x".repeat(JobFollower.Lines.MAX_CHARACTERS));
    assertThat(out.size()).as("at the limit").isZero();
    lines.take("x");
    assertThat(out.toString(StandardCharsets.UTF_8)).as("past it").hasSize(4 + 65_536 + 1 + 1);
  }
}
