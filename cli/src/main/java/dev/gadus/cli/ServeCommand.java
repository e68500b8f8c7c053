// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.configuration.Configuration;
import dev.gadus.configuration.Setting;
import dev.gadus.node.Node;
import dev.gadus.node.NodeOptions;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
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
      "  2  a wrong command line or configuration",
      "  3  Java ended it, since its memory was exhausted",
      "  7  it ended itself, since a part of it did not work any more; the log says which"
    })
final class ServeCommand implements Callable<Integer> {
  /** How long it may take to stop in an orderly way before it ends all the same. */
  private static final Duration END_ALLOWANCE = Duration.ofSeconds(30);

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
  public Integer call() {
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    if (requester) {
      flags.put(Setting.ORCHESTRATOR_ENABLED, "true");
    }
    if (compute) {
      flags.put(Setting.COMPUTE_ENABLED, "true");
    }
    Configuration configuration = context.configuration(flags);
    CompletableFuture<Integer> end = new CompletableFuture<>();
    Consumer<String> onFatal =
        reason -> {
          context.err().println("Error: the node ends itself: " + reason);
          end.complete(ExitCode.NODE_FAILED);
        };
    Thread.setDefaultUncaughtExceptionHandler(new Uncaught(context.err(), onFatal));
    CompletableFuture<Optional<Node>> started = new CompletableFuture<>();
    // Before the start, since a signal may come as soon as the log says that the node is ready.
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("stop")
                .unstarted(() ->
                    started
                        .join()
                        .ifPresent(node -> {
                          node.close();
                          // A node that was told to stop and did has done well, which the code of a
                          // signal would deny.
                          Runtime.getRuntime().halt(end.getNow(ExitCode.OK));
                        })));
    try {
      started.complete(
          Optional.of(
              Node.start(
                  NodeOptions.of(
                          configuration, context.dataFolder(), context.surroundings().environment())
                      .withOnFatal(onFatal))));
    } finally {
      started.complete(Optional.empty());
    }
    int code = end.join();
    haltAfterAllowance(code);
    return code;
  }

  /** What does not work any more may not stop, either. */
  private static void haltAfterAllowance(int code) {
    Thread.ofPlatform()
        .daemon()
        .name("end")
        .start(() -> {
          try {
            Thread.sleep(END_ALLOWANCE);
          } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the end of a process", e);
          }
          Runtime.getRuntime().halt(code);
        });
  }
}
