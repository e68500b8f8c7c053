// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.client.ClientException;
import dev.gadus.client.GadusClient;
import dev.gadus.configuration.Configuration;
import dev.gadus.configuration.Setting;
import dev.gadus.model.Execution;
import dev.gadus.model.Job;
import dev.gadus.node.Node;
import dev.gadus.node.NodeException;
import dev.gadus.node.NodeOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A node with both roles in this process, for the time of one job. It is spoken to as any other
 * node, over HTTP on a free loopback port, so that a job is handled in one way whatever runs it.
 */
final class EmbeddedNode implements AutoCloseable {
  private final Node node;
  private final Thread.@Nullable UncaughtExceptionHandler before;

  private EmbeddedNode(Node node, Thread.@Nullable UncaughtExceptionHandler before) {
    this.node = node;
    this.before = before;
  }

  /**
   * Starts it on the data directory.
   *
   * @param jobFolder what the job may read, besides what the configuration allows
   */
  static EmbeddedNode start(Context context, Path jobFolder) {
    Configuration configuration = context.configuration();
    List<String> allowed =
        new ArrayList<>(configuration.texts(Setting.COMPUTE_ALLOW_LISTED_LOCAL_PATHS));
    allowed.add(AllowedPaths.everythingIn(jobFolder));
    Configuration changed =
        configuration
            .with(Setting.COMPUTE_ALLOW_LISTED_LOCAL_PATHS, allowed)
            .with(Setting.API_HOST, "127.0.0.1")
            .with(Setting.API_PORT, "0");
    String level =
        configuration.isGiven(Setting.LOGGING_LEVEL)
            ? configuration.text(Setting.LOGGING_LEVEL)
            : "warn";
    Consumer<String> onFatal = reason -> end(context.err(), reason);
    Thread.@Nullable UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler(new Uncaught(context.err(), onFatal));
    try {
      return new EmbeddedNode(
          Node.start(
              NodeOptions.embedded(
                      changed.with(Setting.LOGGING_LEVEL, level),
                      context.dataFolder(),
                      context.surroundings().environment())
                  .withOnFatal(onFatal)),
          before);
    } catch (NodeException.StoreInUse e) {
      throw new CommandFailure(
          ExitCode.ERROR,
          e.text(),
          "a node seems to run on this data: hand the job to it with 'gadus job run FILE', without --local,"
              + " or give this command a data directory of its own with --data-dir");
    }
  }

  /** The command waits for a node that answers no more: it cannot end in another way. */
  private static void end(PrintStream err, String reason) {
    err.println("Error: the node of this command cannot go on: " + reason);
    err.println("Hint:  what it did is in its data directory; run the job again");
    Runtime.getRuntime().halt(ExitCode.NODE_FAILED);
  }

  GadusClient client() {
    return new GadusClient(node.apiAddress(), Optional.empty());
  }

  /** Where the results of a job are unpacked by default. */
  Path resultFolder(Job job) {
    return node.results().resolve(job.version() > 1 ? job.id() + "-v" + job.version() : job.id());
  }

  /** The archive that the local publisher made. */
  InputStream openResult(Execution execution) throws IOException {
    return Files.newInputStream(node.results().resolve(execution.id() + ".tar.gz"));
  }

  /** Stops the job and the node, since nobody waits for them any more. */
  void abandon(GadusClient client, String jobId) {
    try {
      client.stop(jobId, "", "interrupted by the user");
    } catch (ClientException _) {
      // The job ended in this moment; either way it does not go on.
    }
    node.close();
  }

  @Override
  public void close() {
    node.close();
    Thread.setDefaultUncaughtExceptionHandler(before);
  }
}
