// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.interop.GoPrograms;
import dev.gadus.model.IdSource;
import dev.gadus.store.ExecutionStore;
import dev.gadus.store.JobStore;
import dev.gadus.store.StoreOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** The databases of a node that does not run. */
record NodeFiles(Path data) {
  /** Has a node run a job and end; its data are in {@code data} below the folder. */
  static NodeFiles ofOneJob(Path folder) throws IOException {
    Path data = folder.resolve("data");
    Invocation run =
        Invocation.of(
            Map.of("BACALHAU_DIR", data.toString()),
            folder,
            "job",
            "run",
            "--local",
            Jobs.file(folder, "done", 1, "print", "hello").toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    return new NodeFiles(data);
  }

  /** The file of a role. */
  Path database(String role) throws IOException {
    try (Stream<Path> files = Files.list(data)) {
      return files
          .filter(file -> file.toString().endsWith("-" + role + ".db"))
          .findFirst()
          .orElseThrow();
    }
  }

  private StoreOptions options() throws IOException {
    String nodeId = Files.readString(data.resolve("node-id")).strip();
    return StoreOptions.of(nodeId, "test", InstantSource.system(), IdSource.random());
  }

  JobStore jobs() throws IOException {
    return JobStore.open(database("requester"), options());
  }

  ExecutionStore executions() throws IOException {
    return ExecutionStore.open(database("compute"), options());
  }

  /**
   * Neither the real tool nor ours finds anything wrong, and neither does a count of everything.
   */
  void check() throws IOException {
    for (String role : List.of("requester", "compute")) {
      checkWithGo(database(role));
    }
    try (JobStore store = jobs()) {
      assertThat(store.verify()).isEmpty();
    }
    try (ExecutionStore store = executions()) {
      assertThat(store.verify()).isEmpty();
    }
  }

  static void checkWithGo(Path file) {
    GoPrograms go;
    try {
      go = GoPrograms.orSkip();
    } catch (TestAbortedException e) {
      System.out.println("without the real bbolt check: " + e.getMessage());
      return;
    }
    assertThat(go.bbolt("check", file.toString()).textOfSuccess()).contains("OK");
  }

  /** How many executions a kill has interrupted. */
  int interruptedExecutions() throws IOException {
    try (ExecutionStore store = executions()) {
      return store.read(reader ->
          (int)
              reader.liveExecutions().stream()
                  .filter(execution -> execution.state().isInterruptible())
                  .count());
    }
  }
}
