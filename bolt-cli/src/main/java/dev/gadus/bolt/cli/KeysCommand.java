package dev.gadus.bolt.cli;

import dev.gadus.bolt.Cursor;
import dev.gadus.bolt.Database;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keys}: the keys of a bucket. */
@Command(
    name = "keys",
    description = "Prints the keys of a bucket, and the names of the buckets in it, one a line.")
final class KeysCommand implements Runnable {
  private final Output output;
  @Mixin private final FileArgument file = new FileArgument();

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "BUCKET",
      description = "The bucket: a name, or the names on the way down to it.")
  private List<String> bucketPath = List.of();

  @Option(
      names = {"-f", "--format"},
      paramLabel = "FORMAT",
      defaultValue = "auto",
      description =
          "How keys are shown: "
              + Format.NAMES
              + " (default: auto, as text when printable, else in hexadecimal).")
  private String format = "";

  KeysCommand(Output output) {
    this.output = output;
  }

  @Override
  public void run() {
    try (Database database = DatabaseFile.openForReading(file.path(), output)) {
      Format keyFormat = Format.of(format);
      database.view(transaction -> {
        Cursor cursor = DatabaseFile.bucket(transaction, bucketPath).cursor();
        for (boolean there = cursor.first(); there; there = cursor.next()) {
          keyFormat.writeLine(cursor.keySegment(), output);
        }
        return true;
      });
    }
  }
}
