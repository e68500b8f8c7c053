// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a compute node does by itself, when it starts, with an execution that it finds. */
public enum RestartAction {
  /** Leave the record as it is; the requester learns of it and decides. */
  NO_ACTION("no-action"),
  /** Move the record to Failed. */
  FAIL("fail"),
  /** Run it again under the same id. */
  RUN_AGAIN("run-again");

  private final String text;

  RestartAction(String text) {
    this.text = text;
  }

  @JsonValue
  public String text() {
    return text;
  }

  /** The action spelled {@code text}, if there is one. */
  public static Optional<RestartAction> find(String text) {
    String wanted = text.strip().toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(action -> action.text.equals(wanted)).findFirst();
  }
}
