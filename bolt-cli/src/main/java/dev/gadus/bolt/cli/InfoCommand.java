package dev.gadus.bolt.cli;

import dev.gadus.bolt.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code info}: the page size. */
@Command(name = "info", description = "Prints the page size of a database.")
final class InfoCommand implements Runnable {
  private final Output output;
  @Mixin private final FileArgument file = new FileArgument();

  InfoCommand(Output output) {
    this.output = output;
  }

  @Override
  public void run() {
    try (Database database = DatabaseFile.openForReading(file.path(), output)) {
      output.line("Page Size: " + database.pageSize());
    }
  }
}
