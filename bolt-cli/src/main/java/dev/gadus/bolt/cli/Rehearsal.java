// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import dev.gadus.bolt.Bucket;
import dev.gadus.bolt.Database;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Uses what people use of the command, on a small database of its own, while the JDK records which
 * classes that takes. The record is what makes the command start fast; nothing else runs this.
 */
final class Rehearsal {
  private static final List<String> LINES =
      List.of(
          "buckets FILE",
          "keys FILE job",
          "keys FILE job --prefix j --limit 1 --values",
          "get FILE job j-1",
          "get FILE job j-1 --format pretty",
          "get FILE job nope",
          "check FILE",
          "stats FILE",
          "info FILE",
          "inspect FILE",
          "pages FILE",
          "page FILE 0 3",
          "page-item FILE 3 0",
          "dump FILE 2",
          "buckets FILE --output json",
          "compact -o COPY FILE",
          "version",
          "--version",
          "keys --help",
          "keys",
          "help");

  private Rehearsal() {}

  public static void main(String[] arguments) throws IOException {
    // What a process takes for its own output belongs to every start.
    Output.ofProcess().flush();
    Path folder = Files.createTempDirectory("gadus-rehearsal");
    try {
      Path file = folder.resolve("some.db");
      make(file);
      for (String line : LINES) {
        run(line.replace("FILE", file.toString()).replace("COPY", folder.resolve("copy.db") + ""));
      }
    } finally {
      try (var left = Files.list(folder)) {
        for (Path each : left.toList()) {
          Files.delete(each);
        }
      }
      Files.delete(folder);
    }
  }

  private static void make(Path file) {
    try (Database database = Database.open(file)) {
      database.update(transaction -> {
        Bucket jobs = transaction.createBucket(bytes("job"));
        jobs.put(bytes("j-1"), bytes("{\"ID\":\"j-1\"}"));
        jobs.put(bytes("j-2"), new byte[] {(byte) 0xff});
        return true;
      });
    }
  }

  private static void run(String line) {
    Output output =
        new Output(OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), false);
    int exitCode = BoltCommand.execute("bbolt", output, line.split(" "));
    if (exitCode > 1) {
      throw new IllegalStateException("exit code " + exitCode + " of: bbolt " + line);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
