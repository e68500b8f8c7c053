// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import dev.gadus.bolt.Cursor;
import dev.gadus.bolt.Transaction;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code buckets}: the names at the top level. */
@Command(
    name = "buckets",
    description = "Prints the names of the top-level buckets, one a line, byte for byte.")
final class BucketsCommand implements PlainCommand {
  private final Databases databases;
  private final Output output;
  @Mixin private final FileArgument file = new FileArgument();
  @Mixin private final OutputOption kind = new OutputOption();

  BucketsCommand(Databases databases, Output output) {
    this.databases = databases;
    this.output = output;
  }

  @Override
  public boolean take(List<String> arguments) {
    boolean fits = arguments.size() == 1;
    if (fits) {
      file.take(arguments.getFirst());
    }
    return fits;
  }

  @Override
  public void run() {
    boolean json = kind.isJson();
    databases.view(
        file.path(),
        transaction -> {
          print(transaction, json);
          return true;
        });
  }

  private void print(Transaction transaction, boolean json) {
    Cursor cursor = transaction.cursor();
    if (!json) {
      for (boolean there = cursor.first(); there; there = cursor.next()) {
        Format.BYTES.writeLine(cursor.keySegment(), output);
      }
      return;
    }
    JsonWriter writer = new JsonWriter(output).object().list("buckets");
    for (boolean there = cursor.first(); there; there = cursor.next()) {
      writer.object().bytes("key", cursor.keySegment()).flag("bucket", cursor.isBucket());
      writer.endObject();
    }
    writer.endList().endObject().end();
  }
}
