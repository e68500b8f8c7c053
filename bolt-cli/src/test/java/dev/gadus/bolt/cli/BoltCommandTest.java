// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.interop.GoPrograms;
import dev.gadus.interop.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command as a whole: help, unknown commands, and how it is reached. */
final class BoltCommandTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "help", "--help", "-h"})
  void helpGoesToStandardOutputWithExitCode0(String argument) {
    Run run = Run.of(argument.isEmpty() ? new String[0] : new String[] {argument});

    assertThat(run.exitCode()).isZero();
    assertThat(run.text()).contains("Usage: bbolt").contains("check").contains("compact");
    assertThat(run.errors()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("commandNames")
  void everyCommandHasHelp(String name) {
    Run run = Run.of(name, "--help");

    assertThat(run.exitCode()).isZero();
    assertThat(run.text()).contains("Usage: bbolt " + name).contains("--help");
  }

  static Stream<String> commandNames() {
    CommandLine commandLine = BoltCommand.commandLine("bbolt", Output.ofProcess());
    return commandLine.getSubcommands().keySet().stream().filter(name -> !name.equals("help"));
  }

  @Test
  void theNameInTheHelpIsTheOneThatAPersonTypes() {
    assertThat(BoltCommand.commandLine("gadus bolt", Output.ofProcess()).getUsageMessage())
        .contains("Usage: gadus bolt");
  }

  @Test
  void versionIsThatOfTheRealCommand() {
    Outcome real = GoPrograms.orSkip().bbolt("--version");

    assertThat(Run.of("--version").text()).isEqualTo(real.textOfSuccess());
    assertThat(Run.of("version").text()).startsWith("bbolt Version: 1.5.0\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nope", "chekc some.db", "--nope", "-x"})
  void whatIsUnknownGetsTheRealCommandsReasonAndExitCode(String line) {
    Outcome real = GoPrograms.orSkip().bbolt(line.split(" "));

    Run run = Run.of(line.split(" "));

    assertThat(run.reason()).isEqualTo(real.errors().lines().findFirst().orElse(""));
    assertThat(run.exitCode()).isEqualTo(real.exitCode()).isEqualTo(1);
  }

  @Test
  void aKeyMayBeginWithAnAtSign() {
    // It would name a file of arguments if the parser were left at its defaults.
    assertThat(Run.of("get", "nowhere.db", "bucket", "@key").reason())
        .contains("\"nowhere.db\" doesn't exist");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "buckets FILE",
        "check FILE",
        "get FILE log commit-1",
        "get FILE log nope",
        "info FILE",
        "inspect FILE",
        "keys FILE log",
        "keys FILE nope",
        "page FILE 0 4 99",
        "pages FILE",
        "stats FILE",
        "stats FILE l",
        "buckets FILE more",
        "get FILE log",
        "keys FILE",
        "page FILE"
      })
  void theWayWithoutAParserAndTheWayWithOneLeadToTheSame(String line) {
    String small = Run.FIXTURES.resolve("small.db").toString();

    Run without = Run.of(line.replace("FILE", small).split(" "));
    Run with = Run.of((line.replace("FILE", small) + " --output text").split(" "));

    assertThat(without.text()).isEqualTo(with.text());
    assertThat(without.errors()).isEqualTo(with.errors());
    assertThat(without.exitCode()).isEqualTo(with.exitCode());
  }

  @Test
  void aReaderThatHasSeenEnoughIsNoErrorAndAFullDiskIs() {
    String tree = Run.FIXTURES.resolve("tree.db").toString();

    assertThat(runInto("Broken pipe", "keys", tree, "tree")).isEqualTo("141 ");
    assertThat(runInto("No space left on device", "keys", tree, "tree"))
        .isEqualTo("1 Error: cannot write the output: No space left on device\n");
  }

  /** Runs with a standard output that fails, and returns the exit code and standard error. */
  private static String runInto(String failure, String... arguments) {
    OutputStream failing =
        new OutputStream() {
          @Override
          public void write(int each) throws IOException {
            throw new IOException(failure);
          }
        };
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    int exitCode = BoltCommand.execute("bbolt", new Output(failing, errors, false), arguments);
    return exitCode + " " + errors.toString(StandardCharsets.UTF_8);
  }
}
