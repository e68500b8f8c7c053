package dev.gadus.bolt.cli;

import dev.gadus.bolt.BucketStructure;
import dev.gadus.bolt.Database;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code inspect}: the tree of buckets as JSON. */
@Command(
    name = "inspect",
    description = "Prints the tree of buckets as JSON, with the number of keys in each.")
final class InspectCommand implements Runnable {
  private static final String INDENT = "    ";

  /** The root has no name; this stands for it. */
  private static final byte[] ROOT = "root".getBytes(StandardCharsets.US_ASCII);

  private final Output output;
  @Mixin private final FileArgument file = new FileArgument();

  InspectCommand(Output output) {
    this.output = output;
  }

  @Override
  public void run() {
    try (Database database = DatabaseFile.openForReading(file.path(), output)) {
      BucketStructure root = database.view(transaction -> transaction.rootBucket().inspect());
      print(ROOT, root, "");
      output.print("\n");
    }
  }

  private void print(byte[] name, BucketStructure bucket, String indent) {
    String inner = indent + INDENT;
    output.line("{");
    output.line(inner + "\"name\": " + GoText.json(name) + ",");
    output.print(inner + "\"keyN\": " + bucket.keyCount());
    List<BucketStructure> children = bucket.buckets();
    if (!children.isEmpty()) {
      output.line(",");
      output.line(inner + "\"buckets\": [");
      for (int i = 0; i < children.size(); i++) {
        output.print(inner + INDENT);
        print(children.get(i).name(), children.get(i), inner + INDENT);
        output.line(i + 1 < children.size() ? "," : "");
      }
      output.print(inner + "]");
    }
    output.print("\n" + indent + "}");
  }
}
