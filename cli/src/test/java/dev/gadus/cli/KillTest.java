// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.client.GadusClient;
import dev.gadus.client.HistoryRequest;
import dev.gadus.client.JobListRequest;
import dev.gadus.model.Execution;
import dev.gadus.model.HistoryEntry;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that is killed in the middle of its work, and what there is of it afterwards. */
class KillTest {
  private static final int JOBS = 20;

  @TempDir Path folder;

  @Test
  void aKilledNodeHasEveryJobAndBringsAllToTheirEnd() throws Exception {
    Path data = folder.resolve("data");
    NodeFiles files = new NodeFiles(data);
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
    files.check();
    int interrupted = files.interruptedExecutions();

    try (NodeProcess node = NodeProcess.start(data, folder);
        GadusClient client = node.client()) {
      for (String id : ids) {
        List<HistoryEntry> history = client.history(id, "", HistoryRequest.latest()).items();
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
    files.check();
    assertThat(files.interruptedExecutions()).isZero();
  }

  /** Waits until some jobs have ended and others have not. */
  private static void awaitMiddle(GadusClient client) {
    while (true) {
      List<Job> jobs = client.jobs(JobListRequest.all(0)).items();
      long ended = jobs.stream().filter(Job::isFinal).count();
      assertThat(ended).as("the jobs were too short to be interrupted").isLessThan(JOBS);
      if (ended >= 3) {
        return;
      }
    }
  }

  private static Job await(GadusClient client, String id) {
    return Jobs.waiter(client)
        .await(id, java.util.Optional.of(java.time.Duration.ofSeconds(60)))
        .orElseThrow(() -> new AssertionError("not done: " + client.job(id, "")));
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
