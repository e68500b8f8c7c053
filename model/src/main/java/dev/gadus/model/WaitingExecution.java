// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * An execution that a compute node has taken and that waits there for room.
 *
 * @param reason what it waits for, for people, as it is at this moment
 */
public record WaitingExecution(
    @JsonProperty("ExecutionID") String executionId,
    @JsonProperty("JobID") String jobId,
    @JsonProperty("Reason") String reason) {}
