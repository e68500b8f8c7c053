// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gadus.client.GadusClient;
import dev.gadus.model.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that wait for jobs, against a real node. */
class WaitingCommandsTest {
  @TempDir static Path folder;
  private static RunningNode node;

  @BeforeAll
  static void start() {
    node = RunningNode.start(folder);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static Invocation gadus(String... arguments) {
    return node.gadus(arguments);
  }

  private static String submit(String name, String... words) throws Exception {
    return node.run(Jobs.file(folder, name, 1, words), "--wait=false");
  }

  @Test
  void historyFollowsAJobToItsEnd() throws Exception {
    submit("followed", "sleep", "200", "print", "x");
    Invocation followed = gadus("job", "history", "followed", "--follow", "--output", "json");
    assertThat(followed.exitCode()).as(followed.err()).isZero();
    Invocation afterwards = gadus("job", "history", "followed", "--output", "json");
    List<JsonNode> rows = followed.out().lines().map(WaitingCommandsTest::json).toList();
    assertThat(rows).containsExactlyElementsOf(json(afterwards.out()));
    assertThat(gadus("job", "history", "followed", "--follow", "--limit", "2").out().lines())
        .as("a header and two rows")
        .hasSize(3);
  }

  private static JsonNode json(String text) {
    return Json.read(text.getBytes(java.nio.charset.StandardCharsets.UTF_8), JsonNode.class);
  }

  @Test
  void watchShowsTheChangesOfAJobUntilItHasEnded() throws Exception {
    long begin;
    try (GadusClient client = node.client()) {
      begin = client.changes("", "", OptionalLong.empty(), Duration.ZERO).position();
    }
    String id = submit("watched", "sleep", "200", "print", "x");
    Invocation watched =
        gadus("job", "watch", "watched", "--from", Long.toString(begin), "--output", "csv");
    assertThat(watched.exitCode()).as(watched.err()).isZero();
    List<String> lines = watched.out().lines().toList();
    assertThat(lines.getFirst()).isEqualTo("POSITION,TIME,KIND,JOB,EXECUTION,REV.,STATE");
    assertThat(lines.subList(1, lines.size())).allMatch(line -> line.contains(id));
    assertThat(lines.getLast()).endsWith(",Completed");
    assertThat(gadus("job", "watch", "watched").out()).as("nothing from now on").isEmpty();
  }

  @Test
  void aNodeThatDoesNotHoldRequestsIsAskedAgainAfterAPause() throws Exception {
    String empty = "{\"Items\":[],\"NextToken\":\"7\"}";
    String last = "{\"Items\":[],\"NextToken\":\"\"}";
    String job =
        Json.mapper()
            .createObjectNode()
            .set("Job", json("{\"ID\":\"j-1\",\"Type\":\"batch\"}"))
            .toString();
    try (AnsweringNode old = new AnsweringNode(empty, empty, last, job);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        GadusClient client = new GadusClient(old.uri(), Optional.empty())) {
      JobWaiter waiter = Jobs.waiter(client);
      long begin = System.nanoTime();
      Future<?> ended = threads.submit(() -> waiter.await("j-1", Optional.empty()));
      assertThat(ended.get()).isInstanceOf(Optional.class);
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .as("two pauses")
          .isGreaterThan(Duration.ofMillis(500));
      assertThat(old.requests().get(1)).contains("wait_millis=30000").contains("next_token=7");
    }
  }
}
