// SPDX-License-Identifier: Apache-2.0
package dev.gadus.compute;

import dev.gadus.model.Resources;
import dev.gadus.model.RestartTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

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
public record ComputeOptions(
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

  public ComputeOptions {
    requesters = Set.copyOf(requesters);
    environment = Map.copyOf(environment);
    environmentAllowed = List.copyOf(environmentAllowed);
  }

  /** Options with the shipped defaults for everything that has one. */
  public static ComputeOptions of(
      String nodeId, Set<String> requesters, Path folder, Resources capacity, String address) {
    return new ComputeOptions(
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

  /** These options with variables that tasks can ask for. */
  public ComputeOptions withEnvironment(Map<String, String> own, List<String> allowed) {
    return changed(draft -> {
      draft.environment = own;
      draft.environmentAllowed = allowed;
    });
  }

  /** These options with another restart table. */
  public ComputeOptions withRestartTable(RestartTable table) {
    return changed(draft -> draft.restartTable = table);
  }

  /** These options with other ages. */
  public ComputeOptions withAges(Duration output, Duration interrupted, Duration interval) {
    return changed(draft -> {
      draft.outputKept = output;
      draft.interruptedKept = interrupted;
      draft.housekeepingInterval = interval;
    });
  }

  private ComputeOptions changed(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.options();
  }

  /** What can change, while it does. */
  private static final class Draft {
    private final ComputeOptions before;
    private Map<String, String> environment;
    private List<String> environmentAllowed;
    private RestartTable restartTable;
    private Duration outputKept;
    private Duration interruptedKept;
    private Duration housekeepingInterval;

    Draft(ComputeOptions options) {
      this.before = options;
      this.environment = options.environment;
      this.environmentAllowed = options.environmentAllowed;
      this.restartTable = options.restartTable;
      this.outputKept = options.outputKept;
      this.interruptedKept = options.interruptedKept;
      this.housekeepingInterval = options.housekeepingInterval;
    }

    ComputeOptions options() {
      return new ComputeOptions(
          before.nodeId,
          before.requesters,
          before.folder,
          before.capacity,
          before.address,
          environment,
          environmentAllowed,
          restartTable,
          outputKept,
          interruptedKept,
          housekeepingInterval);
    }
  }
}
