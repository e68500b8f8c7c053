// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.client.Credentials;
import dev.gadus.client.GadusClient;
import dev.gadus.configuration.Configuration;
import dev.gadus.configuration.ConfigurationLoader;
import dev.gadus.configuration.DataFolder;
import dev.gadus.configuration.Setting;
import java.io.PrintStream;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** What commands work with: the surroundings, and what the global options make of them. */
record Context(Surroundings surroundings, GlobalOptions options) {
  PrintStream out() {
    return surroundings.out();
  }

  PrintStream err() {
    return surroundings.err();
  }

  DataFolder dataFolder() {
    return DataFolder.of(
        surroundings.environment(),
        options.dataDirectory.or(() -> options.repository),
        surroundings.folder());
  }

  /**
   * @throws dev.gadus.configuration.ConfigurationException when anything is wrong with it
   */
  Configuration configuration() {
    return configuration(Map.of());
  }

  /** The configuration, where the flags of a command stand for settings. */
  Configuration configuration(Map<Setting, String> commandFlags) {
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    flags.putAll(commandFlags);
    options.apiHost.ifPresent(host -> flags.put(Setting.API_HOST, host));
    options.apiPort.ifPresent(port -> flags.put(Setting.API_PORT, port));
    options.logLevel.ifPresent(level -> flags.put(Setting.LOGGING_LEVEL, level));
    return ConfigurationLoader.load(
        surroundings.environment(), dataFolder().configurationFile(), options.config, flags);
  }

  /** A client of the node that the options, the environment and the configuration name. */
  GadusClient client() {
    return new GadusClient(address(configuration()), credentials());
  }

  Optional<Credentials> credentials() {
    try {
      return Credentials.ofEnvironment(surroundings.environment());
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), "");
    }
  }

  private static URI address(Configuration configuration) {
    String host = configuration.text(Setting.API_HOST);
    int port = configuration.port(Setting.API_PORT);
    try {
      return NodeAddress.of(host, port);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT,
          "API.Host=%s is neither a host nor an address such as http://host".formatted(host),
          "");
    }
  }
}
