// SPDX-License-Identifier: Apache-2.0
package dev.gadus.transport;

import dev.gadus.model.Envelope;
import dev.gadus.model.Message;
import dev.gadus.model.MessageReceiver;
import dev.gadus.model.NodeInfo;
import dev.gadus.model.UnreachableException;
import dev.gadus.model.WaitingExecution;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Connects the roles of one process: a message is a call of its receiver. Thread-safe. */
public final class InProcessTransport implements Transport {
  private final Map<String, RequesterEnd> requesters = new ConcurrentHashMap<>();
  private final Map<String, ComputeEnd> computes = new ConcurrentHashMap<>();

  /** A transport to which nobody is connected yet. */
  public InProcessTransport() {}

  private record RequesterEnd(MessageReceiver receiver, Consumer<NodeInfo> announcements) {}

  private record ComputeEnd(MessageReceiver receiver, LogSource logs) {}

  @Override
  public Connection connectRequester(
      String nodeId, MessageReceiver receiver, Consumer<NodeInfo> announcements) {
    return connect(requesters, "requester", nodeId, new RequesterEnd(receiver, announcements));
  }

  @Override
  public Connection connectCompute(String nodeId, MessageReceiver receiver, LogSource logs) {
    return connect(computes, "compute", nodeId, new ComputeEnd(receiver, logs));
  }

  private static <E> Connection connect(Map<String, E> ends, String role, String nodeId, E end) {
    if (ends.putIfAbsent(nodeId, end) != null) {
      throw new IllegalStateException(
          "the %s role of node %s is connected already".formatted(role, nodeId));
    }
    return () -> ends.remove(nodeId, end);
  }

  @Override
  public void send(Envelope envelope) throws UnreachableException {
    MessageReceiver receiver = receiver(envelope);
    try {
      receiver.receive(envelope);
    } catch (RuntimeException e) {
      throw notTaken(envelope, e);
    }
  }

  @Override
  public int sendSome(List<Envelope> envelopes) throws UnreachableException {
    Envelope first = envelopes.getFirst();
    MessageReceiver receiver = receiver(first);
    for (Envelope envelope : envelopes) {
      if (!receiver(envelope).equals(receiver)) {
        throw new IllegalArgumentException(
            "messages that are sent together have one receiver: sequences %d and %d of node %s"
                .formatted(first.sequence(), envelope.sequence(), envelope.from()));
      }
    }
    try {
      receiver.receiveAll(envelopes);
      return envelopes.size();
    } catch (RuntimeException e) {
      throw notTaken(first, e);
    }
  }

  private static UnreachableException notTaken(Envelope envelope, RuntimeException reason) {
    return new UnreachableException(
        "node %s did not take message %d of node %s: %s"
            .formatted(envelope.to(), envelope.sequence(), envelope.from(), reason.getMessage()),
        reason);
  }

  private MessageReceiver receiver(Envelope envelope) throws UnreachableException {
    return switch (envelope.message()) {
      case Message.ToCompute _ -> connected(computes.get(envelope.to()), envelope.to()).receiver();
      case Message.ToRequester _ ->
          connected(requesters.get(envelope.to()), envelope.to()).receiver();
    };
  }

  private static <E> E connected(@Nullable E end, String nodeId) throws UnreachableException {
    if (end == null) {
      throw new UnreachableException("node %s is not connected".formatted(nodeId));
    }
    return end;
  }

  @Override
  public void announce(NodeInfo info) {
    requesters.values().forEach(requester -> requester.announcements().accept(info));
  }

  @Override
  public LogReader logs(String nodeId, String executionId, boolean follow, boolean fromNow)
      throws UnreachableException, IOException {
    return connected(computes.get(nodeId), nodeId).logs().open(executionId, follow, fromNow);
  }

  @Override
  public List<WaitingExecution> waiting(String nodeId, Set<String> jobIds)
      throws UnreachableException {
    return connected(computes.get(nodeId), nodeId).logs().waiting(jobIds);
  }
}
