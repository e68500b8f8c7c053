// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gadus.model.JobState;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that do not end or want everything, through the whole node. */
class RunawayTest {
  @TempDir Path folder;

  @Test
  void anEndlessProgramStopsAtItsTimeoutAndTheNodeGoesOn() throws Exception {
    try (TestNode node = TestNode.start(folder)) {
      ObjectNode job = TestNode.job("endless", 1, "loop");
      TestNode.task(job).putObject("Timeouts").put("ExecutionTimeout", 1);
      JsonNode ended = node.await(node.submit(job));
      assertThat(TestNode.state(ended)).isEqualTo(JobState.FAILED);
      assertThat(node.get("orchestrator/jobs/endless/history").body().toString())
          .containsPattern("(time|timed)[^\"]*1");
      assertGoesOn(node);
    }
  }

  @Test
  void aProgramThatWantsAllMemoryFailsWithAMessageThatNamesTheLimit() throws Exception {
    try (TestNode node = TestNode.start(folder)) {
      ObjectNode job = TestNode.job("greedy", 1, "grow");
      TestNode.task(job).putObject("Resources").put("Memory", "20Mb");
      JsonNode ended = node.await(node.submit(job));
      assertThat(TestNode.state(ended)).isEqualTo(JobState.FAILED);
      assertThat(node.get("orchestrator/jobs/greedy/executions").body().toString())
          .contains("memory limit");
      assertGoesOn(node);
    }
  }

  @Test
  void aProgramThatReturnsAnErrorCompletesWithItsCode() throws Exception {
    try (TestNode node = TestNode.start(folder)) {
      String id = node.submit(TestNode.job("fails", 1, "return", "3"));
      assertThat(TestNode.state(node.await(id))).isEqualTo(JobState.COMPLETED);
      assertThat(
              node.get("orchestrator/jobs/fails/executions")
                  .body()
                  .path("Items")
                  .path(0)
                  .path("RunOutput")
                  .path("ExitCode")
                  .asInt())
          .isEqualTo(3);
    }
  }

  private static void assertGoesOn(TestNode node) throws Exception {
    String id = node.submit(TestNode.job("after", 1, "print", "fine"));
    assertThat(TestNode.state(node.await(id))).isEqualTo(JobState.COMPLETED);
  }
}
