// SPDX-License-Identifier: Apache-2.0
package dev.gadus.transport;

import dev.gadus.model.WaitingExecution;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** A compute node, as far as it lets a requester look at its executions: what they print. */
@FunctionalInterface
public interface LogSource {
  /**
   * Opens what an execution printed.
   *
   * @param follow true to wait for more until the execution has ended
   * @param fromNow true to leave out what was printed until now
   * @throws IOException when there is nothing to read
   */
  LogReader open(String executionId, boolean follow, boolean fromNow) throws IOException;

  /** The executions of these jobs that wait there for room, in order; none unless it says so. */
  default List<WaitingExecution> waiting(Set<String> jobIds) {
    return List.of();
  }
}
