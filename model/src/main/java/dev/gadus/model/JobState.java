// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/** Where a job stands, in the words of the HTTP API. */
public enum JobState {
  /** Only in what a client submits; a stored job has another state. */
  UNDEFINED("Undefined"),
  /** Stored, not yet scheduled. */
  PENDING("Pending"),
  /** Waiting for nodes that suit. */
  QUEUED("Queued"),
  /** At least one execution was created. */
  RUNNING("Running"),
  COMPLETED("Completed"),
  FAILED("Failed"),
  /** Stopped by a user. */
  STOPPED("Stopped");

  private final String text;

  JobState(String text) {
    this.text = text;
  }

  @JsonValue
  public String text() {
    return text;
  }

  /** True for a state that a job never leaves unless its user updates or reruns it. */
  public boolean isFinal() {
    return switch (this) {
      case UNDEFINED, PENDING, QUEUED, RUNNING -> false;
      case COMPLETED, FAILED, STOPPED -> true;
    };
  }

  @JsonCreator
  static JobState of(String text) {
    return Arrays.stream(values())
        .filter(state -> state.text.equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown job state '" + text + "'"));
  }

  /** The legal changes of a job's state. A final state opens again by an update or a rerun. */
  public static final StateTable<JobState> TABLE =
      StateTable.of(JobState.class)
          .allow(UNDEFINED, PENDING)
          .allow(PENDING, QUEUED, RUNNING, COMPLETED, FAILED, STOPPED)
          .allow(QUEUED, PENDING, RUNNING, COMPLETED, FAILED, STOPPED)
          .allow(RUNNING, PENDING, QUEUED, COMPLETED, FAILED, STOPPED)
          .allow(COMPLETED, PENDING)
          .allow(FAILED, PENDING)
          .allow(STOPPED, PENDING)
          .build();
}
