// SPDX-License-Identifier: Apache-2.0
package dev.gadus.transport;

import java.io.IOException;

/** A compute node, as far as it lets read what its executions printed. */
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
}
