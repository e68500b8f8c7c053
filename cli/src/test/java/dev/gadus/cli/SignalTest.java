// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.client.GadusClient;
import dev.gadus.model.IdSource;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.store.JobQuery;
import dev.gadus.store.JobStore;
import dev.gadus.store.StoreOptions;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Ctrl+C does to commands that run as processes. */
class SignalTest {
  private static final long PATIENCE_SECONDS = 60;

  /** How a process ends that was interrupted: 128 and the number of the signal. */
  private static final int INTERRUPTED = 130;

  @TempDir Path folder;

  private static void interrupt(Process process) throws Exception {
    Process kill = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  private static int await(Process process) throws Exception {
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  @Test
  void aLocalRunThatIsInterruptedStopsItsJobAndLeavesItsDatabases() throws Exception {
    Path data = folder.resolve("data");
    Path file = Jobs.file(folder, "long", 1, "print", "started", "sleep", "600000");
    Process run =
        NodeProcess.command(data, "job", "run", "--local", "--follow", file.toString()).start();
    BufferedReader out = run.inputReader();
    assertThat(out.readLine()).isEqualTo("started");
    interrupt(run);
    assertThat(await(run)).isEqualTo(INTERRUPTED);
    assertThat(run.errorReader().lines().toList())
        .anyMatch(line -> line.startsWith("Interrupted; job j-") && line.endsWith("is stopped."));
    assertThat(jobs(data))
        .singleElement()
        .satisfies(job -> assertThat(job.state().state()).isEqualTo(JobState.STOPPED));
  }

  private static List<Job> jobs(Path data) throws Exception {
    String nodeId = Files.readString(data.resolve("node-id")).strip();
    try (Stream<Path> files = Files.list(data);
        JobStore store =
            JobStore.open(
                files
                    .filter(file -> file.toString().endsWith("-requester.db"))
                    .findFirst()
                    .orElseThrow(),
                StoreOptions.of(nodeId, "test", InstantSource.system(), IdSource.random()))) {
      return store.read(reader -> reader.jobs(JobQuery.ALL).items());
    }
  }

  @Test
  void aRunThatIsInterruptedLeavesItsJobToTheNode() throws Exception {
    Path data = folder.resolve("data");
    try (NodeProcess node = NodeProcess.start(data, folder);
        GadusClient client = node.client()) {
      Path file = Jobs.file(folder, "goes-on", 1, "print", "started", "sleep", "600000");
      Process run =
          NodeProcess.command(
                  folder.resolve("client"),
                  "job",
                  "run",
                  "--follow",
                  "--api-port",
                  Integer.toString(client.node().getPort()),
                  file.toString())
              .start();
      assertThat(run.inputReader().readLine()).isEqualTo("started");
      interrupt(run);
      assertThat(await(run)).isEqualTo(INTERRUPTED);
      assertThat(run.errorReader().lines().toList())
          .anyMatch(line -> line.contains("goes on: 'gadus job describe j-"));
      assertThat(client.job("goes-on", "").state().state()).isEqualTo(JobState.RUNNING);
      client.stop("goes-on", "", "the test is over");
    }
  }

  @Test
  void aNodeThatIsInterruptedStopsInAnOrderlyWay() throws Exception {
    Path data = folder.resolve("data");
    try (NodeProcess node = NodeProcess.start(data, folder)) {
      assertThat(node.interrupt()).as(node.log()).isZero();
      assertThat(node.log()).contains("stops").doesNotContain("\tat ");
    }
  }
}
