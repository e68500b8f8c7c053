// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import dev.gadus.model.Evaluation;
import dev.gadus.model.Execution;
import dev.gadus.model.Job;
import java.time.Instant;
import java.util.List;

/**
 * Everything that a scheduler may know when it decides, at one moment.
 *
 * @param job the job as it is now
 * @param versionTime when the current version of the job was submitted: what its timeouts count
 *     from
 * @param executions all executions of the current version, and the live ones of older versions, in
 *     the order of creation
 * @param nodes every node that the requester knows
 * @param evaluation the request to decide
 * @param now the time of the decision
 * @param startedAt when the requester started
 */
record Snapshot(
    Job job,
    Instant versionTime,
    List<Execution> executions,
    List<KnownNode> nodes,
    Evaluation evaluation,
    Instant now,
    Instant startedAt) {
  Snapshot {
    executions = List.copyOf(executions);
    nodes = List.copyOf(nodes);
  }
}
