// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.bolt.Database;
import dev.gadus.bolt.cli.BoltCommand;
import dev.gadus.bolt.cli.Progress;
import dev.gadus.client.DatabaseClient;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A command of {@code gadus bolt} on the database of a role. */
@Command
final class DbReadCommand implements Callable<Integer>, NodeDatabase.Use<Integer> {
  private final NodeDatabase database;
  private final String name;

  @Parameters(
      arity = "0..*",
      paramLabel = "ARGUMENT",
      description =
          "Arguments and options of the same command of 'gadus bolt', without the file; that"
              + " command's --help lists them.")
  private List<String> arguments = List.of();

  DbReadCommand(NodeDatabase database, String name) {
    this.database = database;
    this.name = name;
  }

  static String description(String name) {
    return "The same as 'gadus bolt " + name + "', on this database.";
  }

  @Override
  public Integer call() {
    return database.read(this);
  }

  @Override
  public Integer stopped(Database open) {
    String group = "gadus db " + database.role().text();
    return BoltCommand.execute(group, open, database.output(), line().toArray(String[]::new));
  }

  @Override
  public Integer running(DatabaseClient node) throws IOException {
    if (!name.equals("check")) {
      return node.command(line(), database.context().out(), database.context().err());
    }
    // It prints nothing until it is done.
    try (Progress _ =
        Progress.ofTime("The node checks", InstantSource.system(), database.output())) {
      return node.command(line(), database.context().out(), database.context().err());
    }
  }

  private List<String> line() {
    List<String> line = new ArrayList<>(List.of(name));
    line.addAll(arguments);
    return line;
  }
}
