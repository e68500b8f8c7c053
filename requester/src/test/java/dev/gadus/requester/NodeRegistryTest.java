// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.model.NodeInfo;
import dev.gadus.model.NodeState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class NodeRegistryTest {
  private static final Instant START = Sample.START;
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private final NodeInfo info = Sample.wasmNode("n-1");

  @Test
  void onlyNewsIsWorthKeeping() {
    NodeRegistry registry = new NodeRegistry(TIMEOUT, List.of(), START);

    NodeRegistry.Heartbeat first = registry.hear(info, START);
    registry.put(first.state(), START);
    NodeRegistry.Heartbeat second = registry.hear(info, START.plusSeconds(15));
    registry.put(second.state(), START.plusSeconds(15));
    NodeInfo changed = Sample.nodeInfo("n-1", List.of("wasm", "docker"), Map.of());
    NodeRegistry.Heartbeat third = registry.hear(changed, START.plusSeconds(30));

    assertThat(first.joined()).isTrue();
    assertThat(second.isWorthKeeping()).isFalse();
    assertThat(second.state().connectionState().connectedSince()).isEqualTo(START);
    assertThat(second.state().connectionState().lastHeartbeat()).isEqualTo(START.plusSeconds(15));
    assertThat(third.joined()).isFalse();
    assertThat(third.isWorthKeeping()).isTrue();
  }

  @Test
  void aNodeIsLostAfterTheTimeoutAndNotAtIt() {
    NodeRegistry registry = new NodeRegistry(TIMEOUT, List.of(), START);
    registry.put(registry.hear(info, START).state(), START);

    assertThat(registry.silent(START.plus(TIMEOUT))).isEmpty();
    Instant past = START.plus(TIMEOUT).plusNanos(1);
    List<NodeState> silent = registry.silent(past);
    assertThat(silent).hasSize(1);
    assertThat(silent.getFirst().isConnected()).isFalse();
    assertThat(silent.getFirst().connectionState().disconnectedSince()).isEqualTo(past);
    assertThat(registry.lose(silent.getFirst(), past)).isTrue();
    assertThat(registry.silent(past)).isEmpty();
    assertThat(registry.snapshot(new NodeLoads()).getFirst().lost()).isTrue();
  }

  @Test
  void aHeartbeatInTheLastMomentWins() {
    NodeRegistry registry = new NodeRegistry(TIMEOUT, List.of(), START);
    registry.put(registry.hear(info, START).state(), START);
    Instant past = START.plus(TIMEOUT).plusNanos(1);
    List<NodeState> silent = registry.silent(past);
    registry.put(registry.hear(info, past).state(), past);

    assertThat(registry.lose(silent.getFirst(), past)).isFalse();
    assertThat(registry.state("n-1").orElseThrow().isConnected()).isTrue();
  }

  @Test
  void knownNodesAreWaitedForAfterAStart() {
    NodeRegistry registry =
        new NodeRegistry(TIMEOUT, List.of(Sample.connected(info, START.minusSeconds(9999))), START);

    KnownNode known = registry.snapshot(new NodeLoads()).getFirst();
    assertThat(known.state().isConnected()).isFalse();
    assertThat(known.lost()).isFalse();
    assertThat(registry.silent(START.plus(TIMEOUT))).isEmpty();
    assertThat(registry.silent(START.plus(TIMEOUT).plusNanos(1))).hasSize(1);
  }

  @Test
  void aNodeThatIsBackJoinsAgain() {
    NodeRegistry registry = new NodeRegistry(TIMEOUT, List.of(), START);
    registry.put(registry.hear(info, START).state(), START);
    Instant past = START.plusSeconds(100);
    registry.lose(registry.silent(past).getFirst(), past);

    NodeRegistry.Heartbeat back = registry.hear(info, past.plusSeconds(1));
    assertThat(back.joined()).isTrue();
    assertThat(back.state().connectionState().connectedSince()).isEqualTo(past.plusSeconds(1));
  }
}
