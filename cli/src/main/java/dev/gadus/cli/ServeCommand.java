// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.configuration.Configuration;
import dev.gadus.configuration.Setting;
import dev.gadus.node.Node;
import dev.gadus.node.NodeOptions;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gadus serve}. */
@Command(
    name = "serve",
    description = {
      "Run a node until it is stopped with Ctrl+C or SIGTERM.",
      "With neither role named by a flag or the configuration it has both.",
      "Nodes of several processes cannot talk yet: a node that is to run jobs has both roles."
    },
    footer = {
      "",
      "Exit codes:",
      "  0  it was stopped in an orderly way",
      "  1  it could not start, for instance because another process uses its data",
      "  2  a wrong command line or configuration"
    })
final class ServeCommand implements Callable<Integer> {
  private final Context context;

  @Option(
      names = {"--requester", "--orchestrator"},
      description = "Take jobs and decide where they run.")
  private boolean requester;

  @Option(names = "--compute", description = "Run executions.")
  private boolean compute;

  ServeCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws InterruptedException {
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    if (requester) {
      flags.put(Setting.ORCHESTRATOR_ENABLED, "true");
    }
    if (compute) {
      flags.put(Setting.COMPUTE_ENABLED, "true");
    }
    Configuration configuration = context.configuration(flags);
    CountDownLatch stopped = new CountDownLatch(1);
    Node node =
        Node.start(
            NodeOptions.of(
                configuration, context.dataFolder(), context.surroundings().environment()));
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("stop")
                .unstarted(() -> {
                  node.close();
                  stopped.countDown();
                  // A node that was told to stop and did has done well, which the code of a signal
                  // would deny.
                  Runtime.getRuntime().halt(ExitCode.OK);
                }));
    stopped.await();
    return ExitCode.OK;
  }
}
