// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What needs no node. */
class GadusTest {
  @TempDir Path folder;

  private Invocation gadus(String... arguments) {
    return Invocation.of(Map.of("BACALHAU_DIR", folder.toString()), folder, arguments);
  }

  @Test
  void versionNamesTheProductAndTheApi() {
    Invocation version = gadus("version");
    assertThat(version.exitCode()).isZero();
    assertThat(version.out())
        .matches("gadus \\d+\\.\\d+\\.\\d+\\S* \\(API v\\d+\\.\\d+\\.\\d+\\)\n");
    assertThat(version.err()).isEmpty();
  }

  @Test
  void anUnknownCommandIsBadInputWithAHint() {
    Invocation unknown = gadus("versoin");
    assertThat(unknown.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(unknown.err()).startsWith("Error: ").contains("versoin").contains("Hint:  ");
    assertThat(unknown.out()).isEmpty();
  }

  @Test
  void aMissingCommandIsBadInputThatNamesTheCommands() {
    Invocation nothing = gadus();
    assertThat(nothing.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(nothing.err()).startsWith("Error: a command is missing: one of serve, job");
    assertThat(gadus("job").err()).contains("one of run, validate, list");
  }

  @Test
  void everyCommandHasHelpAndAnExampleOfEveryOption() {
    Surroundings surroundings =
        new Surroundings(Map.of(), folder, System.in, System.out, System.err, false);
    List<CommandLine> all = new ArrayList<>();
    collect(Gadus.commandLine(surroundings), all);
    assertThat(all).hasSizeGreaterThan(15);
    for (CommandLine command : all) {
      String name = command.getCommandSpec().qualifiedName();
      assertThat(command.getUsageMessage()).as(name).contains("Usage: ").contains("--help");
      assertThat(command.getCommandSpec().usageMessage().description()).as(name).isNotEmpty();
      command
          .getCommandSpec()
          .options()
          .forEach(option -> assertThat(option.description()).as(name + option).isNotEmpty());
    }
  }

  @Test
  void helpHasExamplesAndTheOptionsOfAllCommandsOnOnePage() {
    assertThat(gadus("--help").out()).contains("--api-host").contains("--log-level");
    Surroundings surroundings =
        new Surroundings(Map.of(), folder, System.in, System.out, System.err, false);
    List<CommandLine> all = new ArrayList<>();
    collect(Gadus.commandLine(surroundings), all);
    for (CommandLine command : all) {
      String name = command.getCommandSpec().qualifiedName();
      String help = command.getUsageMessage();
      if (command.getCommandSpec().parent() != null) {
        assertThat(help)
            .as(name)
            .doesNotContain("--api-host")
            .contains("'gadus --help' lists the options that every command takes.");
      }
      boolean own = !name.startsWith("gadus db") && !name.equals("gadus bolt");
      if (own && command.getSubcommands().isEmpty()) {
        assertThat(help).as(name).contains("\nExamples:\n  " + name);
      }
    }
  }

  @Test
  void helpAndVersionAreThereInTheWaysThatPeopleTry() {
    assertThat(gadus("help", "job", "run").out())
        .isEqualTo(gadus("job", "run", "--help").out())
        .contains("--dry-run");
    assertThat(gadus("help").out()).isEqualTo(gadus("--help").out());
    assertThat(gadus("--version").out()).isEqualTo(gadus("version").out());
    Invocation wrong = gadus("help", "job", "rnu");
    assertThat(wrong.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(wrong.err()).contains("'gadus job' has no command 'rnu'").contains("run");
    assertThat(gadus("config", "list", "-o", "csv").out()).startsWith("KEY,VALUE,DESCRIPTION\n");
  }

  @Test
  void coloursAreForTerminalsOfThoseWhoWantThem() {
    assertThat(surroundings(true, Map.of("TERM", "xterm")).colour()).isTrue();
    assertThat(surroundings(true, Map.of("TERM", "xterm", "NO_COLOR", "")).colour()).isTrue();
    assertThat(surroundings(true, Map.of("TERM", "xterm", "NO_COLOR", "1")).colour()).isFalse();
    assertThat(surroundings(true, Map.of("TERM", "dumb")).colour()).isFalse();
    assertThat(surroundings(false, Map.of("TERM", "xterm")).colour()).isFalse();
    assertThat(surroundings(false, Map.of("COLUMNS", "132")).width()).isEqualTo(132);
    assertThat(surroundings(false, Map.of("COLUMNS", "x")).width()).isEqualTo(80);
    assertThat(surroundings(false, Map.of("TZ", "Europe/Berlin")).times(false).zoneName())
        .isEqualTo("CET");
    assertThat(surroundings(false, Map.of("TZ", "Asia/Tokyo")).times(true).zoneName())
        .isEqualTo("UTC");
  }

  private Surroundings surroundings(boolean interactive, Map<String, String> environment) {
    return new Surroundings(environment, folder, System.in, System.out, System.err, interactive);
  }

  private static void collect(CommandLine command, List<CommandLine> all) {
    all.add(command);
    command.getSubcommands().values().forEach(each -> collect(each, all));
  }

  @Test
  void helpGoesToStandardOutputAndStatesTheExitCodes() {
    assertThat(gadus("--help").out()).contains("version").contains("130  interrupted");
    Invocation run = gadus("job", "run", "--help");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("0    the job completed")
        .contains("2    ")
        .contains("3    ")
        .contains("4    ")
        .contains("5    ")
        .contains("6    ")
        .contains("130  ");
  }

  @Test
  void aNodeThatIsNotThereHasItsOwnExitCode() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    Invocation lost = gadus("job", "list", "--api-port", Integer.toString(free));
    assertThat(lost.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(lost.err())
        .contains("127.0.0.1:" + free)
        .contains("connection refused")
        .contains("gadus serve");
  }

  @Test
  void somethingElseAtTheAddressIsSaid() throws Exception {
    try (ServerSocket other = new ServerSocket(0)) {
      Thread.ofVirtual().start(() -> answer(other));
      Invocation wrong =
          gadus("agent", "alive", "--api-port", Integer.toString(other.getLocalPort()));
      assertThat(wrong.exitCode()).isEqualTo(ExitCode.ERROR);
      assertThat(wrong.err()).contains("hello").contains("Hint:  ");
    }
  }

  private static void answer(ServerSocket server) {
    try (Socket socket = server.accept()) {
      socket
          .getOutputStream()
          .write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello".getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyProblemOfTheConfigurationIsNamedAtOnce() throws Exception {
    Files.writeString(folder.resolve("config.yaml"), "API: {Prot: 1}\n");
    Invocation wrong = gadus("config", "list", "-c", "Compute.Enabled=x");
    assertThat(wrong.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(wrong.err())
        .contains("did you mean API.Port")
        .contains("Compute.Enabled must be true or false");
  }

  @Test
  void configListShowsEveryKeyWithItsValue() {
    Invocation list = gadus("config", "list", "-c", "API.Port=77", "--output", "csv");
    assertThat(list.exitCode()).as(list.err()).isZero();
    assertThat(list.out()).startsWith("KEY,VALUE,DESCRIPTION\n").contains("API.Port,77,");
    assertThat(gadus("config", "list", "--output", "json").out()).contains("\"Key\":\"API.Host\"");
  }

  @Test
  void boltHasItsOwnParserAndHelp() {
    Invocation help = gadus("bolt", "--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).contains("gadus bolt").contains("check");
    assertThat(gadus("bolt", "check", folder.resolve("none.db").toString()).exitCode())
        .isEqualTo(1);
  }

  @Test
  void tablesKeepTextsOnOneLineAndCsvQuotesThem() {
    var out = new java.io.ByteArrayOutputStream();
    var print = new java.io.PrintStream(out, true, UTF_8);
    List<Column<String>> columns =
        List.of(Column.of("A", text -> text), Column.of("LENGTH", text -> "" + text.length()));
    Table.print(
        print,
        columns,
        List.of("x", "two\nlines\u001b[31m", "é".repeat(100)),
        new Table.Style(false, false, Times.UTC, 80, false));
    Table.printCsv(print, columns, List.of("a,b", "say \"hi\"\n"), true);
    assertThat(out.toString(UTF_8))
        .isEqualTo(
            """
            A                                                             LENGTH
            x                                                             1
            two; lines?[31m                                               14
            %s…  100
            "a,b",3
            "say ""hi""
            ",9
            """
                .formatted("é".repeat(59)));
  }
}
