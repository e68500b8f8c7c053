// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

import dev.gadus.configuration.Configuration;
import dev.gadus.configuration.DataFolder;
import dev.gadus.configuration.Setting;
import dev.gadus.model.IdSource;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How a node is started.
 *
 * @param requester it takes jobs
 * @param compute it runs executions
 * @param servesResults whether it listens for those who fetch results; a node that lives for one
 *     command need not
 * @param environment the variables of the process, of which jobs may ask for what the configuration
 *     allows
 * @param clock tells the time of everything that is noted
 * @param ids makes the ids of everything that is new
 * @param onFatal is told once why the node cannot go on; whoever started it is to close it and to
 *     end the process, on another thread than this
 */
public record NodeOptions(
    Configuration configuration,
    DataFolder dataFolder,
    boolean requester,
    boolean compute,
    boolean servesResults,
    Map<String, String> environment,
    InstantSource clock,
    IdSource ids,
    Consumer<String> onFatal) {
  public NodeOptions {
    environment = Map.copyOf(environment);
  }

  /** Without it a node that cannot go on only says so in its log. */
  public NodeOptions withOnFatal(Consumer<String> changed) {
    return new NodeOptions(
        configuration,
        dataFolder,
        requester,
        compute,
        servesResults,
        environment,
        clock,
        ids,
        changed);
  }

  /** A node of its own. With no role in the configuration it has both. */
  public static NodeOptions of(
      Configuration configuration, DataFolder dataFolder, Map<String, String> environment) {
    boolean requester = configuration.flag(Setting.ORCHESTRATOR_ENABLED);
    boolean compute = configuration.flag(Setting.COMPUTE_ENABLED);
    boolean both = !requester && !compute;
    return of(configuration, dataFolder, requester || both, compute || both, true, environment);
  }

  /** A node with both roles that lives for one command in its process. */
  public static NodeOptions embedded(
      Configuration configuration, DataFolder dataFolder, Map<String, String> environment) {
    return of(configuration, dataFolder, true, true, false, environment);
  }

  private static NodeOptions of(
      Configuration configuration,
      DataFolder dataFolder,
      boolean requester,
      boolean compute,
      boolean servesResults,
      Map<String, String> environment) {
    return new NodeOptions(
        configuration
            .with(Setting.ORCHESTRATOR_ENABLED, Boolean.toString(requester))
            .with(Setting.COMPUTE_ENABLED, Boolean.toString(compute)),
        dataFolder,
        requester,
        compute,
        servesResults,
        environment,
        InstantSource.system(),
        IdSource.random(),
        _ -> {});
  }
}
