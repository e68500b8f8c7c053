// SPDX-License-Identifier: Apache-2.0
package dev.gadus.client;

import dev.gadus.model.Execution;
import dev.gadus.model.HistoryEntry;
import dev.gadus.model.Job;
import java.util.List;

/** A job with the beginning of its history and its executions. */
public record JobDetails(Job job, List<HistoryEntry> history, List<Execution> executions) {
  public JobDetails {
    history = List.copyOf(history);
    executions = List.copyOf(executions);
  }
}
