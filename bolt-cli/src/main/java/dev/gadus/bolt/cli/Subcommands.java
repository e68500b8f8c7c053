// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import dev.gadus.bolt.Database;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;

/** The subcommands by name, each made when it is needed. */
final class Subcommands {
  private final Map<String, Supplier<Object>> makers;

  private Subcommands(Map<String, Supplier<Object>> makers) {
    this.makers = makers;
  }

  /** All of them, on the file that each is given. */
  static Subcommands ofFiles(Output output) {
    Map<String, Supplier<Object>> makers = new LinkedHashMap<>();
    makers.put("help", HelpCommand::new);
    makers.put("bench", () -> new BenchCommand(output, System::nanoTime, new SplittableRandom()));
    putReading(makers, Databases.inFiles(output), output);
    makers.put("browse", () -> new BrowseCommand(Databases.inFiles(output)));
    makers.put("compact", () -> new CompactCommand(output));
    makers.put("completion", () -> new CompletionCommand(output));
    makers.put("salvage", () -> new SalvageCommand(output));
    makers.put("surgery", () -> SurgeryCommand.commandLine(output));
    makers.put("version", () -> new VersionCommand(output));
    return new Subcommands(makers);
  }

  /** Those that read, on a database that is open. */
  static Subcommands ofOpenDatabase(Database database, Output output) {
    Map<String, Supplier<Object>> makers = new LinkedHashMap<>();
    putReading(makers, Databases.of(database, output), output);
    return new Subcommands(makers);
  }

  private static void putReading(
      Map<String, Supplier<Object>> makers, Databases databases, Output output) {
    makers.put("buckets", () -> new BucketsCommand(databases, output));
    makers.put("check", () -> new CheckCommand(databases, output));
    makers.put("get", () -> new GetCommand(databases, output));
    makers.put("info", () -> new InfoCommand(databases, output));
    makers.put("inspect", () -> new InspectCommand(databases, output));
    makers.put("keys", () -> new KeysCommand(databases, output));
    makers.put("dump", () -> new DumpCommand(databases, output));
    makers.put("page", () -> new PageCommand(databases, output));
    makers.put("page-item", () -> new PageItemCommand(databases, output));
    makers.put("pages", () -> new PagesCommand(databases, output));
    makers.put("stats", () -> new StatsCommand(databases, output));
  }

  /** Makes the one that is named, if it can do without a parser. */
  Optional<PlainCommand> plain(String wanted) {
    return makers.containsKey(wanted) && makers.get(wanted).get() instanceof PlainCommand plain
        ? Optional.of(plain)
        : Optional.empty();
  }

  /** Adds the one that is named to a command, or all of them when none has the name. */
  void addTo(CommandLine commandLine, String wanted) {
    Supplier<Object> only = makers.get(wanted);
    // The help of another command needs that one too.
    if (only != null && !wanted.equals("help")) {
      commandLine.addSubcommand(wanted, only.get());
    } else {
      makers.forEach((name, maker) -> commandLine.addSubcommand(name, maker.get()));
    }
  }
}
