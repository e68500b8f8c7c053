// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gadus.api.Api;
import dev.gadus.model.JobState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients follow jobs by requests that the node holds until something has happened. */
class HeldRequestsTest {
  private static final String HELD = "&wait_millis=" + Api.MAX_WAIT_MILLIS;

  @TempDir Path folder;

  private static JsonNode changes(TestNode node, String query) throws Exception {
    TestNode.Answer answer = node.get("orchestrator/changes?" + query);
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    return answer.body();
  }

  private static List<Long> positions(JsonNode answer) {
    List<Long> positions = new ArrayList<>();
    answer.path("Changes").forEach(change -> positions.add(change.path("Position").asLong()));
    return positions;
  }

  @Test
  void aHistoryRequestIsHeldUntilSomethingHappensAndEndsWithTheJob() throws Exception {
    try (TestNode node = TestNode.start(folder)) {
      String id = node.submit(TestNode.job("held", 1, "sleep", "300", "print", "x"));
      String history = "orchestrator/jobs/" + id + "/history?limit=1&next_token=";
      Set<Integer> rows = new LinkedHashSet<>();
      String token = "";
      int empty = 0;
      do {
        JsonNode page = node.get(history + token + HELD).body();
        page.path("Items")
            .forEach(row -> assertThat(rows.add(row.path("SeqNum").asInt())).isTrue());
        empty += page.path("Items").isEmpty() ? 1 : 0;
        token = page.path("NextToken").asText();
      } while (!token.isEmpty());
      assertThat(empty).as("pages without a row, at most the last").isLessThanOrEqualTo(1);
      assertThat(rows)
          .containsExactlyElementsOf(
              LongStream.rangeClosed(1, rows.size()).mapToObj(n -> (int) n).toList());
      assertThat(TestNode.state(node.get("orchestrator/jobs/" + id).body().path("Job")))
          .isEqualTo(JobState.COMPLETED);
    }
  }

  @Test
  void whatIsNotThereYetIsAnsweredWhenTheTimeIsOverOrTheNodeStops() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      TestNode node = TestNode.start(folder);
      JsonNode now = changes(node, "");
      assertThat(changes(node, "wait_millis=5&position=" + now.path("Position").asLong()))
          .isEqualTo(now);
      Future<JsonNode> held = threads.submit(() -> changes(node, HELD));
      // Whether it is held already or comes just now: a stopping node answers it at once.
      long begin = System.nanoTime();
      node.node.close();
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .isLessThan(Duration.ofMillis(Api.MAX_WAIT_MILLIS));
      try {
        assertThat(positions(held.get())).isEmpty();
      } catch (java.util.concurrent.ExecutionException e) {
        assertThat(e).hasCauseInstanceOf(java.io.IOException.class);
      }
      node.close();
    }
  }

  @Test
  void followersMissAndRepeatNothingWhileManySubmitAndTheNodeIsStartedAgain() throws Exception {
    List<Long> seen = new ArrayList<>();
    Set<String> ended = new LinkedHashSet<>();
    Set<String> submitted = new LinkedHashSet<>();
    long position = 0;
    for (int round = 0; round < 2; round++) {
      try (TestNode node = TestNode.start(folder);
          ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<String>> ids = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
          String name = "job-" + round + "-" + i;
          ids.add(threads.submit(() -> node.submit(TestNode.job(name, 1, "print", name))));
        }
        for (Future<String> id : ids) {
          submitted.add(id.get());
        }
        // In the first round the node is stopped while its jobs are somewhere on their way.
        while (round == 0 ? seen.size() < 20 : !ended.containsAll(submitted)) {
          JsonNode answer = changes(node, "limit=7&position=" + position + HELD);
          seen.addAll(positions(answer));
          for (JsonNode change : answer.path("Changes")) {
            if (change.path("Kind").asText().equals("JOB")
                && change.path("State").asText().equals("Completed")) {
              assertThat(ended.add(change.path("JobID").asText())).isTrue();
            }
          }
          position = answer.path("Position").asLong();
        }
      }
    }
    assertThat(ended).hasSize(12);
    assertThat(seen)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, seen.size()).boxed().toList());
  }

  @Test
  void aJobIsFollowedAloneAndWrongPositionsAreErrors() throws Exception {
    try (TestNode node = TestNode.start(folder)) {
      String other = node.submit(TestNode.job("other", 1, "print", "x"));
      String id = node.submit(TestNode.job("mine", 1, "print", "x"));
      node.await(other);
      node.await(id);
      JsonNode answer = changes(node, "position=0&job=mine");
      assertThat(answer.path("Changes")).isNotEmpty();
      answer
          .path("Changes")
          .forEach(change -> assertThat(change.path("JobID").asText()).isEqualTo(id));
      assertThat(node.get("orchestrator/changes?job=nobody").status()).isEqualTo(404);
      assertThat(node.get("orchestrator/changes?position=999999").status()).isEqualTo(400);
      assertThat(node.get("orchestrator/changes?wait_millis=30001").status()).isEqualTo(400);
    }
  }
}
