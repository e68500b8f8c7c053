// SPDX-License-Identifier: Apache-2.0
package dev.gadus.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;

/**
 * A part of the changes of a node's jobs, in order.
 *
 * @param position what to go on from
 */
public record ChangeList(
    @JsonProperty("Changes") List<Change> changes, @JsonProperty("Position") long position) {
  public ChangeList {
    changes = changes == null ? List.of() : List.copyOf(changes);
  }

  /**
   * One change.
   *
   * @param position from 1, one more for each change on the node
   * @param kind {@code JOB}, {@code EXECUTION}, or {@code JOB_REMOVED}
   * @param executionId empty when the job itself changed
   * @param state what the job or execution is now
   * @param revision of the job or execution after the change
   */
  public record Change(
      @JsonProperty("Position") long position,
      @JsonProperty("Kind") String kind,
      @JsonProperty("JobID") String jobId,
      @JsonProperty("ExecutionID") String executionId,
      @JsonProperty("State") String state,
      @JsonProperty("Revision") long revision,
      @JsonProperty("Time") Instant time) {}
}
