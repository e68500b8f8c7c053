// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** What the requester wants of an execution; a number in JSON. */
public enum DesiredState {
  /** Offered; not yet approved. */
  PENDING(0, "Pending"),
  RUNNING(1, "Running"),
  STOPPED(2, "Stopped");

  private final int code;
  private final String text;

  DesiredState(int code, String text) {
    this.code = code;
    this.text = text;
  }

  @JsonValue
  public int code() {
    return code;
  }

  public String text() {
    return text;
  }

  @JsonCreator
  static DesiredState of(int code) {
    for (DesiredState state : values()) {
      if (state.code == code) {
        return state;
      }
    }
    throw new IllegalArgumentException("unknown desired state " + code);
  }
}
