// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import dev.gadus.bolt.BoltException;
import dev.gadus.bolt.Bucket;
import dev.gadus.bolt.BucketStatistics;
import dev.gadus.bolt.Cursor;
import dev.gadus.bolt.Transaction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code stats}: what the buckets take. */
@Command(
    name = "stats",
    description = {
      "Counts pages, keys and bytes of the top-level buckets and of everything in them.",
      "What cannot be read is told on standard error and left out; the exit code is then 1."
    })
final class StatsCommand extends PlainCommand {
  private final Databases databases;
  private final Output output;
  @Mixin private final OutputOption kind = new OutputOption();

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PREFIX",
      description = "Count only the buckets whose names begin with this.")
  private String prefix = "";

  StatsCommand(Databases databases, Output output) {
    this.databases = databases;
    this.output = output;
  }

  @Override
  boolean takeFurther(List<String> arguments) {
    boolean fits = arguments.size() <= 1;
    if (fits) {
      prefix = arguments.isEmpty() ? "" : arguments.getFirst();
    }
    return fits;
  }

  @Override
  public void run() {
    boolean json = kind.isJson();
    databases.view(
        file.path(),
        transaction -> {
          collect(transaction, json);
          return true;
        });
  }

  private void collect(Transaction transaction, boolean json) {
    Damages damages = new Damages(output);
    Counted counted;
    try {
      counted = count(transaction.rootBucket());
    } catch (BoltException.CorruptDatabase e) {
      counted = countReadable(transaction.rootBucket(), damages);
    }
    if (json) {
      printJson(counted.sum(), counted.buckets());
    } else {
      print(counted.sum(), counted.buckets());
    }
    damages.failIfAny();
  }

  /** What the wanted top-level buckets take, and how many there are. */
  private record Counted(BucketStatistics sum, int buckets) {
    static final Counted NOTHING = new Counted(BucketStatistics.EMPTY, 0);

    Counted plus(BucketStatistics bucket) {
      return new Counted(sum.plus(bucket), buckets + 1);
    }
  }

  private Counted count(Bucket root) {
    Counted counted = Counted.NOTHING;
    Cursor cursor = root.cursor();
    for (boolean there = cursor.first(); there; there = cursor.next()) {
      byte[] name = cursor.key();
      // Plain keys in the root, which the Go command does not survive here, belong to no bucket.
      if (cursor.isBucket() && isWanted(name)) {
        counted = counted.plus(root.bucket(name).orElseThrow().statistics());
      }
    }
    return counted;
  }

  private Counted countReadable(Bucket root, Damages damages) {
    List<byte[]> names = new ArrayList<>();
    root.readableParts(damages)
        .forEach((name, value) -> {
          if (value.isEmpty() && isWanted(name)) {
            names.add(name);
          }
        });
    Counted counted = Counted.NOTHING;
    for (byte[] name : names) {
      try {
        Optional<Bucket> bucket = root.bucket(name);
        if (bucket.isPresent()) {
          counted = counted.plus(bucket.get().readableParts(damages).statistics());
        }
      } catch (BoltException.CorruptDatabase e) {
        damages.tell("bucket " + Format.readable(name) + " cannot be opened: " + e.getMessage());
      }
    }
    return counted;
  }

  private boolean isWanted(byte[] name) {
    return startsWith(name, prefix.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean startsWith(byte[] name, byte[] prefix) {
    return name.length >= prefix.length
        && Arrays.equals(name, 0, prefix.length, prefix, 0, prefix.length);
  }

  private void printJson(BucketStatistics sum, int count) {
    new JsonWriter(output)
        .object()
        .number("topLevelBuckets", count)
        .number("branchPages", sum.branchPageCount())
        .number("branchOverflowPages", sum.branchOverflowCount())
        .number("leafPages", sum.leafPageCount())
        .number("leafOverflowPages", sum.leafOverflowCount())
        .number("keys", sum.keyCount())
        .number("levels", sum.depth())
        .number("branchAllocatedBytes", sum.branchAllocatedBytes())
        .number("branchUsedBytes", sum.branchUsedBytes())
        .number("leafAllocatedBytes", sum.leafAllocatedBytes())
        .number("leafUsedBytes", sum.leafUsedBytes())
        .number("buckets", sum.bucketCount())
        .number("inlineBuckets", sum.inlineBucketCount())
        .number("inlineBucketUsedBytes", sum.inlineBucketUsedBytes())
        .endObject()
        .end();
  }

  private void print(BucketStatistics sum, int count) {
    output.line("Aggregate statistics for " + count + " buckets");
    output.line("");
    output.line("Page count statistics");
    output.line("\tNumber of logical branch pages: " + sum.branchPageCount());
    output.line("\tNumber of physical branch overflow pages: " + sum.branchOverflowCount());
    output.line("\tNumber of logical leaf pages: " + sum.leafPageCount());
    output.line("\tNumber of physical leaf overflow pages: " + sum.leafOverflowCount());
    output.line("Tree statistics");
    output.line("\tNumber of keys/value pairs: " + sum.keyCount());
    output.line("\tNumber of levels in B+tree: " + sum.depth());
    output.line("Page size utilization");
    output.line("\tBytes allocated for physical branch pages: " + sum.branchAllocatedBytes());
    output.line(
        "\tBytes actually used for branch data: "
            + share(sum.branchUsedBytes(), sum.branchAllocatedBytes()));
    output.line("\tBytes allocated for physical leaf pages: " + sum.leafAllocatedBytes());
    output.line(
        "\tBytes actually used for leaf data: "
            + share(sum.leafUsedBytes(), sum.leafAllocatedBytes()));
    output.line("Bucket statistics");
    output.line("\tTotal number of buckets: " + sum.bucketCount());
    output.line(
        "\tTotal number on inlined buckets: " + share(sum.inlineBucketCount(), sum.bucketCount()));
    output.line(
        "\tBytes used for inlined buckets: "
            + share(sum.inlineBucketUsedBytes(), sum.leafUsedBytes()));
  }

  /**
   * The percentage is cut, and counted in 32-bit floating point: with doubles it differs from Go's
   * for some numbers.
   */
  private static String share(long part, long whole) {
    int percent = whole == 0 ? 0 : (int) ((float) part * 100.0f / (float) whole);
    return part + " (" + percent + "%)";
  }
}
