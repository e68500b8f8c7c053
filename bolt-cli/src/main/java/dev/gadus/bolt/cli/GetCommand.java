// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import dev.gadus.bolt.Bucket;
import dev.gadus.bolt.Cursor;
import dev.gadus.bolt.Transaction;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code get}: the value of a key. */
@Command(name = "get", description = "Prints the value of a key.")
final class GetCommand extends PlainCommand {
  private final Databases databases;
  private final Output output;
  @Mixin private final OutputOption kind = new OutputOption();

  @Parameters(
      index = "1",
      paramLabel = "BUCKET",
      description = "The bucket, or the outermost one on the way down to it.")
  private String bucket = "";

  @Parameters(
      index = "2..*",
      arity = "1..*",
      paramLabel = "[BUCKET...] KEY",
      hideParamSyntax = true,
      description = "The further buckets on the way down, if any, and last the key.")
  private List<String> furtherBucketsAndKey = List.of();

  @Option(
      names = "--parse-format",
      paramLabel = "FORMAT",
      defaultValue = "ascii-encoded",
      description =
          "How KEY is written: ascii-encoded|hex (default: ascii-encoded, which takes it as it"
              + " is).")
  private String parseFormat = "ascii-encoded";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "auto",
      description =
          "How the value is shown: "
              + Format.NAMES
              + " (default: auto, as text when printable, else in hexadecimal).")
  private String format = "auto";

  GetCommand(Databases databases, Output output) {
    this.databases = databases;
    this.output = output;
  }

  @Override
  boolean takeFurther(List<String> arguments) {
    boolean fits = arguments.size() >= 2;
    if (fits) {
      bucket = arguments.getFirst();
      furtherBucketsAndKey = arguments.subList(1, arguments.size());
    }
    return fits;
  }

  @Override
  public void run() {
    byte[] key = parse(furtherBucketsAndKey.getLast(), parseFormat);
    if (key.length == 0) {
      throw new Failure("key is required: key required");
    }
    List<String> bucketPath = new ArrayList<>(List.of(bucket));
    bucketPath.addAll(furtherBucketsAndKey.subList(0, furtherBucketsAndKey.size() - 1));
    databases.view(
        file.path(),
        transaction -> {
          Format valueFormat = Format.of(format);
          if (kind.isJson(valueFormat)) {
            printJson(key, value(transaction, bucketPath, key));
          } else {
            valueFormat.writeLine(value(transaction, bucketPath, key), output);
          }
          return true;
        });
  }

  private void printJson(byte[] key, MemorySegment value) {
    new JsonWriter(output)
        .object()
        .bytes("key", MemorySegment.ofArray(key))
        .number("size", value.byteSize())
        .bytes("value", value)
        .endObject()
        .end();
  }

  /** Reads a key as a person wrote it. */
  static byte[] parse(String text, String parseFormat) {
    return switch (parseFormat) {
      case "ascii-encoded" -> text.getBytes(StandardCharsets.UTF_8);
      case "hex" -> GoText.parseHex(text);
      default ->
          throw new Failure(
              "parseBytes: unsupported format: " + parseFormat + " (one of ascii-encoded|hex)");
    };
  }

  /** Finds the value in place, so that one of gigabytes is never on the heap. */
  private static MemorySegment value(Transaction transaction, List<String> bucketPath, byte[] key) {
    Bucket bucket = DatabaseFile.bucket(transaction, bucketPath);
    Cursor cursor = bucket.cursor();
    boolean found =
        cursor.seek(key)
            && !cursor.isBucket()
            && cursor.keySegment().mismatch(MemorySegment.ofArray(key)) == -1;
    if (!found) {
      throw new Failure(
          "Error key not found for key: "
              + GoText.quote(key)
              + " hex: \""
              + HexFormat.of().formatHex(key)
              + "\"");
    }
    return cursor.valueSegment();
  }
}
