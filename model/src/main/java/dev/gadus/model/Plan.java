// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one evaluation decided.
 *
 * @param create executions to make and offer to their nodes
 * @param approve ids of the executions whose accepted offers are to run
 * @param stop executions to end, each with the final state that it gets
 * @param jobState the job's new state, when it changes
 * @param jobEvents what the job's history gets
 * @param followUps times at which to look again
 */
public record Plan(
    List<Execution> create,
    List<String> approve,
    List<Stop> stop,
    Optional<Status<JobState>> jobState,
    List<Event> jobEvents,
    List<FollowUp> followUps) {
  public Plan {
    create = List.copyOf(create);
    approve = List.copyOf(approve);
    stop = List.copyOf(stop);
    jobEvents = List.copyOf(jobEvents);
    followUps = List.copyOf(followUps);
  }

  public static final Plan NOTHING =
      new Plan(List.of(), List.of(), List.of(), Optional.empty(), List.of(), List.of());

  /**
   * An execution to end.
   *
   * @param state a final state
   * @param reason for people
   * @param details for programs, see {@link Event.Detail}
   */
  public record Stop(
      String executionId, ExecutionState state, String reason, Map<String, String> details) {}

  /** A later evaluation of the same job. */
  public record FollowUp(Evaluation.Trigger trigger, Instant waitUntil) {}
}
