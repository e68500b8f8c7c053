// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import dev.gadus.bolt.BoltException;
import dev.gadus.bolt.Bucket;
import dev.gadus.bolt.Cursor;
import dev.gadus.bolt.Transaction;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
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
      "The options that choose keys and show values are additions to Go's command.",
      "What cannot be read is told on standard error and left out; the exit code is then 1."
    })
final class KeysCommand extends PlainCommand {
  private final Databases databases;
  private final Output output;
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
  boolean takeFurther(List<String> arguments) {
    boolean fits = !arguments.isEmpty();
    if (fits) {
      bucketPath = arguments;
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
    Damages damages = new Damages(output);
    Listing listing = new Listing(range, damages, entry -> print(entry, keyFormat));
    listing.walk(DatabaseFile.bucket(transaction, bucketPath));
    listing
        .lastOfMore()
        .ifPresent(last ->
            output.remark(
                "More keys follow. To go on: --parse-format hex --after "
                    + HexFormat.of().formatHex(last)));
    damages.failIfAny();
  }

  private void printJson(Transaction transaction, KeyRange range) {
    JsonWriter writer = new JsonWriter(output).object().list("keys");
    Damages damages = new Damages(output);
    Listing listing =
        new Listing(
            range,
            damages,
            entry -> {
              writer.object().bytes("key", entry.key()).flag("bucket", entry.isBucket());
              entry.value().ifPresent(value -> writer.number("size", value.byteSize()));
              if (values) {
                entry.value().ifPresent(value -> writer.bytes("value", value));
              }
              writer.endObject();
            });
    listing.walk(DatabaseFile.bucket(transaction, bucketPath));
    writer.endList();
    listing.lastOfMore().ifPresent(key -> writer.bytes("after", MemorySegment.ofArray(key)));
    writer.endObject().end();
    damages.failIfAny();
  }

  /** A key, and its value unless it is a bucket. */
  private record Entry(MemorySegment key, Optional<MemorySegment> value) {
    boolean isBucket() {
      return value.isEmpty();
    }
  }

  /** Goes through the keys of a range up to the limit, past what cannot be read. */
  private final class Listing {
    private final KeyRange range;
    private final Damages damages;
    private final Consumer<Entry> each;
    private byte[] last = {};
    private long count;
    private boolean more;

    Listing(KeyRange range, Damages damages, Consumer<Entry> each) {
      this.range = range;
      this.damages = damages;
      this.each = each;
    }

    void walk(Bucket bucket) {
      try {
        Cursor cursor = bucket.cursor();
        boolean there = range.first(cursor);
        while (there && range.contains(cursor.keySegment()) && take(entry(cursor))) {
          there = cursor.next();
        }
      } catch (BoltException.CorruptDatabase e) {
        walkReadable(bucket);
      }
    }

    private static Entry entry(Cursor cursor) {
      return new Entry(
          cursor.keySegment(),
          cursor.isBucket() ? Optional.empty() : Optional.of(cursor.valueSegment()));
    }

    /** Goes on where the damage began: behind the last key that was printed. */
    private void walkReadable(Bucket bucket) {
      byte[] printed = last;
      boolean any = count > 0;
      bucket
          .readableParts(damages)
          .forEach((key, value) -> {
            boolean done = any && Arrays.compareUnsigned(key, printed) <= 0;
            MemorySegment segment = MemorySegment.ofArray(key);
            if (!done && !more && !range.isAfter(key) && range.contains(segment)) {
              boolean _ = take(new Entry(segment, value.map(MemorySegment::ofArray)));
            }
          });
    }

    /** Takes an entry unless it is one too many; returns whether it is not. */
    private boolean take(Entry entry) {
      if (limit != 0 && count == limit) {
        more = true;
        return false;
      }
      each.accept(entry);
      count++;
      last = entry.key().toArray(ValueLayout.JAVA_BYTE);
      return true;
    }

    /** Returns the last key that was met when more of the range follow. */
    Optional<byte[]> lastOfMore() {
      return more ? Optional.of(last) : Optional.empty();
    }
  }

  private void print(Entry entry, Format keyFormat) {
    keyFormat.write(entry.key(), output);
    if (values && !entry.isBucket()) {
      output.print("\t");
      keyFormat.write(entry.value().orElseThrow(), output);
    }
    output.print("\n");
  }
}
