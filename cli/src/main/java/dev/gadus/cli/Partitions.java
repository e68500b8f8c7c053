// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.client.ClientException;
import dev.gadus.client.GadusClient;
import dev.gadus.model.Execution;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Which partition an execution is of: events name executions, and people think in partitions. The
 * node is asked when an execution comes up that is not known yet. Not thread-safe.
 */
final class Partitions {
  private static final int UNKNOWN = -1;

  private final GadusClient client;
  private final String job;
  private final String namespace;
  private final Map<String, Integer> byExecution = new HashMap<>();

  Partitions(GadusClient client, String job, String namespace) {
    this.client = client;
    this.job = job;
    this.namespace = namespace;
  }

  /**
   * Empty for an execution that the node does not know, for no execution, and while the node does
   * not answer: a number that is missing is no reason to end.
   */
  OptionalInt of(String executionId) {
    if (executionId.isEmpty()) {
      return OptionalInt.empty();
    }
    try {
      return lookedUp(executionId);
    } catch (ClientException.Unreachable _) {
      return OptionalInt.empty();
    }
  }

  private OptionalInt lookedUp(String executionId) {
    if (!byExecution.containsKey(executionId)) {
      for (Execution execution : client.executions(job, namespace, 0, true)) {
        byExecution.put(execution.id(), execution.partitionIndex());
      }
      // Asked for once, whether it is there or not.
      byExecution.putIfAbsent(executionId, UNKNOWN);
    }
    int partition = byExecution.getOrDefault(executionId, UNKNOWN);
    return partition == UNKNOWN ? OptionalInt.empty() : OptionalInt.of(partition);
  }

  /** For a cell of a table. */
  String text(String executionId) {
    OptionalInt partition = of(executionId);
    return partition.isPresent() ? Integer.toString(partition.getAsInt()) : "-";
  }
}
