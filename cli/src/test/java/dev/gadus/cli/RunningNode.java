// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.client.GadusClient;
import dev.gadus.configuration.Configuration;
import dev.gadus.configuration.DataFolder;
import dev.gadus.configuration.Setting;
import dev.gadus.node.Node;
import dev.gadus.node.NodeOptions;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A real node in this process, and commands that talk to it from a folder whose files jobs may
 * read.
 */
record RunningNode(Node node, Path folder) implements AutoCloseable {
  static RunningNode start(Path folder) {
    return start(folder, configuration -> configuration);
  }

  /** The same with further settings. */
  static RunningNode start(Path folder, UnaryOperator<Configuration> settings) {
    Configuration configuration =
        Configuration.defaults()
            .with(Setting.API_PORT, "0")
            .with(Setting.PUBLISHERS_LOCAL_PORT, "0")
            .with(Setting.COMPUTE_ALLOW_LISTED_LOCAL_PATHS, folder + "/**")
            .with(Setting.LOGGING_LEVEL, "warn");
    DataFolder data = new DataFolder(folder.resolve("data"));
    return new RunningNode(
        Node.start(NodeOptions.of(settings.apply(configuration), data, Map.of())), folder);
  }

  /** Runs a command in the folder. */
  Invocation gadus(String... arguments) {
    return Invocation.of(environment(), folder, arguments);
  }

  /** The same with a text on standard input. */
  Invocation gadusWithInput(String text, String... arguments) {
    return Invocation.withInput(text, environment(), folder, arguments);
  }

  private Map<String, String> environment() {
    return Map.of("BACALHAU_DIR", folder.resolve("client").toString(), "BACALHAU_API_PORT", port());
  }

  String port() {
    return Integer.toString(node.apiAddress().getPort());
  }

  /** Hands in the job of a file with some options of {@code job run}, and returns its id. */
  String run(Path file, String... options) {
    String[] line = new String[options.length + 4];
    line[0] = "job";
    line[1] = "run";
    line[2] = "--id-only";
    System.arraycopy(options, 0, line, 3, options.length);
    line[line.length - 1] = file.toString();
    Invocation run = gadus(line);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).matches("j-[0-9a-f-]{36}\n");
    return run.out().strip();
  }

  GadusClient client() {
    return new GadusClient(node.apiAddress(), Optional.empty());
  }

  @Override
  public void close() {
    node.close();
  }
}
