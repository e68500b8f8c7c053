package dev.gadus.bolt.cli;

import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** The database file, the first argument of nearly every command. */
final class FileArgument {
  @Parameters(index = "0", paramLabel = "FILE", description = "The database file.")
  private Path path = Path.of("");

  Path path() {
    return path;
  }
}
