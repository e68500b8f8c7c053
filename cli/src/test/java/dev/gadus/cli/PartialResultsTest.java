// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gadus.model.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code job get} of a job with four partitions, of which some have a result. */
class PartialResultsTest {
  @TempDir Path folder;

  private static String job() {
    ObjectNode answer = Json.mapper().createObjectNode();
    ObjectNode job = answer.putObject("Job").put("ID", "j-1").put("Type", "batch").put("Count", 4);
    job.putArray("Tasks")
        .addObject()
        .put("Name", "main")
        .putObject("Publisher")
        .put("Type", "local");
    return answer.toString();
  }

  private static ObjectNode execution(int partition, String state, boolean published) {
    ObjectNode execution =
        Json.mapper().createObjectNode().put("ID", "e-" + partition + state).put("JobID", "j-1");
    execution
        .put("PartitionIndex", partition)
        .putObject("ComputeState")
        .put("StateType", Fixtures.code(state));
    if (published) {
      execution
          .putObject("PublishedResult")
          .put("Type", "urlDownload")
          .putObject("Params")
          .put("URL", "ADDRESS/result-" + partition);
    }
    return execution;
  }

  private Invocation get(ObjectNode... executions) throws Exception {
    List<String> answers = new ArrayList<>(List.of(job()));
    // The address is known when the node listens, and it answers what it was given before.
    int port = freePort();
    ObjectNode list = Json.mapper().createObjectNode();
    ArrayNode items = list.putArray("Items").addAll(List.of(executions));
    answers.add(list.toString().replace("ADDRESS", "http://127.0.0.1:" + port));
    IntStream.range(0, items.size()).forEach(i -> answers.add("archive " + i));
    Files.createDirectories(folder.resolve("here"));
    try (AnsweringNode node = new AnsweringNode(port, answers.toArray(String[]::new))) {
      return Invocation.of(
          Map.of("BACALHAU_DIR", folder.toString(), "BACALHAU_API_PORT", "" + node.uri().getPort()),
          folder,
          "job",
          "get",
          "j-1",
          "--raw",
          "--output-dir",
          "here");
    }
  }

  private static int freePort() throws Exception {
    try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void whatThereIsIsFetchedAndWhatIsMissingIsAFailure() throws Exception {
    Invocation get =
        get(
            execution(0, "Completed", true),
            execution(1, "Failed", false),
            execution(2, "Running", false));
    assertThat(get.exitCode()).isEqualTo(ExitCode.ERROR);
    assertThat(get.err())
        .startsWith(
            "Error: 1 of 4 partitions have a result; there is none of 1 (Failed), 2 (Running), 3"
                + " (not started)\n")
        .contains("Hint:  ");
    assertThat(get.out()).isEqualTo(folder.resolve("here") + "\n");
    assertThat(folder.resolve("here/result-0")).hasContent("archive 0");
  }

  @Test
  void nothingAtAllIsAFailureToo() throws Exception {
    Invocation get = get(execution(0, "Failed", false));
    assertThat(get.exitCode()).isEqualTo(ExitCode.ERROR);
    assertThat(get.err()).contains("The job has no results.").contains("0 of 4 partitions");
  }

  @Test
  void aPartitionIsThereWhenOneOfItsAttemptsHasAResult() throws Exception {
    Invocation get =
        get(
            execution(0, "Failed", false),
            execution(0, "Completed", true),
            execution(1, "Completed", true),
            execution(2, "Completed", true),
            execution(3, "Completed", true));
    assertThat(get.exitCode()).as(get.err()).isZero();
    assertThat(get.err()).isEmpty();
  }
}
