// SPDX-License-Identifier: Apache-2.0
package dev.gadus.compute;

import dev.gadus.model.DesiredState;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.InputSource;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.JobType;
import dev.gadus.model.NetworkConfig;
import dev.gadus.model.ResourceRequest;
import dev.gadus.model.ResultPath;
import dev.gadus.model.SpecConfig;
import dev.gadus.model.Status;
import dev.gadus.model.Task;
import dev.gadus.model.Timeouts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Jobs and executions for tests, changed step by step. */
record TestJobs(Task task, JobType type, int priority, int count) {
  static final ResourceRequest SMALL = new ResourceRequest("0.1", "16Mi", "1Mi", "");

  static TestJobs scripted() {
    return new TestJobs(
        new Task(
            "main",
            SpecConfig.of("scripted"),
            SpecConfig.NONE,
            Map.of(),
            Map.of(),
            List.of(),
            List.of(),
            SMALL,
            NetworkConfig.DEFAULT,
            Timeouts.NONE),
        JobType.BATCH,
        0,
        1);
  }

  /** A job that runs a test program which is a file of the node. */
  static TestJobs wasm(Path module, String... arguments) {
    return scripted()
        .engine(
            new SpecConfig(
                "wasm", Map.of("EntryModule", "/app.wasm", "Parameters", List.of(arguments))))
        .inputs(input("local", Map.of("SourcePath", module.toString()), "/app.wasm"));
  }

  static InputSource input(String type, Map<String, Object> params, String target) {
    return new InputSource(new SpecConfig(type, params), "", target);
  }

  TestJobs engine(SpecConfig engine) {
    return with(
        new Task(
            task.name(),
            engine,
            task.publisher(),
            task.env(),
            task.meta(),
            task.inputSources(),
            task.resultPaths(),
            task.resources(),
            task.network(),
            task.timeouts()));
  }

  TestJobs publisher(String type) {
    return with(task.withPublisher(SpecConfig.of(type)));
  }

  TestJobs inputs(InputSource... inputs) {
    return with(task.withInputSources(List.of(inputs)));
  }

  TestJobs alsoInput(InputSource input) {
    List<InputSource> all = new ArrayList<>(task.inputSources());
    all.add(input);
    return with(task.withInputSources(all));
  }

  TestJobs resources(ResourceRequest resources) {
    return with(task.withResources(resources));
  }

  TestJobs results(ResultPath... results) {
    return with(
        new Task(
            task.name(),
            task.engine(),
            task.publisher(),
            task.env(),
            task.meta(),
            task.inputSources(),
            List.of(results),
            task.resources(),
            task.network(),
            task.timeouts()));
  }

  TestJobs env(Map<String, String> env) {
    return with(
        new Task(
            task.name(),
            task.engine(),
            task.publisher(),
            env,
            task.meta(),
            task.inputSources(),
            task.resultPaths(),
            task.resources(),
            task.network(),
            task.timeouts()));
  }

  TestJobs network(String type) {
    return with(
        new Task(
            task.name(),
            task.engine(),
            task.publisher(),
            task.env(),
            task.meta(),
            task.inputSources(),
            task.resultPaths(),
            task.resources(),
            new NetworkConfig(type, List.of(), List.of()),
            task.timeouts()));
  }

  TestJobs executionTimeout(long seconds) {
    return with(
        new Task(
            task.name(),
            task.engine(),
            task.publisher(),
            task.env(),
            task.meta(),
            task.inputSources(),
            task.resultPaths(),
            task.resources(),
            task.network(),
            new Timeouts(seconds, 0, 0)));
  }

  TestJobs type(JobType changed) {
    return new TestJobs(task, changed, priority, count);
  }

  TestJobs priority(int changed) {
    return new TestJobs(task, type, changed, count);
  }

  TestJobs count(int changed) {
    return new TestJobs(task, type, priority, changed);
  }

  private TestJobs with(Task changed) {
    return new TestJobs(changed, type, priority, count);
  }

  Job job() {
    return new Job(
        "j-1",
        "a job",
        Job.DEFAULT_NAMESPACE,
        type,
        priority,
        count,
        List.of(),
        Map.of(),
        Map.of(),
        List.of(task),
        Status.of(JobState.RUNNING),
        1,
        1,
        0,
        0);
  }

  static Execution execution(String id, int partition) {
    return new Execution(
        id,
        Job.DEFAULT_NAMESPACE,
        "v-1",
        "",
        TestNode.NODE,
        "j-1",
        1,
        new Execution.Allocation(Map.of()),
        Status.of(DesiredState.PENDING),
        Status.of(ExecutionState.ASK_FOR_BID),
        SpecConfig.NONE,
        Optional.empty(),
        "",
        "",
        "",
        partition,
        1,
        0,
        0);
  }
}
