// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Map;

/**
 * Something that happened, for people to read.
 *
 * @param topic one of {@link Topic}'s words
 * @param details for programs; keys from {@link Detail}
 */
public record Event(
    @JsonProperty("Message") String message,
    @JsonProperty("Topic") String topic,
    @JsonProperty("Timestamp") Instant timestamp,
    @JsonProperty("Details") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        Map<String, String> details) {
  public Event {
    message = Defaults.text(message);
    topic = Defaults.text(topic);
    timestamp = Defaults.or(timestamp, Instant.EPOCH);
    details = Defaults.map(details);
  }

  /** The words for {@link Event#topic}. */
  public static final class Topic {
    public static final String SUBMISSION = "Submission";
    public static final String STATE_UPDATE = "State Update";
    public static final String SCHEDULING = "Scheduling";
    public static final String QUEUEING = "Queueing";
    public static final String EXECUTION_TIMEOUT = "Exec Timeout";
    public static final String JOB_TIMEOUT = "Job Timeout";
    public static final String EXECUTION = "Execution";
    public static final String EXECUTION_SCANNING = "Exec Scanning";
    public static final String DOWNLOADING_INPUTS = "Downloading Inputs";
    public static final String PREPARING_ENVIRONMENT = "Preparing Environment";
    public static final String RUNNING_EXECUTION = "Running Execution";
    public static final String PUBLISHING_RESULTS = "Publishing Results";
    public static final String RESTART = "Restart";

    private Topic() {}
  }

  /** The keys of {@link Event#details}. */
  public static final class Detail {
    /** {@code true} for an event that a user should see as an error. */
    public static final String IS_ERROR = "IsError";

    /** Advice shown below the message. */
    public static final String HINT = "Hint";

    /** {@code true} when the same may succeed later. */
    public static final String RETRYABLE = "Retryable";

    /** {@code true} when the execution ends by it. */
    public static final String FAILS_EXECUTION = "FailsExecution";

    public static final String NEW_STATE = "NewState";

    /** {@code Component:Code}. */
    public static final String ERROR_CODE = "ErrorCode";

    public static final String NODE_ID = "NodeID";
    public static final String REASON = "Reason";
    public static final String NODES_REQUESTED = "NodesRequested";
    public static final String NODES_AVAILABLE = "NodesAvailable";
    public static final String NODES_SUITABLE = "NodesSuitable";

    private Detail() {}
  }

  public static Event of(String topic, String message, Instant time) {
    return new Event(message, topic, time, Map.of());
  }

  public static Event of(String topic, String message, Instant time, Map<String, String> details) {
    return new Event(message, topic, time, details);
  }
}
