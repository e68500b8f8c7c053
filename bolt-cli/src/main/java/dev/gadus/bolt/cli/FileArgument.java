// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Parameters;

/** The database file, the first argument of nearly every command. */
final class FileArgument {
  private static final String LABEL = "FILE";

  @Parameters(index = "0", paramLabel = LABEL, description = "The database file.")
  private Path path = Path.of("");

  void take(String argument) {
    path = Path.of(argument);
  }

  Path path() {
    return path;
  }

  /** Hides the argument of all subcommands from help texts: nobody is to type it. */
  static void leaveOut(CommandLine commandLine) {
    for (CommandLine subcommand : commandLine.getSubcommands().values()) {
      CommandSpec spec = subcommand.getCommandSpec();
      PositionalParamSpec file =
          spec.positionalParameters().stream()
              .filter(FileArgument::isFile)
              .findFirst()
              .orElseThrow();
      spec.remove(file);
      spec.addPositional(PositionalParamSpec.builder(file).hidden(true).build());
    }
  }

  /** Returns whether this is the argument, and hidden, so that no count of arguments has it. */
  static boolean isLeftOut(PositionalParamSpec parameter) {
    return parameter.hidden() && isFile(parameter);
  }

  private static boolean isFile(PositionalParamSpec parameter) {
    return parameter.paramLabel().equals(LABEL);
  }

  /** Puts something in the place of the argument, behind the name of the subcommand. */
  static String[] standIn(String... arguments) {
    if (arguments.length == 0) {
      return arguments;
    }
    String[] with = new String[arguments.length + 1];
    with[0] = arguments[0];
    with[1] = LABEL;
    System.arraycopy(arguments, 1, with, 2, arguments.length - 1);
    return with;
  }
}
