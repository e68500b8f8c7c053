// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import dev.gadus.bolt.Cursor;
import dev.gadus.bolt.Transaction;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
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
final class KeysCommand implements PlainCommand {
  private final Databases databases;
  private final Output output;
  @Mixin private final FileArgument file = new FileArgument();
  @Mixin private final OutputOption kind = new OutputOption();

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
  private String format = "auto";

  @Option(names = "--prefix", paramLabel = "KEY", description = "Only keys that begin with this.")
  private String prefix = "";

  @Option(names = "--from", paramLabel = "KEY", description = "Only this key and those after it.")
  private String from = "";

  @Option(
      names = "--after",
      paramLabel = "KEY",
      description = "Only keys after this one: the last of the page before.")
  private String after = "";

  @Option(names = "--to", paramLabel = "KEY", description = "Only keys before this one.")
  private String to = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      converter = PageNumber.class,
      description =
          "Print at most N keys; 0, the default, sets no limit. When there are more, a line says how"
              + " to go on, if standard error is a terminal.")
  private long limit;

  @Option(
      names = "--parse-format",
      paramLabel = "FORMAT",
      defaultValue = "ascii-encoded",
      description =
          "How the keys given here are written: ascii-encoded|hex (default: ascii-encoded, which"
              + " takes them as they are).")
  private String parseFormat = "ascii-encoded";

  @Option(
      names = "--values",
      description = "After each key and a tab, print its value; a bucket has none.")
  private boolean values;

  KeysCommand(Databases databases, Output output) {
    this.databases = databases;
    this.output = output;
  }

  @Override
  public boolean take(List<String> arguments) {
    boolean fits = arguments.size() >= 2;
    if (fits) {
      file.take(arguments.getFirst());
      bucketPath = arguments.subList(1, arguments.size());
    }
    return fits;
  }

  @Override
  public void run() {
    KeyRange range =
        new KeyRange(
            GetCommand.parse(prefix, parseFormat),
            GetCommand.parse(from, parseFormat),
            GetCommand.parse(after, parseFormat),
            GetCommand.parse(to, parseFormat));
    databases.view(
        file.path(),
        transaction -> {
          Format keyFormat = Format.of(format);
          if (kind.isJson(keyFormat)) {
            printJson(transaction, range);
          } else {
            printText(transaction, range, keyFormat);
          }
          return true;
        });
  }

  private void printText(Transaction transaction, KeyRange range, Format keyFormat) {
    walk(transaction, range, cursor -> print(cursor, keyFormat))
        .ifPresent(last ->
            output.remark(
                "More keys follow. To go on: --parse-format hex --after "
                    + HexFormat.of().formatHex(last)));
  }

  private void printJson(Transaction transaction, KeyRange range) {
    JsonWriter writer = new JsonWriter(output).object().list("keys");
    Optional<byte[]> last =
        walk(
            transaction,
            range,
            cursor -> {
              boolean bucket = cursor.isBucket();
              writer.object().bytes("key", cursor.keySegment()).flag("bucket", bucket);
              if (!bucket) {
                writer.number("size", cursor.valueSize());
              }
              if (values && !bucket) {
                writer.bytes("value", cursor.valueSegment());
              }
              writer.endObject();
            });
    writer.endList();
    last.ifPresent(key -> writer.bytes("after", MemorySegment.ofArray(key)));
    writer.endObject().end();
  }

  /**
   * Goes through the keys of a range up to the limit.
   *
   * @return the last key that was met when more of the range follow
   */
  private Optional<byte[]> walk(Transaction transaction, KeyRange range, Consumer<Cursor> each) {
    Cursor cursor = DatabaseFile.bucket(transaction, bucketPath).cursor();
    byte[] last = new byte[0];
    long count = 0;
    for (boolean there = range.first(cursor);
        there && range.contains(cursor.keySegment());
        there = cursor.next()) {
      if (limit != 0 && count == limit) {
        return Optional.of(last);
      }
      each.accept(cursor);
      count++;
      if (count == limit) {
        last = cursor.key();
      }
    }
    return Optional.empty();
  }

  private void print(Cursor cursor, Format keyFormat) {
    keyFormat.write(cursor.keySegment(), output);
    if (values && !cursor.isBucket()) {
      output.print("\t");
      keyFormat.write(cursor.valueSegment(), output);
    }
    output.print("\n");
  }
}
