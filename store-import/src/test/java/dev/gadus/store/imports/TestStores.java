// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store.imports;

import dev.gadus.model.IdSource;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.JobType;
import dev.gadus.model.NetworkConfig;
import dev.gadus.model.ResourceRequest;
import dev.gadus.model.SpecConfig;
import dev.gadus.model.Status;
import dev.gadus.model.Task;
import dev.gadus.model.Timeouts;
import dev.gadus.store.ExecutionStore;
import dev.gadus.store.JobStore;
import dev.gadus.store.StoreOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Stores that things are brought into, and a job that a node has of its own. */
final class TestStores {
  private static final Instant TIME = Instant.parse("2026-03-01T12:00:00Z");

  private TestStores() {}

  static JobStore jobs(Path directory) {
    return JobStore.open(directory.resolve("requester.db"), options());
  }

  static ExecutionStore executions(Path directory) {
    return ExecutionStore.open(directory.resolve("compute.db"), options());
  }

  private static StoreOptions options() {
    return StoreOptions.of("n-test", "gadus test", InstantSource.fixed(TIME), IdSource.random())
        .withLockTimeout(Duration.ofMillis(50));
  }

  static long commitCount(JobStore store) {
    return store.inspect(database -> database.statistics().commitCount());
  }

  static Job job(String id) {
    Task task =
        new Task(
            "main",
            new SpecConfig("wasm", Map.of("EntryModule", "/app/main.wasm")),
            SpecConfig.NONE,
            Map.of(),
            Map.of(),
            List.of(),
            List.of(),
            ResourceRequest.NONE,
            NetworkConfig.DEFAULT,
            Timeouts.NONE);
    long time = UnixNanos.of(TIME);
    return new Job(
        id,
        "name of " + id,
        Job.DEFAULT_NAMESPACE,
        JobType.BATCH,
        0,
        1,
        List.of(),
        Map.of(),
        Map.of(),
        List.of(task),
        Status.of(JobState.PENDING),
        1,
        1,
        time,
        time);
  }
}
