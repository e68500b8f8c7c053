// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import dev.gadus.bolt.BoltException;
import dev.gadus.bolt.Database;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The whole command: what Go's {@code bbolt} does, with its arguments, output and exit codes.
 *
 * <p>It stands alone ({@link #main}), and under another program under the name that this gives it
 * ({@link #execute}). It keeps its own way of reporting errors and of parsing, so a program hands
 * it the arguments rather than adding it to its own tree of commands.
 */
@Command(
    name = "bbolt",
    description =
        "Looks into bolt databases: checks them, lists buckets and keys, prints values and pages,"
            + " makes compact copies.")
public final class BoltCommand implements Runnable {
  private static final int EXIT_FAILED = 1;

  /** A bug of ours; Go's command ends with this code when it panics. */
  private static final int EXIT_BROKEN = 2;

  /** 128 + SIGPIPE. */
  private static final int EXIT_READER_GONE = 141;

  private final Output output;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-v", "--version"},
      description = "Print the version and end.")
  private boolean version;

  private BoltCommand(Output output) {
    this.output = output;
  }

  /**
   * Runs the command as a program of its own and ends the process with its exit code. The system
   * property {@code dev.gadus.bolt.cli.name} is what a person typed to get here, {@code bbolt} if
   * not set.
   */
  public static void main(String[] arguments) {
    String name = System.getProperty("dev.gadus.bolt.cli.name", "bbolt");
    System.exit(execute(name, Output.ofProcess(), arguments));
  }

  /**
   * Runs the command.
   *
   * @param name what a person types to get here, for instance {@code gadus bolt}; shown in help
   *     texts
   * @return the exit code: 0 when all went well, 1 when the file or the arguments were wrong, 2
   *     when this program is
   */
  public static int execute(String name, Output output, String... arguments) {
    Optional<PlainCommand> plain = plain(Subcommands.ofFiles(output), arguments);
    if (plain.isPresent()) {
      return executePlain(plain.get(), output);
    }
    String first = arguments.length == 0 ? "" : arguments[0];
    return execute(
        commandLine(name, Subcommands.ofFiles(output), first, output), output, arguments);
  }

  /**
   * Runs one of the subcommands that read ({@code buckets, keys, get, info, inspect, stats, check,
   * pages, page, page-item, dump}) on an open database, which stays open and may be written
   * meanwhile. Arguments and output are those of the same subcommand with a file, without the
   * argument FILE.
   *
   * @param name as for {@link #execute(String, Output, String...)}
   * @return the exit code, as for {@link #execute(String, Output, String...)}
   */
  public static int execute(String name, Database database, Output output, String... arguments) {
    CommandLine commandLine =
        commandLine(name, Subcommands.ofOpenDatabase(database, output), "", output);
    FileArgument.leaveOut(commandLine);
    return execute(commandLine, output, FileArgument.standIn(arguments));
  }

  /** Returns the command when it is given no options and can do without the parser. */
  private static Optional<PlainCommand> plain(Subcommands subcommands, String... arguments) {
    if (arguments.length < 2 || Stream.of(arguments).anyMatch(each -> each.startsWith("-"))) {
      return Optional.empty();
    }
    List<String> behindName = List.of(arguments).subList(1, arguments.length);
    return subcommands.plain(arguments[0]).filter(command -> command.take(behindName));
  }

  private static int executePlain(PlainCommand command, Output output) {
    try {
      command.run();
      output.flush();
      return 0;
    } catch (RuntimeException e) {
      return finish(report(e, output), output);
    }
  }

  /** What was printed before a failure is worth seeing; when that fails too, it is one failure. */
  private static int finish(int exitCode, Output output) {
    try {
      output.flush();
      return exitCode;
    } catch (UncheckedIOException e) {
      return cannotWrite(e, output);
    }
  }

  /**
   * Lets a person look through a database that is open, as {@code browse} does with a file. It is
   * shown on the terminal of this process, wherever {@code output} leads; what is seen is the state
   * at the beginning.
   *
   * @param title what the person calls the database
   * @return the exit code: 1 when there is no terminal or the database cannot be read
   */
  public static int browse(Database database, String title, Output output) {
    try {
      Output.requireScreen();
      return database.view(transaction -> {
        BrowseCommand.browse(transaction, title);
        return 0;
      });
    } catch (RuntimeException e) {
      return finish(report(e, output), output);
    }
  }

  private static int execute(CommandLine commandLine, Output output, String... arguments) {
    return finish(commandLine.execute(arguments), output);
  }

  /** Builds the whole parser; visible for tests of the help texts. */
  static CommandLine commandLine(String name, Output output) {
    return commandLine(name, Subcommands.ofFiles(output), "", output);
  }

  /**
   * Builds the parser: with the one subcommand that is named, since each of the others takes a
   * millisecond and more, or with all of them when none is.
   */
  private static CommandLine commandLine(
      String name, Subcommands subcommands, String wanted, Output output) {
    CommandLine commandLine = new CommandLine(new BoltCommand(output));
    subcommands.addTo(commandLine, wanted);
    commandLine.setCommandName(name);
    addHelpOption(commandLine);
    // A key may begin with @, which would otherwise name a file of arguments.
    commandLine.setExpandAtFiles(false);
    commandLine.setOut(new PrintWriter(output.results(), false, StandardCharsets.UTF_8));
    commandLine.setErr(new PrintWriter(output.errors(), true, StandardCharsets.UTF_8));
    commandLine.setParameterExceptionHandler((error, _) -> UsageError.report(error));
    commandLine.setExecutionExceptionHandler((error, _, _) -> report(error, output));
    return commandLine;
  }

  private static void addHelpOption(CommandLine commandLine) {
    if (!commandLine.getCommandSpec().optionsMap().containsKey("--help")) {
      commandLine
          .getCommandSpec()
          .addOption(
              CommandLine.Model.OptionSpec.builder("-h", "--help")
                  .usageHelp(true)
                  .description("Show this help and end.")
                  .build());
    }
    commandLine.getSubcommands().values().forEach(BoltCommand::addHelpOption);
  }

  @Override
  public void run() {
    if (version) {
      output.line("bbolt version dev");
    } else {
      spec.commandLine().usage(spec.commandLine().getOut());
      spec.commandLine().getOut().flush();
    }
  }

  private static int report(Exception error, Output output) {
    return switch (error) {
      case Failure failure -> failure.isTold() ? EXIT_FAILED : failed(failure, output);
      case BoltException bolt -> failed(bolt, output);
      case UncheckedIOException io -> cannotWrite(io, output);
      default -> {
        output.errorLine("Error: this program is broken: " + error);
        error.printStackTrace(output.errors());
        yield EXIT_BROKEN;
      }
    };
  }

  /**
   * A reader that has seen enough, such as {@code head}, is no error; the exit code is what a
   * signal would have left.
   */
  private static int cannotWrite(UncheckedIOException error, Output output) {
    return String.valueOf(error.getMessage()).endsWith("Broken pipe")
        ? EXIT_READER_GONE
        : failed(error, output);
  }

  private static int failed(RuntimeException error, Output output) {
    output.errorLine("Error: " + error.getMessage());
    return EXIT_FAILED;
  }
}
