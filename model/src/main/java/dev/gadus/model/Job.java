// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a user asks for, and where it stands.
 *
 * @param id {@code j-} and a UUID, made by the requester; empty before submission
 * @param name unique in its namespace: a job of the same name is an update of that job
 * @param namespace {@code default} unless said otherwise
 * @param priority higher runs first
 * @param count wanted partitions of a batch or service job; 0 for the other types
 * @param constraints what a node's labels must be
 * @param meta keys under {@code bacalhau.org/} are the server's
 * @param labels for filters of lists
 * @param tasks exactly one in a stored job
 * @param version 1 for the first stored spec, one more for each update or rerun
 * @param revision one more for each change of state
 * @param createTime Unix nanoseconds
 * @param modifyTime Unix nanoseconds
 */
public record Job(
    @JsonProperty("ID") String id,
    @JsonProperty("Name") String name,
    @JsonProperty("Namespace") String namespace,
    @JsonProperty("Type") JobType type,
    @JsonProperty("Priority") int priority,
    @JsonProperty("Count") int count,
    @JsonProperty("Constraints") List<Constraint> constraints,
    @JsonProperty("Meta") Map<String, String> meta,
    @JsonProperty("Labels") Map<String, String> labels,
    @JsonProperty("Tasks") List<Task> tasks,
    @JsonProperty("State") Status<JobState> state,
    @JsonProperty("Version") long version,
    @JsonProperty("Revision") long revision,
    @JsonProperty("CreateTime") long createTime,
    @JsonProperty("ModifyTime") long modifyTime) {
  public static final String DEFAULT_NAMESPACE = "default";

  public Job {
    constraints = List.copyOf(constraints);
    meta = Defaults.map(meta);
    labels = Defaults.map(labels);
    tasks = List.copyOf(tasks);
  }

  /** Reads what clients send, where an absent count means 1 and absent collections are empty. */
  @JsonCreator
  static Job fromJson(
      @JsonProperty("ID") @Nullable String id,
      @JsonProperty("Name") @Nullable String name,
      @JsonProperty("Namespace") @Nullable String namespace,
      @JsonProperty("Type") @Nullable JobType type,
      @JsonProperty("Priority") int priority,
      @JsonProperty("Count") @Nullable Integer count,
      @JsonProperty("Constraints") @Nullable List<Constraint> constraints,
      @JsonProperty("Meta") @Nullable Map<String, String> meta,
      @JsonProperty("Labels") @Nullable Map<String, String> labels,
      @JsonProperty("Tasks") @Nullable List<Task> tasks,
      @JsonProperty("State") @Nullable Status<JobState> state,
      @JsonProperty("Version") long version,
      @JsonProperty("Revision") long revision,
      @JsonProperty("CreateTime") long createTime,
      @JsonProperty("ModifyTime") long modifyTime) {
    if (type == null) {
      throw new IllegalArgumentException("a job needs a Type: one of " + JobType.allowed());
    }
    return new Job(
        Defaults.text(id),
        Defaults.text(name),
        Defaults.text(namespace),
        type,
        priority,
        switch (type) {
          case BATCH, SERVICE -> Defaults.or(count, 1);
          case OPS, DAEMON -> Defaults.or(count, 0);
        },
        Defaults.list(constraints),
        Defaults.map(meta),
        Defaults.map(labels),
        Defaults.list(tasks),
        Defaults.or(state, Status.of(JobState.UNDEFINED)),
        version,
        revision,
        createTime,
        modifyTime);
  }

  /** The one task of a stored job. */
  public Task task() {
    return tasks.getFirst();
  }

  public boolean isFinal() {
    return state.state().isFinal();
  }

  public Job withIdentity(String newId, String newName, String newNamespace) {
    return changed(draft -> {
      draft.id = newId;
      draft.name = newName;
      draft.namespace = newNamespace;
    });
  }

  public Job withCount(int changed) {
    return changed(draft -> draft.count = changed);
  }

  public Job withMeta(Map<String, String> changed) {
    return changed(draft -> draft.meta = changed);
  }

  public Job withTasks(List<Task> changed) {
    return changed(draft -> draft.tasks = changed);
  }

  /** This job as first stored: version and revision 1, in the given state, at the given time. */
  public Job asCreated(Status<JobState> status, long timeNanos) {
    return changed(draft -> {
      draft.state = status;
      draft.version = 1;
      draft.revision = 1;
      draft.createTime = timeNanos;
      draft.modifyTime = timeNanos;
    });
  }

  /** This job with a changed state: the revision grows by one. */
  public Job withState(Status<JobState> changed, long timeNanos) {
    return changed(draft -> {
      draft.state = changed;
      draft.revision = revision + 1;
      draft.modifyTime = timeNanos;
    });
  }

  /** This job as shown with another message of its state; it is not another revision. */
  public Job withMessage(String message) {
    return changed(draft -> draft.state = new Status<>(state.state(), message, state.details()));
  }

  /** This stored job with the spec of another as its next version. */
  public Job withSpecOf(Job spec, Status<JobState> status, long timeNanos) {
    return changed(draft -> {
      draft.priority = spec.priority;
      draft.count = spec.count;
      draft.constraints = spec.constraints;
      draft.meta = spec.meta;
      draft.labels = spec.labels;
      draft.tasks = spec.tasks;
      draft.state = status;
      draft.version = version + 1;
      draft.modifyTime = timeNanos;
    });
  }

  private Job changed(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.job();
  }

  /** The components, while some of them change. */
  private static final class Draft {
    String id;
    String name;
    String namespace;
    JobType type;
    int priority;
    int count;
    List<Constraint> constraints;
    Map<String, String> meta;
    Map<String, String> labels;
    List<Task> tasks;
    Status<JobState> state;
    long version;
    long revision;
    long createTime;
    long modifyTime;

    Draft(Job before) {
      this.id = before.id;
      this.name = before.name;
      this.namespace = before.namespace;
      this.type = before.type;
      this.priority = before.priority;
      this.count = before.count;
      this.constraints = before.constraints;
      this.meta = before.meta;
      this.labels = before.labels;
      this.tasks = before.tasks;
      this.state = before.state;
      this.version = before.version;
      this.revision = before.revision;
      this.createTime = before.createTime;
      this.modifyTime = before.modifyTime;
    }

    Job job() {
      return new Job(
          id,
          name,
          namespace,
          type,
          priority,
          count,
          constraints,
          meta,
          labels,
          tasks,
          state,
          version,
          revision,
          createTime,
          modifyTime);
    }
  }
}
