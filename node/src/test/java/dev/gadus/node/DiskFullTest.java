// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.JobState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose data lie on a small file system of their own, which fills up or takes no writes. */
class DiskFullTest {
  private static final int INSUFFICIENT_STORAGE = 507;

  @TempDir Path mountPoint;
  private Path data;
  private Path filler;

  @BeforeEach
  void mount() throws Exception {
    int exitCode = run("mount", "-t", "tmpfs", "-o", "size=24m", "none", mountPoint.toString());
    Assumptions.assumeTrue(
        exitCode == 0,
        "a file system for the test cannot be mounted: it needs root, mount ended with "
            + exitCode);
    data = mountPoint.resolve("data");
    filler = mountPoint.resolve("filler");
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", mountPoint.toString());
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  /** Takes all room that is left. */
  private void fill() throws IOException {
    try (var out =
        Files.newOutputStream(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      byte[] block = new byte[4096];
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  @Test
  void jobsAreRefusedWhileTheDiskIsFullAndNothingAcknowledgedIsLost() throws Exception {
    ConcurrentLinkedQueue<String> acknowledged = new ConcurrentLinkedQueue<>();
    List<TestNode.Answer> refused = new ArrayList<>();
    try (TestNode node = TestNode.start(data)) {
      submitWhileTheDiskFills(node, acknowledged);
      assertThat(acknowledged).isNotEmpty();
      while (refused.size() < 5) {
        fill();
        TestNode.Answer answer = submit(node, "more-" + acknowledged.size());
        if (answer.status() == 200) {
          acknowledged.add(answer.body().path("JobID").asText());
        } else {
          refused.add(answer);
        }
      }
      assertThat(refused)
          .allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(INSUFFICIENT_STORAGE);
            assertThat(answer.body().path("Code").asText()).isEqualTo("DatastoreFull");
            assertThat(answer.body().path("Message").asText())
                .contains("nothing was stored")
                .contains("-requester.db is full");
          });
      TestNode.Answer ready = node.get("/readyz");
      assertThat(ready.status()).isEqualTo(503);
      // The two databases are on one disk; which of them met its end first is chance.
      assertThat(ready.body().path("Message").asText()).contains(".db is full");
      assertThat(node.get("/livez").status()).isEqualTo(200);
      String first = acknowledged.element();
      assertThat(node.get("orchestrator/jobs/" + first).status())
          .as("what is there can be read")
          .isEqualTo(200);

      Files.delete(filler);
      acknowledged.add(node.submit(TestNode.job("afterwards", 1, "print", "x")));
      while (node.get("/readyz").status() != 200) {
        // Ready again some seconds after the last job that was refused.
        Thread.onSpinWait();
      }
      for (String id : acknowledged) {
        assertThat(TestNode.state(node.await(id))).as(id).isEqualTo(JobState.COMPLETED);
      }
    }
    try (TestNode node = TestNode.start(data)) {
      for (String id : acknowledged) {
        assertThat(node.get("orchestrator/jobs/" + id).status()).as(id).isEqualTo(200);
      }
      assertThat(node.get("orchestrator/jobs?limit=1000").body().path("Items"))
          .as("nothing of what was refused")
          .hasSize(acknowledged.size());
    }
  }

  @Test
  void jobsWhoseProgramsEndWhileTheDiskIsFullCompleteWhenThereIsRoom() throws Exception {
    try (TestNode node = TestNode.start(data)) {
      List<String> ids = new ArrayList<>();
      long position = position(node, "");
      for (int i = 0; i < 4; i++) {
        ids.add(node.submit(TestNode.job("ends-" + i, 1, "sleep", "700", "print", "x")));
      }
      int running = 0;
      while (running < ids.size()) {
        TestNode.Answer answer =
            node.get("orchestrator/changes?limit=1&wait_millis=30000&position=" + position);
        position = answer.body().path("Position").asLong();
        JsonNode change = answer.body().path("Changes").path(0);
        running +=
            change.path("Kind").asText().equals("EXECUTION")
                    && change.path("State").asText().equals("Running")
                ? 1
                : 0;
      }
      fill();
      // The programs end in this time, and what they did cannot be noted.
      position(node, "&wait_millis=2000");
      Files.delete(filler);
      for (String id : ids) {
        assertThat(TestNode.state(node.await(id))).as(id).isEqualTo(JobState.COMPLETED);
        // One that could not write its files had another attempt; none is left on its way.
        for (JsonNode execution :
            node.get("orchestrator/jobs/" + id + "/executions").body().path("Items")) {
          assertThat(execution.path("ComputeState").path("StateType").asInt())
              .isIn(ExecutionState.COMPLETED.code(), ExecutionState.FAILED.code());
        }
      }
    }
  }

  private static long position(TestNode node, String parameters) throws Exception {
    return node.get("orchestrator/changes?namespace=" + parameters)
        .body()
        .path("Position")
        .asLong();
  }

  /** Many submit at once, and all jobs are on their way when the disk fills. */
  private void submitWhileTheDiskFills(TestNode node, ConcurrentLinkedQueue<String> acknowledged)
      throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 4; i++) {
        String name = "job-" + i + "-";
        Future<?> _ =
            threads.submit(() -> {
              for (int j = 0; j < 8; j++) {
                TestNode.Answer answer = submit(node, name + j);
                if (answer.status() == 200) {
                  acknowledged.add(answer.body().path("JobID").asText());
                } else {
                  assertThat(answer.status()).isEqualTo(INSUFFICIENT_STORAGE);
                }
              }
              return true;
            });
      }
      while (acknowledged.isEmpty()) {
        Thread.onSpinWait();
      }
      fill();
    }
  }

  private static TestNode.Answer submit(TestNode node, String name) throws Exception {
    return node.put(
        "orchestrator/jobs", TestNode.request(TestNode.job(name, 1, "sleep", "20", "print", "x")));
  }

  @Test
  void aNodeOnAReadOnlyFileSystemDoesNotStartAndSaysWhy() throws Exception {
    TestNode.start(data).close();
    assertThat(run("mount", "-o", "remount,ro", mountPoint.toString())).isZero();
    assertThatThrownBy(() -> TestNode.start(data))
        .isInstanceOf(NodeException.class)
        .hasMessageContaining("-compute.db")
        .hasMessageContaining("Read-only file system");
  }
}
