// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An execution as the compute node that holds it keeps it.
 *
 * @param execution what the requester asked for
 * @param job the job as it was then
 * @param requesterNodeId who asked, and gets the reports
 * @param resources what it takes from the node's capacity
 * @param version 1 when created, one more for each change
 * @param latestComment why it is in this state
 * @param publishedResult where the results are; {@link SpecConfig#NONE} until published
 * @param runOutput what the program left; empty until it ended
 */
public record LocalExecution(
    @JsonProperty("Execution") Execution execution,
    @JsonProperty("Job") Job job,
    @JsonProperty("RequesterNodeID") String requesterNodeId,
    @JsonProperty("Resources") Resources resources,
    @JsonProperty("State") LocalState state,
    @JsonProperty("Version") long version,
    @JsonProperty("CreateTime") Instant createTime,
    @JsonProperty("UpdateTime") Instant updateTime,
    @JsonProperty("LatestComment") String latestComment,
    @JsonProperty("PublishedResult") SpecConfig publishedResult,
    @JsonProperty("RunOutput") Optional<RunOutput> runOutput) {
  public LocalExecution {
    latestComment = Defaults.text(latestComment);
    publishedResult = Defaults.or(publishedResult, SpecConfig.NONE);
    runOutput = Defaults.or(runOutput, Optional.empty());
  }

  public String id() {
    return execution.id();
  }

  /** The next version of this record, in another state. */
  public LocalExecution withState(LocalState changed, String comment, Instant time) {
    return changed(draft -> {
      draft.state = changed;
      draft.version = version + 1;
      draft.updateTime = time;
      draft.latestComment = comment;
    });
  }

  /**
   * This record with what the run left; the version stays, since it goes with a change of state.
   */
  public LocalExecution withResult(SpecConfig published, Optional<RunOutput> output) {
    return changed(draft -> {
      draft.publishedResult = published;
      draft.runOutput = output;
    });
  }

  private LocalExecution changed(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.localExecution();
  }

  /** The components, while some of them change. */
  private static final class Draft {
    Execution execution;
    Job job;
    String requesterNodeId;
    Resources resources;
    LocalState state;
    long version;
    Instant createTime;
    Instant updateTime;
    String latestComment;
    SpecConfig publishedResult;
    Optional<RunOutput> runOutput;

    Draft(LocalExecution before) {
      this.execution = before.execution;
      this.job = before.job;
      this.requesterNodeId = before.requesterNodeId;
      this.resources = before.resources;
      this.state = before.state;
      this.version = before.version;
      this.createTime = before.createTime;
      this.updateTime = before.updateTime;
      this.latestComment = before.latestComment;
      this.publishedResult = before.publishedResult;
      this.runOutput = before.runOutput;
    }

    LocalExecution localExecution() {
      return new LocalExecution(
          execution,
          job,
          requesterNodeId,
          resources,
          state,
          version,
          createTime,
          updateTime,
          latestComment,
          publishedResult,
          runOutput);
    }
  }
}
