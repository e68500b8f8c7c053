// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.client.GadusClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes job files that run the test program, beside a copy of it. */
final class Jobs {
  private static final Path PROGRAM =
      Path.of("../node/src/test/programs/tool.wasm").toAbsolutePath().normalize();

  private Jobs() {}

  /** Waits for a job in silence. */
  static JobWaiter waiter(GadusClient client) {
    Patience patience = new Patience(System.err, Patience.DEFAULT, () -> "");
    return new JobWaiter(client, patience, Optional.empty(), _ -> {}, InstantSource.system());
  }

  /** A job file in {@code folder} that runs the program with these words, in so many partitions. */
  static Path file(Path folder, String name, int count, String... words) throws IOException {
    return fileWith(folder, name, count, "", words);
  }

  /** The same with further lines of the task, indented by four. */
  static Path fileWith(Path folder, String name, int count, String lines, String... words)
      throws IOException {
    Files.createDirectories(folder);
    Path program = folder.resolve("tool.wasm");
    if (!Files.exists(program)) {
      // Only once: jobs of earlier calls may be reading it.
      Files.copy(PROGRAM, program);
    }
    String parameters =
        Arrays.stream(words).map(word -> "\"" + word + "\"").collect(Collectors.joining(", "));
    String text =
        """
        Name: %s
        Type: batch
        Count: %d
        Tasks:
          - Name: main
            Engine:
              Type: wasm
              Params: {EntryModule: /app/tool.wasm, Parameters: [%s]}
            InputSources:
              - Source: {Type: local, Params: {SourcePath: tool.wasm}}
                Target: /app/tool.wasm
            Resources: {CPU: 100m, Memory: 32Mb}
        """
            .formatted(name, count, parameters);
    return Files.writeString(folder.resolve(name + ".yaml"), text + lines);
  }
}
