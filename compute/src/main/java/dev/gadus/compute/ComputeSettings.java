// SPDX-License-Identifier: Apache-2.0
package dev.gadus.compute;

import dev.gadus.model.Resources;
import dev.gadus.model.RestartTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an operator decides about a compute node. A value.
 *
 * @param nodeId this node
 * @param requesters nodes that hear of it when this node starts, besides those whose executions it
 *     holds
 * @param folder where executions have their folders
 * @param capacity what all executions together may take
 * @param address where published results are reached, for the node's description
 * @param environment the node's own variables, which tasks can ask for
 * @param environmentAllowed patterns of names of those that tasks get, with {@code *} for any part
 * @param restartTable what happens at start to what was left
 * @param outputKept how long what a program printed can be read in full after its end
 * @param interruptedKept how long an interrupted execution waits for its requester to decide,
 *     before it fails
 * @param housekeepingInterval how often it is looked for what is over these ages
 */
public record ComputeSettings(
    String nodeId,
    Set<String> requesters,
    Path folder,
    Resources capacity,
    String address,
    Map<String, String> environment,
    List<String> environmentAllowed,
    RestartTable restartTable,
    Duration outputKept,
    Duration interruptedKept,
    Duration housekeepingInterval) {

  /** Long enough to look into a failure, as on a Bacalhau node. */
  public static final Duration DEFAULT_OUTPUT_KEPT = Duration.ofHours(1);

  /** A requester that is away for a night and a day is not gone for good. */
  public static final Duration DEFAULT_INTERRUPTED_KEPT = Duration.ofHours(24);

  /** Often against the ages above, seldom against the cost of looking. */
  public static final Duration DEFAULT_HOUSEKEEPING_INTERVAL = Duration.ofMinutes(1);

  /** What a task takes of the capacity that does not say what it needs: as on a Bacalhau node. */
  public static final Resources DEFAULT_REQUEST = new Resources(0.1, 100L << 20, 0, 0);

  /**
   * What a task may write that does not say how much it needs. It is a limit, and not taken from
   * the capacity.
   */
  public static final long DEFAULT_DISK_LIMIT_BYTES = 1L << 30;

  public ComputeSettings {
    requesters = Set.copyOf(requesters);
    environment = Map.copyOf(environment);
    environmentAllowed = List.copyOf(environmentAllowed);
  }

  /** Settings with the shipped defaults for everything that has one. */
  public static ComputeSettings of(
      String nodeId, Set<String> requesters, Path folder, Resources capacity, String address) {
    return new ComputeSettings(
        nodeId,
        requesters,
        folder,
        capacity,
        address,
        Map.of(),
        List.of(),
        RestartTable.shipped(),
        DEFAULT_OUTPUT_KEPT,
        DEFAULT_INTERRUPTED_KEPT,
        DEFAULT_HOUSEKEEPING_INTERVAL);
  }

  /** These settings with variables that tasks can ask for. */
  public ComputeSettings withEnvironment(Map<String, String> own, List<String> allowed) {
    return new ComputeSettings(
        nodeId,
        requesters,
        folder,
        capacity,
        address,
        own,
        allowed,
        restartTable,
        outputKept,
        interruptedKept,
        housekeepingInterval);
  }

  /** These settings with another restart table. */
  public ComputeSettings withRestartTable(RestartTable table) {
    return new ComputeSettings(
        nodeId,
        requesters,
        folder,
        capacity,
        address,
        environment,
        environmentAllowed,
        table,
        outputKept,
        interruptedKept,
        housekeepingInterval);
  }

  /** These settings with other ages. */
  public ComputeSettings withAges(Duration output, Duration interrupted, Duration interval) {
    return new ComputeSettings(
        nodeId,
        requesters,
        folder,
        capacity,
        address,
        environment,
        environmentAllowed,
        restartTable,
        output,
        interrupted,
        interval);
  }
}
