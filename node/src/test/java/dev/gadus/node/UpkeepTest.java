// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gadus.configuration.Configuration;
import dev.gadus.configuration.Setting;
import dev.gadus.model.IdSource;
import dev.gadus.model.StoreStatus;
import dev.gadus.model.UpkeepReport;
import dev.gadus.requester.Ticker;
import dev.gadus.store.ExecutionStore;
import dev.gadus.store.StoreOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Retention and compaction while a node runs. */
class UpkeepTest {
  @TempDir Path folder;

  private static Configuration keepingTwo() {
    return TestNode.configuration()
        .with(Setting.ORCHESTRATOR_STORE_RETENTION_COUNT, "batch=2")
        .with(Setting.COMPUTE_STORE_RETENTION_COUNT, "batch=3");
  }

  private static JsonNode upkeep(TestNode node, boolean compact) throws Exception {
    TestNode.Answer answer = node.put("agent/upkeep", "{\"Compact\": " + compact + "}");
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    return answer.body();
  }

  private static JsonNode stores(TestNode node) throws Exception {
    return node.get("orchestrator/nodes/" + node.node.id()).body().at("/Node/Info/Stores");
  }

  @Test
  void aRunningNodeRemovesWhatTheRetentionDoesNotKeepAndSaysSo() throws Exception {
    try (TestNode node = TestNode.start(folder, keepingTwo())) {
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        ids.add(node.submit(TestNode.job("job-" + i, 1, "print", "x")));
        node.await(ids.getLast());
      }
      JsonNode done = upkeep(node, false);
      assertThat(done.at("/requester/Removed").asInt()).isEqualTo(3);
      assertThat(done.at("/compute/Removed").asInt()).isEqualTo(2);
      assertThat(done.at("/requester/Compacted").asBoolean()).isFalse();
      for (String id : ids.subList(0, 3)) {
        assertThat(node.get("orchestrator/jobs/" + id).status()).isEqualTo(404);
      }
      for (String id : ids.subList(3, 5)) {
        assertThat(node.get("orchestrator/jobs/" + id).status()).isEqualTo(200);
      }
      assertThat(upkeep(node, false).at("/requester/Removed").asInt()).isZero();
      JsonNode compacted = upkeep(node, true);
      assertThat(compacted.at("/requester/Compacted").asBoolean()).isTrue();
      assertThat(compacted.at("/compute/BytesAfter").asLong())
          .isPositive()
          .isLessThanOrEqualTo(compacted.at("/compute/BytesBefore").asLong());
      node.await(node.submit(TestNode.job("afterwards", 1, "print", "x")));
    }
    try (TestNode node = TestNode.start(folder, keepingTwo())) {
      node.await(node.submit(TestNode.job("known", 1, "print", "x")));
      JsonNode stores = stores(node);
      assertThat(stores).hasSize(2);
      JsonNode requester = stores.path(1);
      assertThat(requester.path("Role").asText()).isEqualTo("requester");
      assertThat(requester.at("/LastStart/Found/Completed").asInt()).isEqualTo(2);
      assertThat(requester.at("/LastStart/Removed").asInt()).isEqualTo(1);
      assertThat(requester.at("/LastStart/BytesBefore").asLong()).isPositive();
      assertThat(requester.at("/LastStart/BytesAfter").asLong()).isPositive();
      assertThat(requester.at("/LastStart/Time").asText()).startsWith("20");
      assertThat(requester.at("/LastUpkeep/Compacted").asBoolean()).isTrue();
      assertThat(stores.at("/0/LastStart/Notes").asText()).contains("restart: 0 run again");
    }
  }

  @Test
  void jobsGoOnWhileFilesAreCompactedAndOldOnesRemoved() throws Exception {
    try (TestNode node = TestNode.start(folder, keepingTwo());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<String>> submissions = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        String name = "job-" + i;
        submissions.add(() -> node.submit(TestNode.job(name, 1, "print", "x")));
      }
      var submitted = submissions.stream().map(threads::submit).toList();
      for (int i = 0; i < 6; i++) {
        upkeep(node, true);
      }
      for (var id : submitted) {
        // A job that ended may be gone already.
        int status = node.get("orchestrator/jobs/" + id.get()).status();
        assertThat(status).isIn(200, 404);
        if (status == 200) {
          awaitEnd(node, id.get());
        }
      }
      upkeep(node, true);
      assertThat(node.get("orchestrator/jobs").body().path("Items")).hasSize(2);
    }
  }

  @Test
  void resultsGoWithTheRecordOfTheirExecution() throws Exception {
    Path results = folder.resolve("results");
    try (TestNode node = TestNode.start(folder, keepingTwo())) {
      for (int i = 0; i < 5; i++) {
        ObjectNode job = TestNode.job("job-" + i, 1, "print", "x");
        TestNode.task(job).putObject("Publisher").put("Type", "local");
        node.await(node.submit(job));
      }
      assertThat(archives(results)).hasSize(5);
      assertThat(upkeep(node, false).at("/compute/Removed").asInt()).isEqualTo(2);
      assertThat(archives(results)).hasSize(3);
    }
    Path left = Files.createFile(results.resolve("e-left-by-a-crash.tar.gz"));
    Path unfinished = Files.createFile(results.resolve(".e-half.tar.gz.unfinished"));
    Path notes = Files.createFile(results.resolve("notes.txt"));
    Path unpacked = Files.createDirectories(results.resolve("j-unpacked.tar.gz"));
    try (TestNode _ = TestNode.start(folder)) {
      assertThat(left).as("a node that removes no records removes no results").exists();
    }
    try (TestNode _ = TestNode.start(folder, keepingTwo())) {
      assertThat(archives(results)).hasSize(3);
      assertThat(left).doesNotExist();
      assertThat(unfinished).doesNotExist();
      assertThat(notes).exists();
      assertThat(unpacked).exists();
    }
  }

  private static List<Path> archives(Path results) throws IOException {
    try (Stream<Path> files = Files.list(results)) {
      return files
          .filter(file -> file.toString().endsWith(".tar.gz") && Files.isRegularFile(file))
          .toList();
    }
  }

  private static void awaitEnd(TestNode node, String id) throws Exception {
    String token = "";
    int status;
    do {
      TestNode.Answer page =
          node.get(
              "orchestrator/jobs/%s/history?wait_millis=30000&next_token=%s".formatted(id, token));
      status = page.status();
      token = page.body().path("NextToken").asText();
    } while (status == 200 && !token.isEmpty());
  }

  /** A ticker that is turned by hand. */
  private static final class HandTicker implements Ticker {
    private Runnable task = () -> {};
    private boolean closed;

    @Override
    public Handle start(Runnable started) {
      task = started;
      return () -> closed = true;
    }
  }

  @Test
  void theScheduleDoesTheUpkeepAndOutlivesAFailure() {
    StoreOptions options =
        StoreOptions.of(
            "n-1", "test", InstantSource.fixed(Instant.EPOCH.plusSeconds(1)), IdSource.random());
    try (ExecutionStore store = ExecutionStore.open(folder.resolve("compute.db"), options)) {
      StoreStatus status = store.status();
      assertThat(status.lastUpkeep()).isEqualTo(Optional.empty());
      List<Boolean> calls = new ArrayList<>();
      HandTicker ticker = new HandTicker();
      try (Upkeep upkeep = new Upkeep()) {
        upkeep.add(
            compactAnyway -> {
              calls.add(compactAnyway);
              if (calls.size() == 1) {
                throw new IllegalStateException("as if the disk were full");
              }
              return store.upkeep(compactAnyway);
            },
            store::status);
        upkeep.start(ticker);
        ticker.task.run();
        ticker.task.run();
        assertThat(calls).containsExactly(false, false);
        UpkeepReport report = upkeep.run(true).getOrDefault("compute", store.upkeep(false));
        assertThat(report.compacted()).isTrue();
        assertThat(upkeep.statuses().getFirst().lastUpkeep()).contains(report);
      }
      assertThat(ticker.closed).isTrue();
    }
  }
}
