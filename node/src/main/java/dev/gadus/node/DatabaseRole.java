// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The roles of a node, each of which has a database of its own. */
public enum DatabaseRole {
  /** Takes jobs and decides; its database is the job store. */
  REQUESTER,
  /** Runs executions; its database is the execution store. */
  COMPUTE;

  /** The word of the command line and the API. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The file that a node with this configuration uses. Without a path in the configuration its name
   * begins with the node's id, which is known when a node has been there.
   *
   * @throws java.io.UncheckedIOException when the node's id cannot be read
   */
  public Optional<Path> file(Configuration configuration, DataFolder folder) {
    return configured(configuration)
        .or(() -> folder.knownNodeId().map(nodeId -> usual(folder, nodeId)));
  }

  Path file(Configuration configuration, DataFolder folder, String nodeId) {
    return configured(configuration).orElseGet(() -> usual(folder, nodeId));
  }

  private Optional<Path> configured(Configuration configuration) {
    Setting setting =
        switch (this) {
          case REQUESTER -> Setting.ORCHESTRATOR_STORE_PATH;
          case COMPUTE -> Setting.COMPUTE_STORE_PATH;
        };
    return configuration.find(setting).map(text -> Path.of(text).toAbsolutePath());
  }

  private Path usual(DataFolder folder, String nodeId) {
    return switch (this) {
      case REQUESTER -> folder.requesterStore(nodeId);
      case COMPUTE -> folder.computeStore(nodeId);
    };
  }
}
