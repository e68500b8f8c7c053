package dev.gadus.bolt.cli;

import dev.gadus.bolt.Cursor;
import dev.gadus.bolt.Database;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keys}: the keys of a bucket. */
@Command(
    name = "keys",
    description = {
      "Prints the keys of a bucket, and the names of the buckets in it, one a line.",
      "The options that choose keys and show values are additions to Go's command."
    })
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

  @Option(names = "--prefix", paramLabel = "KEY", description = "Only keys that begin with this.")
  private String prefix = "";

  @Option(names = "--from", paramLabel = "KEY", description = "Only this key and those after it.")
  private String from = "";

  @Option(names = "--to", paramLabel = "KEY", description = "Only keys before this one.")
  private String to = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      converter = PageNumber.class,
      description = "At most so many keys; 0, the default, sets no limit.")
  private long limit;

  @Option(
      names = "--parse-format",
      paramLabel = "FORMAT",
      defaultValue = "ascii-encoded",
      description =
          "How the keys given here are written: ascii-encoded|hex (default: ascii-encoded, which takes them as they are).")
  private String parseFormat = "";

  @Option(
      names = "--values",
      description = "After each key and a tab, print its value; a bucket has none.")
  private boolean values;

  KeysCommand(Output output) {
    this.output = output;
  }

  @Override
  public void run() {
    byte[] wantedPrefix = GetCommand.parse(prefix, parseFormat);
    byte[] first = GetCommand.parse(from, parseFormat);
    byte[] end = GetCommand.parse(to, parseFormat);
    byte[] start = Arrays.compareUnsigned(first, wantedPrefix) > 0 ? first : wantedPrefix;
    try (Database database = DatabaseFile.openForReading(file.path(), output)) {
      Format keyFormat = Format.of(format);
      database.view(transaction -> {
        Cursor cursor = DatabaseFile.bucket(transaction, bucketPath).cursor();
        long count = 0;
        boolean there = start.length == 0 ? cursor.first() : cursor.seek(start);
        for (; there && (limit == 0 || count < limit); there = cursor.next()) {
          MemorySegment key = cursor.keySegment();
          if (!startsWith(key, wantedPrefix) || (end.length > 0 && !isBefore(key, end))) {
            break;
          }
          print(cursor, keyFormat);
          count++;
        }
        return true;
      });
    }
  }

  private void print(Cursor cursor, Format keyFormat) {
    keyFormat.write(cursor.keySegment(), output);
    if (values && !cursor.isBucket()) {
      output.print("\t");
      keyFormat.write(cursor.valueSegment(), output);
    }
    output.print("\n");
  }

  private static boolean startsWith(MemorySegment key, byte[] prefix) {
    return key.byteSize() >= prefix.length
        && key.asSlice(0, prefix.length).mismatch(MemorySegment.ofArray(prefix)) == -1;
  }

  private static boolean isBefore(MemorySegment key, byte[] end) {
    return Arrays.compareUnsigned(key.toArray(ValueLayout.JAVA_BYTE), end) < 0;
  }
}
