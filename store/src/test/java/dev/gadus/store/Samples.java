// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.model.DesiredState;
import dev.gadus.model.Evaluation;
import dev.gadus.model.EvaluationStatus;
import dev.gadus.model.Event;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.IdSource;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.JobType;
import dev.gadus.model.LocalExecution;
import dev.gadus.model.LocalState;
import dev.gadus.model.NetworkConfig;
import dev.gadus.model.NodeInfo;
import dev.gadus.model.NodeState;
import dev.gadus.model.ResourceRequest;
import dev.gadus.model.Resources;
import dev.gadus.model.Role;
import dev.gadus.model.SpecConfig;
import dev.gadus.model.Status;
import dev.gadus.model.Task;
import dev.gadus.model.Timeouts;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Small valid records and stores for tests. */
final class Samples {
  static final String NODE = "n-test";
  static final Instant TIME = Instant.parse("2026-03-01T12:00:00Z");
  static final long NANOS = Keys.nanos(TIME);

  private Samples() {}

  static StoreOptions options() {
    return StoreOptions.of(NODE, "gadus test", InstantSource.fixed(TIME), IdSource.random())
        .withLockTimeout(Duration.ofMillis(50));
  }

  static JobStore jobStore(Path directory) {
    return JobStore.open(directory.resolve("requester.db"), options());
  }

  static ExecutionStore executionStore(Path directory) {
    return ExecutionStore.open(directory.resolve("compute.db"), options());
  }

  static Task task() {
    return new Task(
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
  }

  static Job job(String id) {
    return job(id, Job.DEFAULT_NAMESPACE, JobType.BATCH, Map.of(), NANOS);
  }

  static Job job(String id, String namespace, JobType type, Map<String, String> labels, long time) {
    return new Job(
        id,
        "name of " + id,
        namespace,
        type,
        0,
        1,
        List.of(),
        Map.of(),
        labels,
        List.of(task()),
        Status.of(JobState.PENDING),
        1,
        1,
        time,
        time);
  }

  static Execution execution(String id, String jobId) {
    return execution(id, jobId, "n-1", NANOS);
  }

  static Execution execution(String id, String jobId, String nodeId, long time) {
    return new Execution(
        id,
        Job.DEFAULT_NAMESPACE,
        "v-1",
        "",
        nodeId,
        jobId,
        1,
        new Execution.Allocation(Map.of("main", new Resources(0.5, 512_000_000, 0, 0))),
        Status.of(DesiredState.PENDING),
        Status.of(ExecutionState.NEW),
        SpecConfig.NONE,
        Optional.empty(),
        "",
        "",
        "",
        0,
        1,
        time,
        time);
  }

  static Evaluation evaluation(String id, String jobId, Instant waitUntil, long time) {
    return new Evaluation(
        id,
        Job.DEFAULT_NAMESPACE,
        jobId,
        Evaluation.Trigger.JOB_REGISTER,
        0,
        JobType.BATCH,
        EvaluationStatus.PENDING,
        "",
        waitUntil,
        time,
        time);
  }

  static Event event(String message) {
    return Event.of(Event.Topic.SCHEDULING, message, TIME);
  }

  static NodeState node(String id) {
    return new NodeState(
        new NodeInfo(
            id,
            Role.COMPUTE.nodeType(),
            Map.of(),
            List.of(),
            Optional.empty(),
            new NodeInfo.VersionInfo("", "", "v0", "", "", "linux", "amd64")),
        NodeState.APPROVED,
        NodeState.CONNECTED,
        new NodeState.ConnectionState(NodeState.CONNECTED, TIME, TIME, NodeState.NEVER));
  }

  static LocalExecution localExecution(String id, String jobId) {
    return localExecution(id, job(jobId), TIME);
  }

  static LocalExecution localExecution(String id, Job job, Instant time) {
    return new LocalExecution(
        execution(id, job.id()),
        job,
        "n-requester",
        new Resources(0.5, 512_000_000, 0, 0),
        LocalState.CREATED,
        1,
        time,
        time,
        "offered",
        SpecConfig.NONE,
        Optional.empty());
  }

  /** Runs changes that return nothing. */
  static void write(JobStore store, java.util.function.Consumer<JobWriter> body) {
    store.write(writer -> {
      body.accept(writer);
      return true;
    });
  }
}
