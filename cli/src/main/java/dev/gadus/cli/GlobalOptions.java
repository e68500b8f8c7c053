// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command takes, before or after its name. */
final class GlobalOptions {
  @Option(
      names = {"-c", "--config"},
      scope = ScopeType.INHERIT,
      paramLabel = "KEY=VALUE|FILE",
      description =
          "Set a key of the configuration, or read a configuration file. May be repeated.")
  List<String> config = new ArrayList<>();

  @Option(
      names = "--api-host",
      scope = ScopeType.INHERIT,
      paramLabel = "HOST",
      description = "Host of the node's API (default: BACALHAU_API_HOST, else API.Host).")
  Optional<String> apiHost = Optional.empty();

  @Option(
      names = "--api-port",
      scope = ScopeType.INHERIT,
      paramLabel = "PORT",
      description = "Port of the node's API (default: BACALHAU_API_PORT, else API.Port).")
  Optional<String> apiPort = Optional.empty();

  @Option(
      names = "--data-dir",
      scope = ScopeType.INHERIT,
      paramLabel = "FOLDER",
      description = "Where a node keeps its data (default: BACALHAU_DIR, else ~/.bacalhau).")
  Optional<Path> dataDirectory = Optional.empty();

  @Option(
      names = "--repo",
      scope = ScopeType.INHERIT,
      hidden = true,
      description = "An older name of --data-dir.")
  Optional<Path> repository = Optional.empty();

  @Option(
      names = "--log-level",
      scope = ScopeType.INHERIT,
      paramLabel = "LEVEL",
      description =
          "trace, debug, info, warn, error or off (default: LOG_LEVEL, else Logging.Level).")
  Optional<String> logLevel = Optional.empty();
}
