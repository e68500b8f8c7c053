// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store.imports;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.LocalState;
import java.util.Arrays;
import java.util.List;

/**
 * The numbers of states. Bacalhau changed them with v1.5.2 by putting two in between, so that 7 to
 * 9 mean one thing in a record of before and another in one of after.
 */
enum BacalhauStates {
  /** From v1.1 to v1.5.1. */
  BEFORE,
  /** From v1.5.2 on; the API's numbers. */
  AFTER;

  private static final List<ExecutionState> NUMBERED_BEFORE =
      List.of(
          ExecutionState.UNDEFINED,
          ExecutionState.NEW,
          ExecutionState.ASK_FOR_BID,
          ExecutionState.ASK_FOR_BID_ACCEPTED,
          ExecutionState.ASK_FOR_BID_REJECTED,
          ExecutionState.BID_ACCEPTED,
          ExecutionState.BID_REJECTED,
          ExecutionState.COMPLETED,
          ExecutionState.FAILED,
          ExecutionState.CANCELLED);

  private static final List<ExecutionState> NUMBERED_AFTER = List.of(ExecutionState.values());

  /** The numbers of a compute node's own states, from v1.1 to v1.5.1; 0 is none. */
  private static final List<LocalState> LOCAL =
      List.of(
          LocalState.CREATED,
          LocalState.BID_ACCEPTED,
          LocalState.RUNNING,
          LocalState.PUBLISHING,
          LocalState.COMPLETED,
          LocalState.FAILED,
          LocalState.CANCELLED);

  private List<ExecutionState> byNumber() {
    return switch (this) {
      case BEFORE -> NUMBERED_BEFORE;
      case AFTER -> NUMBERED_AFTER;
    };
  }

  /**
   * The state of a number or of a word.
   *
   * @throws ImportException.UnreadableRecord when there is none
   */
  ExecutionState execution(JsonNode value) {
    if (value.isTextual()) {
      return Arrays.stream(ExecutionState.values())
          .filter(state -> state.text().equalsIgnoreCase(value.textValue()))
          .findFirst()
          .orElseThrow(() -> unknown(value));
    }
    // An absent state is Go's zero value.
    int number = value.isMissingNode() || value.isNull() ? 0 : number(value);
    if (number < 0 || number >= byNumber().size()) {
      throw unknown(value);
    }
    return byNumber().get(number);
  }

  /** The compute node's own state of a number, from v1.1 to v1.5.1. */
  static LocalState local(JsonNode value) {
    int number = number(value);
    if (number < 1 || number > LOCAL.size()) {
      throw unknown(value);
    }
    return LOCAL.get(number - 1);
  }

  /** How a compute node's final state of v1.5.2 and later is kept here. */
  static LocalState ended(ExecutionState state) {
    return switch (state) {
      case COMPLETED -> LocalState.COMPLETED;
      case FAILED -> LocalState.FAILED;
      case CANCELLED, ASK_FOR_BID_REJECTED, BID_REJECTED -> LocalState.CANCELLED;
      case UNDEFINED, NEW, ASK_FOR_BID, ASK_FOR_BID_ACCEPTED, BID_ACCEPTED, RUNNING, PUBLISHING ->
          throw new IllegalArgumentException("not a final state: " + state.text());
    };
  }

  private static int number(JsonNode value) {
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw unknown(value);
    }
    return value.intValue();
  }

  private static ImportException.UnreadableRecord unknown(JsonNode value) {
    return new ImportException.UnreadableRecord("the state " + value + " is unknown");
  }
}
