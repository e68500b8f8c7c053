// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import dev.gadus.model.Execution;
import dev.gadus.model.Resources;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the live executions take on each node. Thread-safe. Changes may arrive out of order, since
 * each transaction is followed by its own thread: an end that comes before its beginning is
 * remembered until then.
 */
final class NodeLoads {
  private final Map<String, Map<String, Resources>> liveByNode = new HashMap<>();
  private final Map<String, Resources> sums = new HashMap<>();
  private final Set<String> known = new HashSet<>();
  private final Set<String> endedEarly = new HashSet<>();

  /** An execution was made. */
  synchronized void begin(Execution execution) {
    if (!endedEarly.remove(execution.id())) {
      add(execution);
    }
  }

  /** An execution became final. Called once for each. */
  synchronized void end(Execution execution) {
    if (known.remove(execution.id())) {
      remove(execution);
    } else {
      endedEarly.add(execution.id());
    }
  }

  private void add(Execution execution) {
    known.add(execution.id());
    liveByNode
        .computeIfAbsent(execution.nodeId(), node -> new HashMap<>())
        .put(execution.id(), execution.resources());
    sums.merge(execution.nodeId(), execution.resources(), Resources::plus);
  }

  private void remove(Execution execution) {
    String node = execution.nodeId();
    Map<String, Resources> live = liveByNode.getOrDefault(node, new HashMap<>());
    Resources freed = live.remove(execution.id());
    if (live.isEmpty()) {
      // Sums of fractions drift; an idle node starts from nothing again.
      liveByNode.remove(node);
      sums.remove(node);
    } else if (freed != null) {
      sums.merge(node, freed, Resources::minus);
    }
  }

  synchronized Resources committed(String nodeId) {
    return sums.getOrDefault(nodeId, Resources.NONE);
  }

  synchronized int liveExecutions(String nodeId) {
    return liveByNode.getOrDefault(nodeId, Map.of()).size();
  }
}
