// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import dev.gadus.model.NodeInfo;
import dev.gadus.model.NodeState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that the requester knows, and whether it hears of them. Thread-safe.
 *
 * <p>A node is connected while its heartbeats come. After the timeout without one it is lost: it is
 * disconnected and its executions are given up. After a start of the requester, the known nodes are
 * neither: they are waited for, as long as the same timeout, before they are lost.
 */
final class NodeRegistry {
  private final Duration timeout;
  private final TreeMap<String, Entry> nodes = new TreeMap<>();

  /** A node, and when it was heard of or waited for since. */
  private record Entry(NodeState state, Instant lastSeen, boolean lost) {}

  /**
   * @param stored the nodes that are known from before
   * @param now from when on they are waited for
   */
  NodeRegistry(Duration timeout, Collection<NodeState> stored, Instant now) {
    this.timeout = timeout;
    for (NodeState state : stored) {
      nodes.put(state.info().nodeId(), new Entry(disconnected(state, now), now, false));
    }
  }

  /** What a heartbeat means: the node's state by it, and whether that is worth keeping on disk. */
  record Heartbeat(NodeState state, boolean joined, boolean changed) {
    boolean isWorthKeeping() {
      return joined || changed;
    }
  }

  /** What would be known after a heartbeat; {@link #put} takes it over. */
  synchronized Heartbeat hear(NodeInfo info, Instant now) {
    Optional<NodeState> before = state(info.nodeId());
    Optional<NodeState> connected = before.filter(NodeState::isConnected);
    Optional<NodeState.ConnectionState> connection = before.map(NodeState::connectionState);
    NodeState state =
        new NodeState(
            info,
            before.map(NodeState::membership).orElse(NodeState.APPROVED),
            NodeState.CONNECTED,
            new NodeState.ConnectionState(
                NodeState.CONNECTED,
                now,
                connected.map(one -> one.connectionState().connectedSince()).orElse(now),
                connection
                    .map(NodeState.ConnectionState::disconnectedSince)
                    .orElse(NodeState.NEVER)));
    boolean changed =
        before.filter(one -> !one.info().abilities().equals(info.abilities())).isPresent();
    return new Heartbeat(state, connected.isEmpty(), changed);
  }

  synchronized void put(NodeState state, Instant now) {
    nodes.put(state.info().nodeId(), new Entry(state, now, false));
  }

  /** The nodes that were silent for too long and are not taken for lost yet, as they would be. */
  synchronized List<NodeState> silent(Instant now) {
    List<NodeState> silent = new ArrayList<>();
    for (Entry entry : nodes.values()) {
      if (!entry.lost() && Duration.between(entry.lastSeen(), now).compareTo(timeout) > 0) {
        silent.add(entry.state().isConnected() ? disconnected(entry.state(), now) : entry.state());
      }
    }
    return silent;
  }

  /**
   * Takes a node for lost, unless it was heard of meanwhile.
   *
   * @return true when it is lost now
   */
  synchronized boolean lose(NodeState state, Instant now) {
    @Nullable Entry entry = nodes.get(state.info().nodeId());
    if (entry == null || Duration.between(entry.lastSeen(), now).compareTo(timeout) <= 0) {
      return false;
    }
    nodes.put(state.info().nodeId(), new Entry(state, entry.lastSeen(), true));
    return true;
  }

  /** The nodes as a scheduler sees them. */
  synchronized List<KnownNode> snapshot(NodeLoads loads) {
    List<KnownNode> known = new ArrayList<>(nodes.size());
    nodes.forEach(
        (id, entry) -> known.add(new KnownNode(entry.state(), entry.lost(), loads.committed(id))));
    return known;
  }

  synchronized List<NodeState> states() {
    return nodes.values().stream().map(Entry::state).toList();
  }

  synchronized Optional<NodeState> state(String nodeId) {
    return Optional.ofNullable(nodes.get(nodeId)).map(Entry::state);
  }

  private static NodeState disconnected(NodeState state, Instant now) {
    NodeState.ConnectionState before = state.connectionState();
    return new NodeState(
        state.info(),
        state.membership(),
        NodeState.DISCONNECTED,
        new NodeState.ConnectionState(
            NodeState.DISCONNECTED,
            before.lastHeartbeat(),
            before.connectedSince(),
            state.isConnected() ? now : before.disconnectedSince()));
  }
}
