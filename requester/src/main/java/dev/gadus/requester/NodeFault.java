// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import dev.gadus.model.Event;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Why an execution ended through its node and not through what it ran. Such an end does not count
 * against the job.
 */
enum NodeFault {
  /** The node was silent for too long. */
  LOST("Requester:NodeLost"),
  /** The node started again while the execution was in progress. */
  RESTARTED("Requester:NodeRestarted"),
  /** The node says that it does not have the execution. */
  NOT_HELD("Requester:ExecutionNotHeld"),
  /** The node did not answer an offer. */
  SILENT("Requester:OfferNotAnswered");

  /** What compute nodes report for the same. */
  private static final Map<String, NodeFault> REPORTED =
      Map.of(
          "Compute:Restarted", RESTARTED,
          "Compute:Forgotten", RESTARTED,
          "Compute:NotHeld", NOT_HELD);

  private final String code;

  NodeFault(String code) {
    this.code = code;
  }

  /** The details that a failed execution carries, so that {@link #of} finds the fault again. */
  Map<String, String> details(String nodeId) {
    return Map.of(
        Event.Detail.ERROR_CODE,
        code,
        Event.Detail.NODE_ID,
        nodeId,
        Event.Detail.RETRYABLE,
        "true");
  }

  /** The fault by which the execution failed, if it was one. */
  static Optional<NodeFault> of(Execution execution) {
    if (execution.state().state() != ExecutionState.FAILED) {
      return Optional.empty();
    }
    String found = execution.state().details().getOrDefault(Event.Detail.ERROR_CODE, "");
    return Arrays.stream(values())
        .filter(fault -> fault.code.equals(found))
        .findFirst()
        .or(() -> Optional.ofNullable(REPORTED.get(found)));
  }
}
