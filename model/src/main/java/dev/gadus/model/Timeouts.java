// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Time limits in seconds; 0 means none.
 *
 * @param executionTimeout how long one execution may run
 * @param queueTimeout how long the job may wait for suitable nodes
 * @param totalTimeout how long the job may take from submission to its end
 */
public record Timeouts(
    @JsonProperty("ExecutionTimeout") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        long executionTimeout,
    @JsonProperty("QueueTimeout") @JsonInclude(JsonInclude.Include.NON_DEFAULT) long queueTimeout,
    @JsonProperty("TotalTimeout") @JsonInclude(JsonInclude.Include.NON_DEFAULT) long totalTimeout) {
  public static final Timeouts NONE = new Timeouts(0, 0, 0);

  /** The limit of one execution: its own, else what the job may take in all, else 0 for none. */
  public long executionLimitSeconds() {
    return executionTimeout > 0 ? executionTimeout : totalTimeout;
  }
}
