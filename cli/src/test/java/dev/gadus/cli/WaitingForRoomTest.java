// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gadus.client.GadusClient;
import dev.gadus.configuration.Setting;
import dev.gadus.model.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands show of jobs behind a full node: it has room for two executions. */
class WaitingForRoomTest {
  @TempDir static Path folder;
  private static RunningNode node;

  @BeforeAll
  static void start() {
    node =
        RunningNode.start(
            folder, configuration -> configuration.with(Setting.COMPUTE_ALLOCATED_CPU, "0.2"));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  /** Follows the changes of the job until two of its executions run. */
  private static void awaitTwoRunning(String job) {
    try (GadusClient client = node.client()) {
      long position = 0;
      while (client.executions(job, "", 0, false).stream()
              .filter(execution -> execution.state().state().text().equals("Running"))
              .count()
          < 2) {
        position =
            client.changes(job, "", OptionalLong.of(position), Duration.ofSeconds(10)).position();
      }
    }
  }

  @Test
  void whatWaitsSaysForWhat() throws Exception {
    String id = node.run(Jobs.file(folder, "crowded", 4, "sleep", "60000"), "--wait=false");
    awaitTwoRunning(id);

    assertThat(node.gadus("job", "executions", "crowded", "--wide", "--hide-header").out().lines())
        .as("two of the four, in line")
        .filteredOn(line -> line.contains("BidAccepted"))
        .hasSize(2)
        .anyMatch(line -> line.endsWith("waits for CPU: 0 of 0.2 free, next in line"))
        .anyMatch(line -> line.endsWith("waits for CPU: 0 of 0.2 free, 1 before it"));
    String message =
        "2 of its executions wait, the first waits for CPU: 0 of 0.2 free, next in line";
    assertThat(node.gadus("job", "describe", "crowded").out())
        .contains("Message       = " + message);
    JsonNode list = Json.mapper().readTree(node.gadus("job", "list", "-o", "json").out());
    assertThat(list.at("/0/State/Message").asText()).isEqualTo(message);
    assertThat(list.at("/0/State/StateType").asText()).isEqualTo("Running");
    assertThat(node.gadus("job", "list").out()).contains("2 of its");
    node.gadus("job", "stop", "crowded");
  }

  @Test
  void theHistorySaysWhatAnExecutionWaitedFor() throws Exception {
    node.run(Jobs.file(folder, "patient", 3, "sleep", "300"));
    assertThat(node.gadus("job", "history", "patient", "--wide").out().lines())
        .filteredOn(line -> line.endsWith("the program is running; it waited for CPU"))
        .isNotEmpty();
    assertThat(node.gadus("job", "executions", "patient", "--hide-header").out())
        .matches("(\\d +e-\\w{8} +n-\\w{8} +Completed +0 +[0-9.]+ s  .*\n){3}");
  }
}
