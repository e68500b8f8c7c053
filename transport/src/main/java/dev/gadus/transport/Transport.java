// SPDX-License-Identifier: Apache-2.0
package dev.gadus.transport;

import dev.gadus.model.MessageReceiver;
import dev.gadus.model.MessageSender;
import dev.gadus.model.NodeInfo;
import dev.gadus.model.UnreachableException;
import dev.gadus.model.WaitingExecution;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Connects requester nodes with compute nodes, wherever they are. A node takes part with one role
 * or with both, under one id. Thread-safe.
 *
 * <p>Messages go both ways by {@link #send}; which role of the receiver gets one is in its type.
 * Besides there is what need not last: nodes announce themselves, and a requester reads logs.
 */
public interface Transport extends MessageSender {
  /**
   * Lets a requester node take part.
   *
   * @param receiver gets the messages for it
   * @param announcements gets what compute nodes say of themselves
   * @return closes the connection; after that nothing more is handed over
   */
  Connection connectRequester(
      String nodeId, MessageReceiver receiver, Consumer<NodeInfo> announcements);

  /**
   * Lets a compute node take part.
   *
   * @param receiver gets the messages for it
   * @param logs lets a requester read what its executions printed, and which of them wait
   * @return closes the connection; after that nothing more is handed over
   */
  Connection connectCompute(String nodeId, MessageReceiver receiver, LogSource logs);

  /**
   * Tells every requester node what a node is and that it is there. Those that are away miss it.
   */
  void announce(NodeInfo info);

  /**
   * Opens what an execution on a compute node printed.
   *
   * @throws UnreachableException when the node is not connected
   * @throws IOException when the node cannot read it
   */
  LogReader logs(String nodeId, String executionId, boolean follow, boolean fromNow)
      throws UnreachableException, IOException;

  /**
   * The executions of these jobs that wait for room on a compute node, and why, in order.
   *
   * @throws UnreachableException when the node is not connected
   */
  List<WaitingExecution> waiting(String nodeId, Set<String> jobIds) throws UnreachableException;

  /** A role of a node that takes part. */
  interface Connection extends AutoCloseable {
    @Override
    void close();
  }
}
