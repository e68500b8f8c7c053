// SPDX-License-Identifier: Apache-2.0
package dev.gadus.api;

import dev.gadus.bolt.Database;
import dev.gadus.configuration.Configuration;
import dev.gadus.model.NodeInfo;
import dev.gadus.model.Role;
import dev.gadus.model.UpkeepReport;
import dev.gadus.requester.Requester;
import dev.gadus.store.ExecutionStore;
import dev.gadus.store.JobStore;
import dev.gadus.transport.Transport;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What of a node its API answers from. All of it is used by many threads at a time.
 *
 * @param configuration says where to listen, and is shown
 * @param jobs answers what reads
 * @param executions present when the node runs executions
 * @param requester does what changes something
 * @param transport reaches the nodes that have the output of executions
 * @param info what the node says of itself now; its id and version stay the same
 * @param debug facts for its developers, by component
 * @param health what supervisors are told
 */
public record ApiParts(
    Configuration configuration,
    JobStore jobs,
    Optional<ExecutionStore> executions,
    Requester requester,
    Transport transport,
    Supplier<NodeInfo> info,
    Supplier<Map<String, Object>> debug,
    Upkeep upkeep,
    DatabaseCommand command,
    Health health) {

  /** Looks after the stores of the node. */
  @FunctionalInterface
  public interface Upkeep {
    /**
     * Does what is due now.
     *
     * @param compactAnyway whether to compact files that have less free space than it takes
     * @return what was done, by role
     */
    Map<String, UpkeepReport> run(boolean compactAnyway);
  }

  /** Runs a command that reads on a database that the node has open. */
  @FunctionalInterface
  public interface DatabaseCommand {
    /**
     * Writes what the command prints, its errors too, and returns its exit code.
     *
     * @param role whose database it is
     * @param arguments the command's name and its arguments, without a file
     */
    int run(
        Role role,
        Database database,
        List<String> arguments,
        OutputStream out,
        OutputStream errors);
  }
}
