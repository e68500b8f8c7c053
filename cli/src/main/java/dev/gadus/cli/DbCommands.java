// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.model.Role;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands below {@code gadus db}: those of each role, and those of both databases. */
final class DbCommands {
  /** The commands of {@code gadus bolt} that change nothing. */
  private static final List<String> READING =
      List.of(
          "buckets",
          "check",
          "dump",
          "get",
          "info",
          "inspect",
          "keys",
          "page",
          "page-item",
          "pages",
          "stats");

  private DbCommands() {}

  static CommandLine commandLine(Context context) {
    CommandLine db = new CommandLine(new Group());
    for (Role role : Role.values()) {
      db.addSubcommand(role.text(), roleCommands(context, role));
    }
    db.addSubcommand(new DbImportCommand(context));
    return db;
  }

  private static CommandLine roleCommands(Context context, Role role) {
    CommandLine commands = new CommandLine(new RoleGroup());
    commands
        .getCommandSpec()
        .usageMessage()
        .description("Look into the database of the " + role.text() + " role.");
    NodeDatabase database = new NodeDatabase(context, role);
    for (String name : READING) {
      CommandLine reading = new CommandLine(new DbReadCommand(database, name));
      reading.getCommandSpec().usageMessage().description(DbReadCommand.description(name));
      // What follows is the business of the parser of gadus bolt, whose options are not known here.
      reading.setUnmatchedOptionsArePositionalParams(true);
      commands.addSubcommand(name, reading);
    }
    commands.addSubcommand(new DbBrowseCommand(database));
    commands.addSubcommand(new DbSnapshotCommand(database));
    commands.addSubcommand(new DbCompactCommand(database));
    commands.addSubcommand(new DbVerifyCommand(database));
    return commands;
  }

  @Command(name = "db", description = "Look into the databases of a node, also while it runs.")
  private static final class Group extends CommandGroup {}

  @Command
  private static final class RoleGroup extends CommandGroup {}
}
