// SPDX-License-Identifier: Apache-2.0
package dev.gadus.compute;

import dev.gadus.model.Event;
import java.io.Serial;
import java.util.Map;

/**
 * A step of an execution that did not work out and ends it. The message is a sentence for the user
 * who wrote the job.
 */
public final class StepException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final String topic;
  private final String code;
  private final boolean retryable;

  /**
   * Says what did not work out.
   *
   * @param topic the step, one of {@link Event.Topic}
   * @param code for programs, {@code Component:Code}
   * @param retryable whether another attempt may go better
   */
  public StepException(String topic, String code, boolean retryable, String message) {
    super(message);
    this.topic = topic;
    this.code = code;
    this.retryable = retryable;
  }

  String topic() {
    return topic;
  }

  /** What the report to the requester carries. */
  Map<String, String> details() {
    return Report.failure(code, retryable);
  }
}
