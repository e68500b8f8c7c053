// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import dev.gadus.bolt.BoltException;
import dev.gadus.bolt.Bucket;
import dev.gadus.bolt.BucketStructure;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code inspect}: the tree of buckets as JSON. */
@Command(
    name = "inspect",
    description = {
      "Prints the tree of buckets as JSON, with the number of keys in each.",
      "What cannot be read is told on standard error and left out; the exit code is then 1."
    })
final class InspectCommand extends PlainCommand {
  private static final String INDENT = "    ";

  /**
   * Go's command refuses what is nested deeper, as do most programs that read JSON; and what is
   * printed grows with the square of the depth, to 600 MB here.
   */
  static final int MAX_DEPTH = 4999;

  /** The root has no name; this stands for it. */
  private static final byte[] ROOT = "root".getBytes(StandardCharsets.US_ASCII);

  private final Databases databases;
  private final Output output;
  @Mixin private final OutputOption kind = new OutputOption();

  InspectCommand(Databases databases, Output output) {
    this.databases = databases;
    this.output = output;
  }

  @Override
  public void run() {
    // It prints JSON, asked or not.
    kind.isJson();
    Damages damages = new Damages(output);
    BucketStructure root =
        databases.view(file.path(), transaction -> inspect(transaction.rootBucket(), damages));
    int depth = depth(root);
    if (depth > MAX_DEPTH) {
      throw new Failure(
          "invalid character '{' exceeded max depth: the buckets are nested "
              + depth
              + " deep, and more than "
              + MAX_DEPTH
              + " levels are not printed as JSON; keys and stats have no such limit");
    }
    print(root);
    output.print("\n");
    damages.failIfAny();
  }

  private static BucketStructure inspect(Bucket root, Damages damages) {
    try {
      return root.inspect();
    } catch (BoltException.CorruptDatabase e) {
      return root.readableParts(damages).inspect();
    }
  }

  /** A bucket whose head is printed, and those in it that are not printed yet. */
  private record Level(boolean hasBuckets, Iterator<BucketStructure> rest) {
    static Level of(BucketStructure bucket) {
      List<BucketStructure> buckets = bucket.buckets();
      return new Level(!buckets.isEmpty(), buckets.iterator());
    }
  }

  /** Returns how many buckets the longest way down from the root leads through. */
  private static int depth(BucketStructure root) {
    Deque<Level> way = new ArrayDeque<>(List.of(Level.of(root)));
    int deepest = 0;
    while (!way.isEmpty()) {
      deepest = Math.max(deepest, way.size() - 1);
      Iterator<BucketStructure> rest = way.getLast().rest();
      if (rest.hasNext()) {
        way.addLast(Level.of(rest.next()));
      } else {
        way.removeLast();
      }
    }
    return deepest;
  }

  private void print(BucketStructure root) {
    Deque<Level> way = new ArrayDeque<>();
    printHead(ROOT, root, way);
    while (!way.isEmpty()) {
      Iterator<BucketStructure> rest = way.getLast().rest();
      if (rest.hasNext()) {
        BucketStructure bucket = rest.next();
        output.print(indent(way.size()));
        printHead(bucket.name(), bucket, way);
      } else {
        printEnd(way);
      }
    }
  }

  private void printHead(byte[] name, BucketStructure bucket, Deque<Level> way) {
    String inner = indent(way.size()) + INDENT;
    output.line("{");
    output.print(inner + "\"name\": ");
    GoText.json(MemorySegment.ofArray(name), output);
    output.line(",");
    output.print(inner + "\"keyN\": " + bucket.keyCount());
    Level level = Level.of(bucket);
    if (level.hasBuckets()) {
      output.line(",");
      output.line(inner + "\"buckets\": [");
    }
    way.addLast(level);
  }

  private void printEnd(Deque<Level> way) {
    boolean hasBuckets = way.removeLast().hasBuckets();
    String indent = indent(way.size());
    if (hasBuckets) {
      output.print(indent + INDENT + "]");
    }
    output.print("\n" + indent + "}");
    if (!way.isEmpty()) {
      output.line(way.getLast().rest().hasNext() ? "," : "");
    }
  }

  /** A bucket stands two steps further in than the one it is in: in a list in an object. */
  private static String indent(int depth) {
    return INDENT.repeat(2 * depth);
  }
}
