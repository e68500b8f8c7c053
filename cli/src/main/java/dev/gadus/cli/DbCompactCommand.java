// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.bolt.BoltException;
import dev.gadus.bolt.CheckReport;
import dev.gadus.bolt.Database;
import dev.gadus.bolt.Options;
import dev.gadus.bolt.Transaction;
import dev.gadus.bolt.cli.Progress;
import dev.gadus.bolt.cli.UnfinishedFile;
import dev.gadus.client.DatabaseClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import picocli.CommandLine.Command;

/** {@code gadus db ROLE compact}. */
@Command(
    name = "compact",
    description = {
      "Give the disk back what the database does not need.",
      "A stopped node's file is copied without its free pages; the copy takes its place when it is"
          + " complete and on disk. A running node moves what stands at the end of its file into"
          + " free pages and cuts the file, between its other work."
    })
final class DbCompactCommand implements Runnable, NodeDatabase.Use<DatabaseClient.LengthChange> {
  /** Large enough to be fast, small enough for the memory of a command. */
  private static final long COPY_TRANSACTION_BYTES = 16L << 20;

  private final NodeDatabase database;

  DbCompactCommand(NodeDatabase database) {
    this.database = database;
  }

  @Override
  public void run() {
    DatabaseClient.LengthChange compacted = database.change(this);
    database
        .context()
        .out()
        .printf(
            Locale.ROOT,
            "%d -> %d bytes (gain=%.2fx)%n",
            compacted.bytesBefore(),
            compacted.bytesAfter(),
            (double) compacted.bytesBefore() / Math.max(1, compacted.bytesAfter()));
  }

  @Override
  public DatabaseClient.LengthChange stopped(Database open) throws IOException {
    Path path = open.path();
    long before = Files.size(path);
    try (UnfinishedFile copy = UnfinishedFile.beside(path)) {
      try (Progress _ = Progress.ofGrowingFile("Compacting", copy.path(), database.output());
          Database target = Database.open(copy.path(), Options.defaults())) {
        Database.compact(open, target, COPY_TRANSACTION_BYTES);
        CheckReport report = target.view(Transaction::check);
        if (!report.isOk()) {
          throw new IOException("the copy is damaged: " + report.findings().getFirst());
        }
      }
      copy.finish();
    } catch (BoltException.Storage e) {
      throw new CommandFailure(
          ExitCode.ERROR,
          "%s is as it was, since its copy could not be written: %s"
              .formatted(path, e.getMessage()),
          "make room on its disk, or take another one with 'gadus bolt compact -o FILE'");
    }
    return new DatabaseClient.LengthChange(before, Files.size(path));
  }

  @Override
  public DatabaseClient.LengthChange running(DatabaseClient node) {
    try (Progress _ =
        Progress.ofTime("The node compacts", InstantSource.system(), database.output())) {
      return node.compact();
    }
  }
}
