// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import dev.gadus.bolt.BoltException;
import dev.gadus.bolt.Bucket;
import dev.gadus.bolt.Cursor;
import dev.gadus.bolt.Transaction;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code buckets}: the names at the top level. */
@Command(
    name = "buckets",
    description = {
      "Prints the names of the top-level buckets, one a line, byte for byte.",
      "What cannot be read is told on standard error and left out; the exit code is then 1."
    })
final class BucketsCommand extends PlainCommand {
  private final Databases databases;
  private final Output output;
  @Mixin private final OutputOption kind = new OutputOption();

  BucketsCommand(Databases databases, Output output) {
    this.databases = databases;
    this.output = output;
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
    Damages damages = new Damages(output);
    JsonWriter writer = new JsonWriter(output);
    if (json) {
      writer.object().list("buckets");
    }
    forEach(
        transaction.rootBucket(),
        damages,
        (name, isBucket) -> {
          if (json) {
            writer.object().bytes("key", name).flag("bucket", isBucket).endObject();
          } else {
            Format.BYTES.writeLine(name, output);
          }
        });
    if (json) {
      writer.endList().endObject().end();
    }
    damages.failIfAny();
  }

  private static void forEach(
      Bucket root, Damages damages, BiConsumer<MemorySegment, Boolean> consumer) {
    long printed = 0;
    try {
      Cursor cursor = root.cursor();
      for (boolean there = cursor.first(); there; there = cursor.next()) {
        consumer.accept(cursor.keySegment(), cursor.isBucket());
        printed++;
      }
    } catch (BoltException.CorruptDatabase e) {
      AtomicLong left = new AtomicLong(printed);
      root.readableParts(damages)
          .forEach((name, value) -> {
            if (left.getAndDecrement() <= 0) {
              consumer.accept(MemorySegment.ofArray(name), value.isEmpty());
            }
          });
    }
  }
}
