// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import dev.gadus.model.InputSource;
import dev.gadus.model.Job;
import dev.gadus.model.JobDifference;
import dev.gadus.model.ResourceRequest;
import dev.gadus.model.SpecType;
import dev.gadus.model.Task;
import dev.gadus.model.TaskTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes of what a client sent what the requester stores, and says what was changed. */
final class JobNormalizer {
  static final String REQUESTER_META = Submission.RESERVED_META + "requester.id";
  static final String ORCHESTRATOR_META = Submission.RESERVED_META + "orchestrator.id";

  private final String nodeId;
  private final ResourceRequest defaultResources;
  private final TaskTypes taskTypes;

  JobNormalizer(String nodeId, ResourceRequest defaultResources, TaskTypes taskTypes) {
    this.nodeId = nodeId;
    this.defaultResources = defaultResources;
    this.taskTypes = taskTypes;
  }

  /** A job ready to be checked, with a sentence for each thing that was dropped. */
  record NormalizedJob(Job job, List<String> warnings) {}

  /**
   * @param newId the id that the job gets when it is new
   */
  NormalizedJob normalize(Submission submission, String newId) {
    Job given = submission.job();
    List<String> warnings = new ArrayList<>();
    if (!given.id().isEmpty()) {
      warnings.add("the job's ID was ignored: the server gives ids");
    }
    Job job =
        given
            .withIdentity(
                newId,
                given.name().isEmpty() ? newId : given.name(),
                given.namespace().isEmpty() ? Job.DEFAULT_NAMESPACE : given.namespace())
            .withMeta(meta(submission, warnings))
            .withTasks(tasks(given, warnings));
    return new NormalizedJob(
        switch (job.type()) {
          case BATCH, SERVICE -> job;
          case OPS, DAEMON -> job.withCount(0);
        },
        warnings);
  }

  private Map<String, String> meta(Submission submission, List<String> warnings) {
    Map<String, String> meta = new LinkedHashMap<>();
    submission
        .job()
        .meta()
        .forEach((key, value) -> {
          if (key.startsWith(Submission.RESERVED_META)) {
            warnings.add("meta key %s was dropped: it is the server's".formatted(key));
          } else {
            meta.put(key, value);
          }
        });
    meta.putAll(submission.clientMeta());
    meta.put(ORCHESTRATOR_META, nodeId);
    meta.put(REQUESTER_META, nodeId);
    return meta;
  }

  private List<Task> tasks(Job given, List<String> warnings) {
    if (given.tasks().size() > 1) {
      warnings.add(
          "only the first task is run: %d tasks were dropped".formatted(given.tasks().size() - 1));
    }
    return given.tasks().stream()
        .limit(1)
        .map(task -> belowRoot(task.withResources(task.resources().orElse(defaultResources))))
        .toList();
  }

  /**
   * Some clients leave away the slash at the beginning of a target: {@code bacalhau wasm run} sends
   * a module to {@code main.wasm}. A program's relative paths begin at its root.
   */
  private Task belowRoot(Task task) {
    List<InputSource> inputs =
        task.inputSources().stream()
            .map(input -> new InputSource(input.source(), input.alias(), belowRoot(input.target())))
            .toList();
    return taskTypes.mapTexts(
        SpecType.Kind.TASK_PATH, task.withInputSources(inputs), JobNormalizer::belowRoot);
  }

  private static String belowRoot(String path) {
    return path.isBlank() || path.startsWith("/") ? path : "/" + path;
  }

  /** What they ask for differently, a line each; what the server adds does not count. */
  static List<String> differences(Job stored, Job submitted) {
    return JobDifference.between(
        stored.withMeta(usersMeta(stored)), submitted.withMeta(usersMeta(submitted)));
  }

  private static Map<String, String> usersMeta(Job job) {
    Map<String, String> meta = new LinkedHashMap<>(job.meta());
    meta.keySet().removeIf(key -> key.startsWith(Submission.RESERVED_META));
    return meta;
  }
}
