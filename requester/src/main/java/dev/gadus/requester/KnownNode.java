// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import dev.gadus.model.NodeState;
import dev.gadus.model.Resources;
import java.time.Instant;
import java.util.Optional;

/**
 * A node as a scheduler sees it.
 *
 * @param state what the node said of itself, and whether it is connected
 * @param lost true when it was silent for so long that its executions are given up; a node can be
 *     neither connected nor lost while it is expected back
 * @param committed what this requester's live executions take on it, whether they run or wait there
 */
record KnownNode(NodeState state, boolean lost, Resources committed) {
  String id() {
    return state.info().nodeId();
  }

  boolean runsExecutions() {
    return state.info().computeNodeInfo().isPresent();
  }

  /** Since when it is connected, without a break. */
  Optional<Instant> connectedSince() {
    return state.isConnected()
        ? Optional.of(state.connectionState().connectedSince())
        : Optional.empty();
  }
}
