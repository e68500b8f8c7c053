// SPDX-License-Identifier: Apache-2.0
package dev.gadus.transport;

import dev.gadus.model.Envelope;
import dev.gadus.model.MessageReceiver;
import dev.gadus.model.NodeInfo;
import dev.gadus.model.UnreachableException;
import dev.gadus.model.WaitingExecution;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A transport on a bad day: of what is sent, some is lost, some arrives although the sender is told
 * that it did not, some arrives twice, and some arrives again much later. The same seed gives the
 * same faults. Used by one thread at a time.
 */
final class FaultyTransport implements Transport {
  private final Transport transport;
  private final Random dice;
  private final Deque<Envelope> late = new ArrayDeque<>();

  FaultyTransport(Transport transport, long seed) {
    this.transport = transport;
    this.dice = new Random(seed);
  }

  @Override
  public void send(Envelope envelope) throws UnreachableException {
    if (!late.isEmpty() && dice.nextInt(3) == 0) {
      transport.send(late.remove());
    }
    switch (dice.nextInt(10)) {
      case 0, 1 -> throw new UnreachableException("lost");
      case 2 -> {
        transport.send(envelope);
        throw new UnreachableException("arrived, but nobody says so");
      }
      case 3 -> {
        transport.send(envelope);
        transport.send(envelope);
      }
      case 4 -> {
        transport.send(envelope);
        late.add(envelope);
      }
      default -> transport.send(envelope);
    }
  }

  @Override
  public Connection connectRequester(
      String nodeId, MessageReceiver receiver, Consumer<NodeInfo> announcements) {
    return transport.connectRequester(nodeId, receiver, announcements);
  }

  @Override
  public Connection connectCompute(String nodeId, MessageReceiver receiver, LogSource logs) {
    return transport.connectCompute(nodeId, receiver, logs);
  }

  @Override
  public void announce(NodeInfo info) {
    if (dice.nextInt(5) > 0) {
      transport.announce(info);
    }
  }

  @Override
  public LogReader logs(String nodeId, String executionId, boolean follow, boolean fromNow)
      throws UnreachableException, IOException {
    return transport.logs(nodeId, executionId, follow, fromNow);
  }

  @Override
  public List<WaitingExecution> waiting(String nodeId, Set<String> jobIds)
      throws UnreachableException {
    return transport.waiting(nodeId, jobIds);
  }
}
