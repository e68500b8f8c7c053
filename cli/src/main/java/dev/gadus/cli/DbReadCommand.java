package dev.gadus.cli;

import dev.gadus.bolt.cli.BoltCommand;
import dev.gadus.bolt.cli.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command of {@code gadus bolt} on the database of a role. */
@Command
final class DbReadCommand implements Callable<Integer> {
  private final Context context;
  private final NodeDatabase database;
  private final String name;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..*",
      paramLabel = "ARGUMENT",
      description = "Arguments and options of the same command of 'gadus bolt', without the file.")
  private List<String> arguments = List.of();

  DbReadCommand(Context context, NodeDatabase database, String name) {
    this.context = context;
    this.database = database;
    this.name = name;
  }

  static String description(String name) {
    return "What 'gadus bolt " + name + "' prints of the database.";
  }

  @Override
  public Integer call() {
    List<String> line = new ArrayList<>(List.of(name, database.requireFile().toString()));
    line.addAll(arguments);
    String group = spec.qualifiedName().replaceFirst(" \\S+$", "");
    return BoltCommand.execute(group, output(), line.toArray(String[]::new));
  }

  private Output output() {
    return new Output(context.out(), context.err(), context.surroundings().interactive());
  }
}
