// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import dev.gadus.client.ClientException;
import dev.gadus.client.GadusClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A node with both roles in a process of its own, started as a user does, with an empty data folder
 * that goes when the node is closed.
 */
final class NodeProcess implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 20;

  private final Process process;
  private final Path folder;
  private final GadusClient client;

  private NodeProcess(Process process, Path folder, GadusClient client) {
    this.process = process;
    this.folder = folder;
    this.client = client;
  }

  /** Starts a node and returns when it answers. */
  static NodeProcess start(Path launcher) throws IOException, InterruptedException {
    return start(launcher, Map.of());
  }

  /** The same with further variables of the environment. */
  static NodeProcess start(Path launcher, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("gadus-bench");
    int port = freePort();
    ProcessBuilder command =
        new ProcessBuilder(launcher.toString(), "serve", "--requester", "--compute")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile());
    command.environment().put("BACALHAU_DIR", folder.resolve("data").toString());
    command.environment().put("BACALHAU_API_PORT", Integer.toString(port));
    command.environment().put("BACALHAU_PUBLISHERS_TYPES_LOCAL_PORT", Integer.toString(freePort()));
    command.environment().putAll(environment);
    Process process = command.start();
    URI address = URI.create("http://127.0.0.1:" + port);
    NodeProcess node = new NodeProcess(process, folder, new GadusClient(address, Optional.empty()));
    node.awaitAlive();
    return node;
  }

  GadusClient client() {
    return client;
  }

  long processId() {
    return process.pid();
  }

  private void awaitAlive() throws IOException, InterruptedException {
    long end = System.nanoTime() + START_TIMEOUT.toNanos();
    while (true) {
      try {
        client.alive();
        return;
      } catch (ClientException e) {
        if (!process.isAlive() || System.nanoTime() > end) {
          String log = Files.readString(folder.resolve("log"));
          close();
          throw new IOException("the node did not start: " + e.text() + "\n" + log, e);
        }
        Thread.sleep(POLL_MILLIS);
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Stops the node and deletes its folder. */
  @Override
  public void close() throws IOException {
    client.close();
    process.destroy();
    try {
      if (!process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    delete(folder);
  }

  private static void delete(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> files = Files.walk(folder)) {
      deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }
}
