package dev.gadus.requester;

import dev.gadus.model.Job;
import dev.gadus.model.ResourceRequest;
import dev.gadus.model.Task;
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

  JobNormalizer(String nodeId, ResourceRequest defaultResources) {
    this.nodeId = nodeId;
    this.defaultResources = defaultResources;
  }

  /** A job ready to be checked, with a sentence for each thing that was dropped. */
  record Normalized(Job job, List<String> warnings) {}

  /**
   * @param newId the id that the job gets when it is new
   */
  Normalized normalize(Submission submission, String newId) {
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
    return new Normalized(
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
        .map(task -> task.withResources(task.resources().orElse(defaultResources)))
        .toList();
  }

  /** True when both ask for the same; what the server adds does not count. */
  static boolean sameSpec(Job stored, Job submitted) {
    return stored.priority() == submitted.priority()
        && stored.count() == submitted.count()
        && stored.constraints().equals(submitted.constraints())
        && usersMeta(stored).equals(usersMeta(submitted))
        && stored.labels().equals(submitted.labels())
        && stored.tasks().equals(submitted.tasks());
  }

  private static Map<String, String> usersMeta(Job job) {
    Map<String, String> meta = new LinkedHashMap<>(job.meta());
    meta.keySet().removeIf(key -> key.startsWith(Submission.RESERVED_META));
    return meta;
  }
}
