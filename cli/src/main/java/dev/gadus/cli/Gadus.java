// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gadus.bolt.cli.BoltCommand;
import dev.gadus.bolt.cli.Failure;
import dev.gadus.bolt.cli.Output;
import dev.gadus.client.ClientException;
import dev.gadus.configuration.ConfigurationException;
import dev.gadus.model.GadusException;
import dev.gadus.model.NearWords;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code gadus} command and its start. */
@Command(
    name = "gadus",
    description = "Runs jobs next to the data they read, and brings back the results.",
    footer = {
      "",
      "Exit codes:",
      "  0    done; for 'job run': the job completed and every program returned 0",
      "  1    an error that has no code of its own",
      "  2    a wrong command line, configuration or job file; nothing was done",
      "  3    'job run': the job failed or was stopped",
      "  4    'job run': the job completed, and a program did not return 0",
      "  5    no node answers at the address, or it was away from a command that waits for more than"
          + " two minutes",
      "  6    'job run': waiting ended before the job did",
      "  7    'serve', 'job run --local': the node in this process did not work any more",
      "  130  interrupted (Ctrl+C)",
      "",
      "'gadus bolt', and the same commands below 'gadus db', have the exit codes of the bbolt"
          + " command: 0 and 1."
    })
public final class Gadus extends CommandGroup {
  private static final String BOLT = "bolt";

  private Gadus() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(run(Surroundings.ofProcess(), List.of(args)));
  }

  /** Runs one command line and returns its exit code. */
  static int run(Surroundings surroundings, List<String> arguments) {
    if (!arguments.isEmpty() && arguments.getFirst().equals(BOLT)) {
      return BoltCommand.execute(
          "gadus " + BOLT,
          new Output(surroundings.out(), surroundings.err(), surroundings.interactive()),
          arguments.subList(1, arguments.size()).toArray(String[]::new));
    }
    return commandLine(surroundings).execute(arguments.toArray(String[]::new));
  }

  static CommandLine commandLine(Surroundings surroundings) {
    GlobalOptions options = new GlobalOptions();
    Context context = new Context(surroundings, options);
    CommandLine gadus =
        new CommandLine(new Gadus())
            .addMixin("options", options)
            .addSubcommand(new ServeCommand(context))
            .addSubcommand("job", JobCommands.commandLine(context))
            .addSubcommand("node", NodeCommands.commandLine(context))
            .addSubcommand("agent", AgentCommands.commandLine(context))
            .addSubcommand("config", ConfigCommands.commandLine(context))
            .addSubcommand("db", DbCommands.commandLine(context))
            .addSubcommand(new BoltPlaceholder())
            .addSubcommand(new VersionCommand(surroundings.out()))
            .addSubcommand(new HelpCommand(context));
    gadus
        .getCommandSpec()
        .version(VersionCommand.text())
        .addOption(
            OptionSpec.builder("--version")
                .versionHelp(true)
                .description("Print the version of this command, and stop.")
                .build());
    Help.complete(gadus);
    return gadus
        .setOut(new PrintWriter(surroundings.out(), true, UTF_8))
        .setErr(new PrintWriter(surroundings.err(), true, UTF_8))
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((e, _) -> refuse(surroundings, e))
        .setExecutionExceptionHandler((e, _, _) -> fail(surroundings, e));
  }

  private static int refuse(Surroundings surroundings, ParameterException e) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    String help = "'" + name + " --help' shows what it takes.";
    String error = String.valueOf(e.getMessage());
    List<String> near = List.of();
    if (e instanceof UnmatchedArgumentException unmatched) {
      Set<String> commands = command.getSubcommands().keySet();
      String word = unmatched.getUnmatched().getFirst();
      if (unmatched.isUnknownOption()) {
        near = NearWords.of(word, command.getCommandSpec().optionsMap().keySet());
      } else if (!commands.isEmpty()) {
        error =
            "'%s' has no command '%s'; it has %s"
                .formatted(name, word, String.join(", ", commands));
        near = NearWords.of(word, commands);
      }
    }
    say(
        surroundings,
        error,
        near.isEmpty() ? help : "did you mean " + String.join(" or ", near) + "? " + help);
    return ExitCode.BAD_INPUT;
  }

  private static int fail(Surroundings surroundings, Exception e) {
    return switch (e) {
      case CommandFailure failure -> {
        say(surroundings, failure);
        yield failure.exitCode();
      }
      case ClientException failure -> fail(surroundings, failure);
      case ConfigurationException failure -> {
        say(
            surroundings,
            "the configuration has problems:\n  " + String.join("\n  ", failure.problems()),
            "");
        yield ExitCode.BAD_INPUT;
      }
      case Failure failure -> {
        say(surroundings, failure.text(), "");
        yield ExitCode.ERROR;
      }
      case GadusException failure -> {
        say(surroundings, failure);
        yield ExitCode.ERROR;
      }
      case UncheckedIOException failure -> {
        IOException cause = Objects.requireNonNull(failure.getCause(), "it is never made without");
        String reason = Failure.reason(cause);
        String message = String.valueOf(failure.getMessage());
        // Without words of its own it has those of its cause.
        boolean plain = message.equals(cause.toString());
        say(surroundings, plain ? reason : message + ": " + reason, "");
        yield ExitCode.ERROR;
      }
      default -> {
        // Not a user's error but ours, so the trace is what helps.
        e.printStackTrace(surroundings.err());
        yield ExitCode.ERROR;
      }
    };
  }

  private static int fail(Surroundings surroundings, ClientException e) {
    return switch (e) {
      case ClientException.Unreachable _ -> {
        say(
            surroundings,
            e.text(),
            "start a node with 'gadus serve --requester --compute', or name another with --api-host"
                + " and --api-port");
        yield ExitCode.UNREACHABLE;
      }
      case ClientException.Refused refused -> {
        say(surroundings, refused);
        yield refused.status() == 400 ? ExitCode.BAD_INPUT : ExitCode.ERROR;
      }
      case ClientException.UnexpectedAnswer _ -> {
        say(surroundings, e.text(), "is there another program at this address?");
        yield ExitCode.ERROR;
      }
    };
  }

  private static void say(Surroundings surroundings, GadusException failure) {
    say(surroundings, failure.text(), failure.hint());
  }

  private static void say(Surroundings surroundings, String error, String hint) {
    surroundings.err().println("Error: " + error);
    if (!hint.isEmpty()) {
      surroundings.err().println("Hint:  " + hint);
    }
  }
}
