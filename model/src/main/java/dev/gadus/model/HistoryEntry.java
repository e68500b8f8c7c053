// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * One row of a job's history.
 *
 * @param seqNum from 1, without gaps, in the order in which things happened
 * @param type {@link #JOB_LEVEL} or {@link #EXECUTION_LEVEL}
 * @param executionId empty at job level
 */
public record HistoryEntry(
    @JsonProperty("SeqNum") long seqNum,
    @JsonProperty("Type") String type,
    @JsonProperty("JobID") String jobId,
    @JsonProperty("JobVersion") long jobVersion,
    @JsonProperty("ExecutionID") @JsonInclude(JsonInclude.Include.NON_EMPTY) String executionId,
    @JsonProperty("Event") Event event,
    @JsonProperty("Time") Instant time) {
  public static final String JOB_LEVEL = "JobLevel";
  public static final String EXECUTION_LEVEL = "ExecutionLevel";

  public HistoryEntry {
    executionId = Defaults.text(executionId);
  }
}
