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
  LOST("NodeLost"),
  /** The node started again while the execution was in progress. */
  RESTARTED("NodeRestarted"),
  /** The node says that it does not have the execution. */
  NOT_HELD("ExecutionNotHeld"),
  /** The node did not answer an offer. */
  SILENT("OfferNotAnswered");

  private static final String COMPONENT = "Requester:";

  private final String code;

  NodeFault(String code) {
    this.code = COMPONENT + code;
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
    return Arrays.stream(values()).filter(fault -> fault.code.equals(found)).findFirst();
  }
}
