// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** Where an execution stands on the compute node that holds it, in the order of a good run. */
public enum LocalState {
  /** The node offered to run it and waits for approval. */
  CREATED("Created"),
  /** Approved; waits in the queue for capacity. */
  BID_ACCEPTED("BidAccepted"),
  RUNNING("Running"),
  /** The engine ended and the result waits to be accepted. */
  WAITING_VERIFICATION("WaitingVerification"),
  RESULT_ACCEPTED("ResultAccepted"),
  PUBLISHING("Publishing"),
  COMPLETED("Completed"),
  FAILED("Failed"),
  CANCELLED("Cancelled");

  private final String text;

  LocalState(String text) {
    this.text = text;
  }

  @JsonValue
  public String text() {
    return text;
  }

  /** True for a state that an execution never leaves. */
  public boolean isFinal() {
    return switch (this) {
      case CREATED, BID_ACCEPTED, RUNNING, WAITING_VERIFICATION, RESULT_ACCEPTED, PUBLISHING ->
          false;
      case COMPLETED, FAILED, CANCELLED -> true;
    };
  }

  /** True when work had been taken up and was not finished: what a restart interrupts. */
  public boolean isInterruptible() {
    return !isFinal() && this != CREATED;
  }

  @JsonCreator
  static LocalState of(String text) {
    return Arrays.stream(values())
        .filter(state -> state.text.equals(text))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("unknown local execution state '" + text + "'"));
  }

  /** The legal changes: one step forward, or from any live state to Failed or Cancelled. */
  public static final StateTable<LocalState> TABLE =
      StateTable.of(LocalState.class)
          .allow(CREATED, BID_ACCEPTED, FAILED, CANCELLED)
          .allow(BID_ACCEPTED, RUNNING, FAILED, CANCELLED)
          .allow(RUNNING, WAITING_VERIFICATION, FAILED, CANCELLED)
          .allow(WAITING_VERIFICATION, RESULT_ACCEPTED, FAILED, CANCELLED)
          .allow(RESULT_ACCEPTED, PUBLISHING, FAILED, CANCELLED)
          .allow(PUBLISHING, COMPLETED, FAILED, CANCELLED)
          .build();

  /** What the API shows for each local state. */
  private static final Map<LocalState, ExecutionState> SHOWN_AS =
      new EnumMap<>(
          Map.of(
              CREATED, ExecutionState.ASK_FOR_BID_ACCEPTED,
              BID_ACCEPTED, ExecutionState.BID_ACCEPTED,
              RUNNING, ExecutionState.RUNNING,
              WAITING_VERIFICATION, ExecutionState.RUNNING,
              RESULT_ACCEPTED, ExecutionState.PUBLISHING,
              PUBLISHING, ExecutionState.PUBLISHING,
              COMPLETED, ExecutionState.COMPLETED,
              FAILED, ExecutionState.FAILED,
              CANCELLED, ExecutionState.CANCELLED));

  /** The state that the requester and the API show for this one. */
  public ExecutionState shownAs() {
    ExecutionState shown = SHOWN_AS.get(this);
    if (shown == null) {
      throw new IllegalStateException("no API state for local state " + this);
    }
    return shown;
  }
}
