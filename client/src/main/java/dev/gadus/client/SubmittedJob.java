// SPDX-License-Identifier: Apache-2.0
package dev.gadus.client;

import java.util.List;

/**
 * The answer to a submission: the job is on the node's disk.
 *
 * @param warnings what the node changed or ignored in the job
 */
public record SubmittedJob(String jobId, String evaluationId, List<String> warnings) {
  public SubmittedJob {
    warnings = List.copyOf(warnings);
  }
}
