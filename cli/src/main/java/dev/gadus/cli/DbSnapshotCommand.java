// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gadus db ROLE snapshot}. */
@Command(
    name = "snapshot",
    description = {
      "Copy the database as it is now into a file. A running node goes on with its work meanwhile.",
      "The file appears under its name when it is complete and on disk."
    })
final class DbSnapshotCommand implements Runnable {
  private final NodeDatabase database;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "The file to write; it must not exist.")
  private Path output = Path.of("");

  DbSnapshotCommand(NodeDatabase database) {
    this.database = database;
  }

  @Override
  public void run() {
    Path target = database.context().surroundings().folder().resolve(output).normalize();
    if (Files.isDirectory(target)) {
      throw new CommandFailure(
          ExitCode.ERROR,
          "this is a folder: " + target,
          "name a file in it: -o " + target.resolve(database.role().text() + ".db"));
    }
    if (Files.exists(target)) {
      throw new CommandFailure(
          ExitCode.ERROR, "there is a file already: " + target, "choose another name with -o");
    }
    long bytes = database.read(new SnapshotFile(database, target));
    database.context().out().printf("%s: %d bytes%n", target, bytes);
  }
}
