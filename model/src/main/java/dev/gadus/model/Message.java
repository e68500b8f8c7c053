// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What requester and compute nodes tell each other. Delivered in order, at least once. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "Kind")
@JsonSubTypes({
  @JsonSubTypes.Type(Message.AskForBid.class),
  @JsonSubTypes.Type(Message.AcceptBid.class),
  @JsonSubTypes.Type(Message.RejectBid.class),
  @JsonSubTypes.Type(Message.CancelExecution.class),
  @JsonSubTypes.Type(Message.BidAnswer.class),
  @JsonSubTypes.Type(Message.ExecutionChanged.class),
  @JsonSubTypes.Type(Message.RestartReport.class)
})
public sealed interface Message {
  /** A message from a requester node to a compute node. */
  sealed interface ToCompute extends Message {}

  /** A message from a compute node to a requester node. */
  sealed interface ToRequester extends Message {}

  /**
   * Would you run this?
   *
   * @param approved true when it may start at once, without a second message
   */
  record AskForBid(
      @JsonProperty("Execution") Execution execution,
      @JsonProperty("Job") Job job,
      @JsonProperty("Approved") boolean approved)
      implements ToCompute {}

  /** Run what you offered to run. */
  record AcceptBid(@JsonProperty("ExecutionID") String executionId) implements ToCompute {}

  /** Do not run what you offered to run. */
  record RejectBid(
      @JsonProperty("ExecutionID") String executionId, @JsonProperty("Reason") String reason)
      implements ToCompute {}

  /** End this execution, whatever it is doing. */
  record CancelExecution(
      @JsonProperty("ExecutionID") String executionId, @JsonProperty("Reason") String reason)
      implements ToCompute {}

  /**
   * The answer to {@link AskForBid}.
   *
   * @param reason why not, for people; empty when accepted
   */
  record BidAnswer(
      @JsonProperty("ExecutionID") String executionId,
      @JsonProperty("Accepted") boolean accepted,
      @JsonProperty("Reason") String reason)
      implements ToRequester {}

  /**
   * An execution is in another state now.
   *
   * @param comment what the state is about, for people: for a failure the reason
   * @param details for programs, see {@link Event.Detail}
   * @param publishedResult with Completed
   * @param runOutput once the program ended
   * @param events what happened on the way, for the job's history
   */
  record ExecutionChanged(
      @JsonProperty("ExecutionID") String executionId,
      @JsonProperty("State") LocalState state,
      @JsonProperty("Version") long version,
      @JsonProperty("Comment") String comment,
      @JsonProperty("Details") Map<String, String> details,
      @JsonProperty("PublishedResult") SpecConfig publishedResult,
      @JsonProperty("RunOutput") Optional<RunOutput> runOutput,
      @JsonProperty("Events") List<Event> events)
      implements ToRequester {
    public ExecutionChanged {
      comment = Defaults.text(comment);
      details = Defaults.map(details);
      publishedResult = Defaults.or(publishedResult, SpecConfig.NONE);
      runOutput = Defaults.or(runOutput, Optional.empty());
      events = Defaults.list(events);
    }
  }

  /** I started again, and this is all that I hold that is not final. */
  record RestartReport(@JsonProperty("Held") List<HeldExecution> held) implements ToRequester {
    public RestartReport {
      held = Defaults.list(held);
    }
  }

  /**
   * An execution that a compute node found when it started.
   *
   * @param interrupted true when work was in progress and the node does nothing about it by itself
   */
  record HeldExecution(
      @JsonProperty("ExecutionID") String executionId,
      @JsonProperty("State") LocalState state,
      @JsonProperty("Version") long version,
      @JsonProperty("Interrupted") boolean interrupted) {}
}
