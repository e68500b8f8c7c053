package dev.gadus.bolt.cli;

import dev.gadus.bolt.BucketStructure;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code inspect}: the tree of buckets as JSON. */
@Command(
    name = "inspect",
    description = "Prints the tree of buckets as JSON, with the number of keys in each.")
final class InspectCommand implements PlainCommand {
  private static final String INDENT = "    ";

  /** The root has no name; this stands for it. */
  private static final byte[] ROOT = "root".getBytes(StandardCharsets.US_ASCII);

  private final Databases databases;
  private final Output output;
  @Mixin private final FileArgument file = new FileArgument();
  @Mixin private final OutputOption kind = new OutputOption();

  InspectCommand(Databases databases, Output output) {
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
    // It prints JSON, asked or not.
    kind.isJson();
    BucketStructure root =
        databases.view(file.path(), transaction -> transaction.rootBucket().inspect());
    print(ROOT, root, "");
    output.print("\n");
  }

  private void print(byte[] name, BucketStructure bucket, String indent) {
    String inner = indent + INDENT;
    output.line("{");
    output.print(inner + "\"name\": ");
    GoText.json(MemorySegment.ofArray(name), output);
    output.line(",");
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
