package dev.gadus.bolt.cli;

import dev.gadus.bolt.Cursor;
import dev.gadus.bolt.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code buckets}: the names at the top level. */
@Command(
    name = "buckets",
    description = "Prints the names of the top-level buckets, one a line, as they are.")
final class BucketsCommand implements Runnable {
  private final Output output;
  @Mixin private final FileArgument file = new FileArgument();

  BucketsCommand(Output output) {
    this.output = output;
  }

  @Override
  public void run() {
    try (Database database = DatabaseFile.openForReading(file.path(), output)) {
      database.view(transaction -> {
        Cursor cursor = transaction.cursor();
        for (boolean there = cursor.first(); there; there = cursor.next()) {
          Format.BYTES.writeLine(cursor.keySegment(), output);
        }
        return true;
      });
    }
  }
}
