package dev.gadus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.client.GadusClient;
import dev.gadus.client.HistoryQuery;
import dev.gadus.client.JobQuery;
import dev.gadus.interop.GoPrograms;
import dev.gadus.model.Execution;
import dev.gadus.model.HistoryEntry;
import dev.gadus.model.IdSource;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.store.ExecutionStore;
import dev.gadus.store.JobStore;
import dev.gadus.store.StoreOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** A node that is killed in the middle of its work, and what there is of it afterwards. */
class KillTest {
  private static final int JOBS = 20;

  @TempDir Path folder;

  @Test
  void aKilledNodeHasEveryJobAndBringsAllToTheirEnd() throws Exception {
    Path data = folder.resolve("data");
    List<String> ids = new ArrayList<>();
    try (NodeProcess node = NodeProcess.start(data, folder);
        GadusClient client = node.client()) {
      for (int i = 0; i < JOBS; i++) {
        Path file = Jobs.file(folder, "job-" + i, 1, "sleep", "300", "print", "done");
        JobSource source = new JobSource(file.toString(), folder, Files.readString(file));
        ids.add(client.submit(source.job(), false).jobId());
      }
      awaitMiddle(client);
      node.kill();
    }
    checkFiles(data);
    int interrupted = interruptedExecutions(data);

    try (NodeProcess node = NodeProcess.start(data, folder);
        GadusClient client = node.client()) {
      for (String id : ids) {
        List<HistoryEntry> history = client.history(id, "", HistoryQuery.latest()).items();
        assertThat(history.getFirst().event().topic()).isEqualTo("Submission");
        assertThat(history.getFirst().seqNum()).isEqualTo(1);
      }
      for (String id : ids) {
        Job job = await(client, id);
        assertThat(job.state().state())
            .as("%s%n%s", job.state(), node.log())
            .isEqualTo(JobState.COMPLETED);
        assertThat(client.executions(id, "", 0, false)).allMatch(Execution::isFinal);
      }
      assertThat(node.stop()).as(node.log()).isZero();
    }
    System.out.println(
        "killed with %d executions interrupted; seen by the check".formatted(interrupted));
    checkFiles(data);
    assertThat(interruptedExecutions(data)).isZero();
  }

  /** Waits until some jobs have ended and others have not. */
  private static void awaitMiddle(GadusClient client) {
    while (true) {
      List<Job> jobs = client.jobs(JobQuery.all(0)).items();
      long ended = jobs.stream().filter(Job::isFinal).count();
      assertThat(ended).as("the jobs were too short to be interrupted").isLessThan(JOBS);
      if (ended >= 3) {
        return;
      }
    }
  }

  private static Job await(GadusClient client, String id) {
    return new JobFollower(client, java.util.Optional.empty(), InstantSource.system())
        .await(id, java.util.Optional.of(java.time.Duration.ofSeconds(60)))
        .orElseThrow(() -> new AssertionError("not done: " + client.job(id, "")));
  }

  private static Path database(Path data, String role) throws Exception {
    try (Stream<Path> files = Files.list(data)) {
      return files
          .filter(file -> file.toString().endsWith("-" + role + ".db"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static StoreOptions options(Path data) throws Exception {
    String nodeId = Files.readString(data.resolve("node-id")).strip();
    return StoreOptions.of(nodeId, "test", InstantSource.system(), IdSource.random());
  }

  /** The real tool finds nothing wrong, and neither does our own count of everything. */
  private static void checkFiles(Path data) throws Exception {
    Path requester = database(data, "requester");
    Path compute = database(data, "compute");
    for (Path file : List.of(requester, compute)) {
      checkWithGo(file);
      Invocation check = Invocation.of(java.util.Map.of(), data, "bolt", "check", file.toString());
      assertThat(check.exitCode()).as(check.out() + check.err()).isZero();
    }
    try (JobStore store = JobStore.open(requester, options(data))) {
      assertThat(store.verify()).isEmpty();
    }
    try (ExecutionStore store = ExecutionStore.open(compute, options(data))) {
      assertThat(store.verify()).isEmpty();
    }
  }

  private static void checkWithGo(Path file) {
    GoPrograms go;
    try {
      go = GoPrograms.orSkip();
    } catch (TestAbortedException e) {
      System.out.println("without the real bbolt check: " + e.getMessage());
      return;
    }
    assertThat(go.bbolt("check", file.toString()).textOfSuccess()).contains("OK");
  }

  private static int interruptedExecutions(Path data) throws Exception {
    try (ExecutionStore store = ExecutionStore.open(database(data, "compute"), options(data))) {
      return store.read(reader ->
          (int)
              reader.liveExecutions().stream()
                  .filter(execution -> execution.state().isInterruptible())
                  .count());
    }
  }

  @Test
  void aSecondProcessOnTheSameDataNamesTheFile() throws Exception {
    Path data = folder.resolve("data");
    try (NodeProcess _ = NodeProcess.start(data, folder)) {
      Process second =
          NodeProcess.command(data, "serve", "-c", "API.Port=0").redirectErrorStream(true).start();
      String output = new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(second.waitFor()).isEqualTo(ExitCode.ERROR);
      assertThat(output)
          .contains("Error: ")
          .contains("-compute.db")
          .contains("in use")
          .contains("Hint:  ")
          .doesNotContain("\tat ");
    }
  }
}
