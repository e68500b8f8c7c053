// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * One change in a store.
 *
 * @param position from 1, one more for each change of the store
 * @param executionId empty when the job itself changed
 * @param state what the job or execution is now, in the words of its store
 * @param revision of the job or execution after the change; on a compute node its version
 */
public record Change(
    @JsonProperty("Position") long position,
    @JsonProperty("Kind") Kind kind,
    @JsonProperty("JobID") String jobId,
    @JsonProperty("ExecutionID") String executionId,
    @JsonProperty("State") String state,
    @JsonProperty("Revision") long revision,
    @JsonProperty("Time") Instant time) {
  /** What changed. */
  public enum Kind {
    JOB,
    EXECUTION,
    /** The job is gone with all that belonged to it. */
    JOB_REMOVED,
    /** The execution is gone from its compute node's store. */
    EXECUTION_REMOVED
  }
}
