package dev.gadus.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code gadus} command and its start. */
@Command(
    name = "gadus",
    description = "Hands jobs to the nodes that hold the data, and brings back the results.",
    mixinStandardHelpOptions = false,
    synopsisSubcommandLabel = "COMMAND")
public final class Gadus implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private Gadus() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(run(Surroundings.ofProcess(), List.of(args)));
  }

  /** Runs one command line and returns its exit code. */
  static int run(Surroundings surroundings, List<String> arguments) {
    return commandLine(surroundings).execute(arguments.toArray(String[]::new));
  }

  static CommandLine commandLine(Surroundings surroundings) {
    CommandLine gadus =
        new CommandLine(new Gadus()).addSubcommand("version", new VersionCommand(surroundings));
    addHelp(gadus);
    gadus
        .setOut(new PrintWriter(surroundings.out(), true, UTF_8))
        .setErr(new PrintWriter(surroundings.err(), true, UTF_8))
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler((e, _) -> refuse(surroundings, e))
        .setExecutionExceptionHandler((e, _, _) -> fail(surroundings, e));
    return gadus;
  }

  /** Gives every command {@code --help}, so that no command can forget it. */
  private static void addHelp(CommandLine command) {
    command
        .getCommandSpec()
        .addOption(
            CommandLine.Model.OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Say what this command does, and stop.")
                .build());
    command.getSubcommands().values().forEach(Gadus::addHelp);
  }

  private static int refuse(Surroundings surroundings, ParameterException e) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    say(
        surroundings,
        String.valueOf(e.getMessage()),
        "'%s --help' shows what it takes.".formatted(command));
    return ExitCode.BAD_INPUT;
  }

  private static int fail(Surroundings surroundings, Exception e) {
    if (e instanceof CommandFailure failure) {
      say(surroundings, failure.text(), failure.hint());
      return failure.exitCode();
    }
    // Not a user's error but ours, so the trace is what helps.
    e.printStackTrace(surroundings.err());
    return ExitCode.ERROR;
  }

  private static void say(Surroundings surroundings, String error, String hint) {
    surroundings.err().println("Error: " + error);
    if (!hint.isEmpty()) {
      surroundings.err().println("Hint:  " + hint);
    }
  }

  /** Without a subcommand there is nothing to do, which is an error of the command line. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
