// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.bolt.Database;
import dev.gadus.bolt.Options;
import dev.gadus.bolt.cli.BoltCommand;
import dev.gadus.bolt.cli.UnfinishedFile;
import dev.gadus.client.DatabaseClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code gadus db ROLE browse}. */
@Command(
    name = "browse",
    description = {
      "Look through the database with the keyboard: buckets, keys, values, pages. The key ? says"
          + " which key does what, q ends it.",
      "Shows the state at the beginning. Of a running node's database, a copy of the whole file is"
          + " made for that in the folder of temporary files, and removed at the end."
    })
final class DbBrowseCommand implements Callable<Integer>, NodeDatabase.Use<Integer> {
  private final NodeDatabase database;

  DbBrowseCommand(NodeDatabase database) {
    this.database = database;
  }

  @Override
  public Integer call() {
    if (!database.context().surroundings().interactive()) {
      throw new CommandFailure(
          ExitCode.ERROR,
          "browse needs a terminal, and this is none",
          "keys, get, pages and page print what it shows");
    }
    return database.read(this);
  }

  @Override
  public Integer stopped(Database open) {
    return BoltCommand.browse(open, database.role().text(), database.output());
  }

  @Override
  public Integer running(DatabaseClient node) throws IOException {
    Path place = Path.of(System.getProperty("java.io.tmpdir"), "gadus-browse.db");
    DatabaseClient.Snapshot snapshot = node.snapshot();
    // It never gets its final name, so that it is gone at the end, whatever the end is.
    try (UnfinishedFile copy = UnfinishedFile.beside(place)) {
      try (InputStream content = snapshot.content()) {
        new SnapshotFile(database, copy.path()).fill(copy, snapshot.bytes(), content::transferTo);
      }
      try (Database open = Database.open(copy.path(), Options.defaults().readOnly(true))) {
        return stopped(open);
      }
    }
  }
}
