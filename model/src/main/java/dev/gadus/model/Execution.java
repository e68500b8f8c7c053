// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One attempt to run a job's task on one node, as the requester and the API see it.
 *
 * @param id {@code e-} and a UUID
 * @param evalId the evaluation that created it
 * @param nodeId the compute node
 * @param allocatedResources resources per task name
 * @param publishedResult where the results are; {@link SpecConfig#NONE} until published
 * @param runOutput what the program printed and returned; empty until it ended
 * @param previousExecution the attempt that this one replaces; empty for the first
 * @param nextExecution the attempt that replaces this one; empty for the last
 * @param partitionIndex from 0 to the job's count - 1
 * @param revision one more for each change
 * @param createTime Unix nanoseconds
 * @param modifyTime Unix nanoseconds
 */
public record Execution(
    @JsonProperty("ID") String id,
    @JsonProperty("Namespace") String namespace,
    @JsonProperty("EvalID") String evalId,
    @JsonProperty("Name") String name,
    @JsonProperty("NodeID") String nodeId,
    @JsonProperty("JobID") String jobId,
    @JsonProperty("JobVersion") long jobVersion,
    @JsonProperty("AllocatedResources") Allocation allocatedResources,
    @JsonProperty("DesiredState") Status<DesiredState> desired,
    @JsonProperty("ComputeState") Status<ExecutionState> state,
    @JsonProperty("PublishedResult") SpecConfig publishedResult,
    @JsonProperty("RunOutput") Optional<RunOutput> runOutput,
    @JsonProperty("PreviousExecution") String previousExecution,
    @JsonProperty("NextExecution") String nextExecution,
    @JsonProperty("FollowupEvalID") String followupEvalId,
    @JsonProperty("PartitionIndex") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        int partitionIndex,
    @JsonProperty("Revision") long revision,
    @JsonProperty("CreateTime") long createTime,
    @JsonProperty("ModifyTime") long modifyTime) {

  /** A planned execution has revision 1, and is stored in its first state. */
  private static final long FIRST_STORED_REVISION = 2;

  /** Resources per task name. */
  public record Allocation(@JsonProperty("Tasks") Map<String, Resources> tasks) {
    public Allocation {
      tasks = Defaults.map(tasks);
    }
  }

  public Execution {
    id = Defaults.text(id);
    namespace = Defaults.text(namespace);
    evalId = Defaults.text(evalId);
    name = Defaults.text(name);
    nodeId = Defaults.text(nodeId);
    jobId = Defaults.text(jobId);
    allocatedResources = Defaults.or(allocatedResources, new Allocation(Map.of()));
    desired = Defaults.or(desired, Status.of(DesiredState.PENDING));
    state = Defaults.or(state, Status.of(ExecutionState.UNDEFINED));
    publishedResult = Defaults.or(publishedResult, SpecConfig.NONE);
    runOutput = Defaults.or(runOutput, Optional.empty());
    previousExecution = Defaults.text(previousExecution);
    nextExecution = Defaults.text(nextExecution);
    followupEvalId = Defaults.text(followupEvalId);
  }

  public boolean isFinal() {
    return state.state().isFinal();
  }

  /**
   * True for a live execution of which its node has not been heard: planned or as first stored,
   * since whatever a node says makes another revision.
   */
  public boolean isUnanswered() {
    return !isFinal() && revision <= FIRST_STORED_REVISION;
  }

  /** This execution as shown with another message of its state; it is not another revision. */
  public Execution withMessage(String message) {
    return changed(draft -> draft.state = new Status<>(state.state(), message, state.details()));
  }

  /** True when the program ended by itself, and not with 0. */
  public boolean returnedNonZero() {
    return state.state() == ExecutionState.COMPLETED
        && runOutput.filter(output -> output.exitCode() != 0).isPresent();
  }

  /** The sum over all tasks. */
  public Resources resources() {
    return allocatedResources.tasks().values().stream().reduce(Resources.NONE, Resources::plus);
  }

  /** This execution in another state: the revision grows by one. */
  public Execution withState(
      Status<ExecutionState> changed, Status<DesiredState> wanted, long timeNanos) {
    return changed(draft -> {
      draft.state = changed;
      draft.desired = wanted;
      draft.revision = revision + 1;
      draft.modifyTime = timeNanos;
    });
  }

  /** This execution with what its run left. */
  public Execution withResult(SpecConfig published, Optional<RunOutput> output) {
    return changed(draft -> {
      draft.publishedResult = published;
      draft.runOutput = output;
    });
  }

  public Execution withNextExecution(String next) {
    return changed(draft -> draft.nextExecution = next);
  }

  private Execution changed(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.execution();
  }

  /** The components, while some of them change. */
  private static final class Draft {
    String id;
    String namespace;
    String evalId;
    String name;
    String nodeId;
    String jobId;
    long jobVersion;
    Allocation allocatedResources;
    Status<DesiredState> desired;
    Status<ExecutionState> state;
    SpecConfig publishedResult;
    Optional<RunOutput> runOutput;
    String previousExecution;
    String nextExecution;
    String followupEvalId;
    int partitionIndex;
    long revision;
    long createTime;
    long modifyTime;

    Draft(Execution before) {
      this.id = before.id;
      this.namespace = before.namespace;
      this.evalId = before.evalId;
      this.name = before.name;
      this.nodeId = before.nodeId;
      this.jobId = before.jobId;
      this.jobVersion = before.jobVersion;
      this.allocatedResources = before.allocatedResources;
      this.desired = before.desired;
      this.state = before.state;
      this.publishedResult = before.publishedResult;
      this.runOutput = before.runOutput;
      this.previousExecution = before.previousExecution;
      this.nextExecution = before.nextExecution;
      this.followupEvalId = before.followupEvalId;
      this.partitionIndex = before.partitionIndex;
      this.revision = before.revision;
      this.createTime = before.createTime;
      this.modifyTime = before.modifyTime;
    }

    Execution execution() {
      return new Execution(
          id,
          namespace,
          evalId,
          name,
          nodeId,
          jobId,
          jobVersion,
          allocatedResources,
          desired,
          state,
          publishedResult,
          runOutput,
          previousExecution,
          nextExecution,
          followupEvalId,
          partitionIndex,
          revision,
          createTime,
          modifyTime);
    }
  }
}
