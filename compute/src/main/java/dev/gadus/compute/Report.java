// SPDX-License-Identifier: Apache-2.0
package dev.gadus.compute;

import dev.gadus.model.Event;
import dev.gadus.model.LocalExecution;
import dev.gadus.model.LocalState;
import dev.gadus.model.Message;
import dev.gadus.model.SpecConfig;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes the message that tells a requester what state an execution is in now. */
final class Report {
  private Report() {}

  static Message.ExecutionChanged of(LocalExecution execution, String topic) {
    return of(execution, topic, Map.of());
  }

  static Message.ExecutionChanged of(
      LocalExecution execution, String topic, Map<String, String> details) {
    Event event = Event.of(topic, execution.latestComment(), execution.updateTime(), details);
    return new Message.ExecutionChanged(
        execution.id(),
        execution.state(),
        execution.version(),
        execution.latestComment(),
        details,
        execution.publishedResult(),
        execution.runOutput(),
        List.of(event));
  }

  /** The answer about an execution that this node has never had, or has lost with its store. */
  static Message.ExecutionChanged notHeld(String executionId, LocalState state, Instant time) {
    String comment = "the node does not hold this execution";
    Map<String, String> details = failure("Compute:NotHeld", true);
    return new Message.ExecutionChanged(
        executionId,
        state,
        0,
        comment,
        details,
        SpecConfig.NONE,
        Optional.empty(),
        List.of(Event.of(Event.Topic.EXECUTION, comment, time, details)));
  }

  /**
   * The details of a failure.
   *
   * @param code {@code Component:Code}
   * @param retryable whether another attempt may go better
   */
  static Map<String, String> failure(String code, boolean retryable) {
    Map<String, String> details = new TreeMap<>();
    details.put(Event.Detail.IS_ERROR, "true");
    details.put(Event.Detail.FAILS_EXECUTION, "true");
    details.put(Event.Detail.ERROR_CODE, code);
    if (retryable) {
      details.put(Event.Detail.RETRYABLE, "true");
    }
    return details;
  }
}
