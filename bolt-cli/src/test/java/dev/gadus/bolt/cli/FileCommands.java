// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The subcommands that take a file, so that a test about all of them can not miss a new one. */
final class FileCommands {
  private static final String PROGRAM = "bbolt ";

  private FileCommands() {}

  /** Returns their names, such as {@code keys} and {@code surgery meta update}. */
  static List<String> names() {
    Output nowhere =
        new Output(OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), false);
    return leaves(BoltCommand.commandLine(PROGRAM.strip(), nowhere))
        .map(CommandLine::getCommandSpec)
        .filter(FileCommands::takesFile)
        .map(spec -> spec.qualifiedName().substring(PROGRAM.length()))
        .toList();
  }

  private static Stream<CommandLine> leaves(CommandLine command) {
    Collection<CommandLine> subcommands = command.getSubcommands().values();
    return subcommands.isEmpty()
        ? Stream.of(command)
        : subcommands.stream().flatMap(FileCommands::leaves);
  }

  private static boolean takesFile(CommandSpec spec) {
    return spec.positionalParameters().stream()
        .anyMatch(parameter -> parameter.paramLabel().equals("FILE"));
  }

  /** Fails when the lines leave out one of the subcommands. */
  static void requireAllIn(List<String> lines) {
    List<String> names =
        names().stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
    TreeSet<String> missing = new TreeSet<>(names);
    for (String line : lines) {
      names.stream()
          .filter(name -> line.startsWith(name + " "))
          .findFirst()
          .ifPresent(missing::remove);
    }
    assertThat(missing).as("subcommands that no line calls").isEmpty();
  }

  /** Returns the words of a line in which FILE and COPY stand for files. */
  static String[] words(String line, Path file, Path copy) {
    return Stream.of(line.split(" ", -1))
        .map(word ->
            switch (word) {
              case "FILE" -> file.toString();
              case "COPY" -> copy.toString();
              default -> word;
            })
        .toArray(String[]::new);
  }
}
