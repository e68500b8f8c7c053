// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What the requester knows of an execution: the {@code ComputeState} of the HTTP API, a number in
 * JSON.
 */
public enum ExecutionState {
  UNDEFINED(0, "Undefined"),
  /** Created at the requester, not sent. */
  NEW(1, "New"),
  /** Sent to a compute node, which has not answered. */
  ASK_FOR_BID(2, "AskForBid"),
  /** The node offers to run it. */
  ASK_FOR_BID_ACCEPTED(3, "AskForBidAccepted"),
  /** The node refused. */
  ASK_FOR_BID_REJECTED(4, "AskForBidRejected"),
  /** The node was told to run it. */
  BID_ACCEPTED(5, "BidAccepted"),
  /** The engine started. */
  RUNNING(6, "Running"),
  /** The engine ended and results are being published. */
  PUBLISHING(7, "Publishing"),
  /** The requester refused the offer. */
  BID_REJECTED(8, "BidRejected"),
  COMPLETED(9, "Completed"),
  FAILED(10, "Failed"),
  /** Stopped by a user or by the scheduler. */
  CANCELLED(11, "Cancelled");

  private final int code;
  private final String text;

  ExecutionState(int code, String text) {
    this.code = code;
    this.text = text;
  }

  /** The number used in the API's JSON. */
  @JsonValue
  public int code() {
    return code;
  }

  public String text() {
    return text;
  }

  /** True for a state that an execution never leaves. */
  public boolean isFinal() {
    return switch (this) {
      case UNDEFINED, NEW, ASK_FOR_BID, ASK_FOR_BID_ACCEPTED, BID_ACCEPTED, RUNNING, PUBLISHING ->
          false;
      case ASK_FOR_BID_REJECTED, BID_REJECTED, COMPLETED, FAILED, CANCELLED -> true;
    };
  }

  /** True when the execution ended without a result, so that its partition needs another. */
  public boolean isDiscarded() {
    return isFinal() && this != COMPLETED;
  }

  @JsonCreator
  static ExecutionState of(int code) {
    for (ExecutionState state : values()) {
      if (state.code == code) {
        return state;
      }
    }
    throw new IllegalArgumentException("unknown execution state " + code);
  }

  /** The legal changes. A report may skip states, since a restart can swallow the time between. */
  public static final StateTable<ExecutionState> TABLE =
      StateTable.of(ExecutionState.class)
          .allow(NEW, ASK_FOR_BID, BID_ACCEPTED, FAILED, CANCELLED)
          .allow(
              ASK_FOR_BID,
              ASK_FOR_BID_ACCEPTED,
              ASK_FOR_BID_REJECTED,
              BID_REJECTED,
              FAILED,
              CANCELLED)
          .allow(ASK_FOR_BID_ACCEPTED, BID_ACCEPTED, BID_REJECTED, FAILED, CANCELLED)
          .allow(
              BID_ACCEPTED, ASK_FOR_BID_REJECTED, RUNNING, PUBLISHING, COMPLETED, FAILED, CANCELLED)
          .allow(RUNNING, PUBLISHING, COMPLETED, FAILED, CANCELLED)
          .allow(PUBLISHING, COMPLETED, FAILED, CANCELLED)
          .build();
}
