// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine;

import dev.gadus.model.Event;
import java.io.Serial;

/**
 * A step of an execution that did not work out and ends it. The message is a sentence for the user
 * who wrote the job.
 */
public final class StepException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final String topic;
  private final String code;
  private final boolean retryable;
  private final String text;

  /**
   * Says what did not work out.
   *
   * @param topic the step, one of {@link Event.Topic}
   * @param code for programs, {@code Component:Code}
   * @param retryable whether another attempt may go better
   */
  public StepException(String topic, String code, boolean retryable, String text) {
    super(text);
    this.topic = topic;
    this.code = code;
    this.retryable = retryable;
    this.text = text;
  }

  /** The step, one of {@link Event.Topic}. */
  public String topic() {
    return topic;
  }

  /** For programs, {@code Component:Code}. */
  public String code() {
    return code;
  }

  /** Whether another attempt may go better. */
  public boolean retryable() {
    return retryable;
  }

  /** What did not work out; the message, which is never absent. */
  public String text() {
    return text;
  }
}
