// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import dev.gadus.model.Constraint;
import dev.gadus.model.Evaluation;
import dev.gadus.model.EvaluationStatus;
import dev.gadus.model.IdSource;
import dev.gadus.model.InputSource;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.JobType;
import dev.gadus.model.NetworkConfig;
import dev.gadus.model.NodeInfo;
import dev.gadus.model.NodeState;
import dev.gadus.model.ResourceRequest;
import dev.gadus.model.Resources;
import dev.gadus.model.Role;
import dev.gadus.model.SpecConfig;
import dev.gadus.model.SpecType;
import dev.gadus.model.SpecType.Kind;
import dev.gadus.model.SpecType.Param;
import dev.gadus.model.Status;
import dev.gadus.model.Task;
import dev.gadus.model.TaskTypes;
import dev.gadus.model.Timeouts;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Jobs and nodes for tests. */
final class Sample {
  static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  /** The types of the tasks here. */
  static final TaskTypes TASK_TYPES =
      new TaskTypes(
          List.of(new SpecType("wasm", Param.required("EntryModule", Kind.TASK_PATH))),
          List.of(new SpecType("inline", Param.required("URL", Kind.TEXT))),
          List.of(new SpecType("local")));

  private Sample() {}

  /** Ids that count up, so that a failing run can be read and repeated. */
  static IdSource countingIds() {
    AtomicLong last = new AtomicLong();
    return prefix -> "%s-%08d-0000".formatted(prefix, last.incrementAndGet());
  }

  static Task task(Timeouts timeouts) {
    return new Task(
        "main",
        new SpecConfig("wasm", Map.of("EntryModule", "/program.wasm")),
        SpecConfig.NONE,
        Map.of(),
        Map.of(),
        List.of(
            new InputSource(
                new SpecConfig("inline", Map.of("URL", "data:,x")), "", "/program.wasm")),
        List.of(),
        new ResourceRequest("500m", "512Mb", "", ""),
        NetworkConfig.DEFAULT,
        timeouts);
  }

  /** A batch job as a client submits it. */
  static Job submission(String name, int count, Timeouts timeouts, Constraint... constraints) {
    return submission(JobType.BATCH, name, count, timeouts, constraints);
  }

  /** An ops job as a client submits it. */
  static Job ops(String name, Timeouts timeouts, Constraint... constraints) {
    return submission(JobType.OPS, name, 0, timeouts, constraints);
  }

  /** A job of any type as a client submits it. */
  static Job submission(
      JobType type, String name, int count, Timeouts timeouts, Constraint... constraints) {
    return new Job(
        "",
        name,
        Job.DEFAULT_NAMESPACE,
        type,
        0,
        count,
        List.of(constraints),
        Map.of(),
        Map.of(),
        List.of(task(timeouts)),
        Status.of(JobState.UNDEFINED),
        0,
        0,
        0,
        0);
  }

  static Job stored(String id, int count, Timeouts timeouts, Constraint... constraints) {
    return submission(id, count, timeouts, constraints)
        .withIdentity(id, id, Job.DEFAULT_NAMESPACE)
        .asCreated(Status.of(JobState.PENDING), Times.nanos(START));
  }

  static NodeInfo nodeInfo(String id, List<String> engines, Map<String, String> labels) {
    Resources capacity = new Resources(4, 8_000_000_000L, 100_000_000_000L, 0);
    return new NodeInfo(
        id,
        Role.COMPUTE.nodeType(),
        labels,
        List.of(),
        Optional.of(
            new NodeInfo.ComputeNodeInfo(
                engines,
                List.of("local"),
                List.of("inline", "local"),
                capacity,
                Resources.NONE,
                capacity,
                capacity,
                0,
                0,
                "127.0.0.1")),
        new NodeInfo.VersionInfo("", "", "v1.9.3", "", "0001-01-01T00:00:00Z", "linux", "amd64"));
  }

  static NodeInfo wasmNode(String id) {
    return nodeInfo(id, List.of("wasm"), Map.of("name", id));
  }

  static KnownNode known(NodeInfo info) {
    return new KnownNode(connected(info, START), false, Resources.NONE);
  }

  static KnownNode disconnected(NodeInfo info, boolean lost) {
    return new KnownNode(
        new NodeState(
            info,
            NodeState.APPROVED,
            NodeState.DISCONNECTED,
            new NodeState.ConnectionState(NodeState.DISCONNECTED, START, NodeState.NEVER, START)),
        lost,
        Resources.NONE);
  }

  static NodeState connected(NodeInfo info, Instant since) {
    return new NodeState(
        info,
        NodeState.APPROVED,
        NodeState.CONNECTED,
        new NodeState.ConnectionState(NodeState.CONNECTED, since, since, NodeState.NEVER));
  }

  static Evaluation evaluation(Job job, Evaluation.Trigger trigger) {
    return new Evaluation(
        "v-1",
        job.namespace(),
        job.id(),
        trigger,
        0,
        job.type(),
        EvaluationStatus.PENDING,
        "",
        Instant.EPOCH,
        0,
        0);
  }
}
