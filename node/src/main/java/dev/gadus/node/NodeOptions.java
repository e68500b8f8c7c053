package dev.gadus.node;

import dev.gadus.model.IdSource;
import java.time.InstantSource;

/**
 * How a node is started.
 *
 * @param requester it takes jobs
 * @param compute it runs executions
 * @param servesResults whether it listens for those who fetch results; a node that lives for one
 *     command need not
 * @param clock tells the time of everything that is noted
 * @param ids makes the ids of everything that is new
 */
public record NodeOptions(
    Configuration configuration,
    DataFolder dataFolder,
    boolean requester,
    boolean compute,
    boolean servesResults,
    InstantSource clock,
    IdSource ids) {

  /** A node of its own. With no role in the configuration it has both. */
  public static NodeOptions of(Configuration configuration, DataFolder dataFolder) {
    boolean requester = configuration.flag(Setting.ORCHESTRATOR_ENABLED);
    boolean compute = configuration.flag(Setting.COMPUTE_ENABLED);
    boolean both = !requester && !compute;
    return of(configuration, dataFolder, requester || both, compute || both, true);
  }

  /** A node with both roles that lives for one command in its process. */
  public static NodeOptions embedded(Configuration configuration, DataFolder dataFolder) {
    return of(configuration, dataFolder, true, true, false);
  }

  private static NodeOptions of(
      Configuration configuration,
      DataFolder dataFolder,
      boolean requester,
      boolean compute,
      boolean servesResults) {
    return new NodeOptions(
        configuration
            .with(Setting.ORCHESTRATOR_ENABLED, Boolean.toString(requester))
            .with(Setting.COMPUTE_ENABLED, Boolean.toString(compute)),
        dataFolder,
        requester,
        compute,
        servesResults,
        InstantSource.system(),
        IdSource.random());
  }
}
