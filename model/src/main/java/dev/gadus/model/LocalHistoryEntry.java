// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Optional;

/**
 * One row of an execution's history on its compute node.
 *
 * @param previousState empty for the row that created the record
 * @param imported whether another system wrote it, whose states may follow each other otherwise
 */
public record LocalHistoryEntry(
    @JsonProperty("ExecutionID") String executionId,
    @JsonProperty("PreviousState") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        Optional<LocalState> previousState,
    @JsonProperty("NewState") LocalState newState,
    @JsonProperty("NewVersion") long newVersion,
    @JsonProperty("Comment") String comment,
    @JsonProperty("Time") Instant time,
    @JsonProperty("Imported") @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean imported) {
  public LocalHistoryEntry {
    previousState = Defaults.or(previousState, Optional.empty());
    comment = Defaults.text(comment);
  }
}
