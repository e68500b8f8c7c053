// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gadus.client.ClientException;
import dev.gadus.client.GadusClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node in a process of its own in which something goes wrong that it cannot live with. */
class NodeEndTest {
  private static final long PATIENCE_SECONDS = 60;
  private static final int CONNECTIONS = 40;

  @TempDir Path folder;

  @Test
  void aNodeWhoseMemoryIsExhaustedEndsWithACodeOfItsOwnAndSaysWhy() throws Exception {
    Process process =
        NodeProcess.program(
                folder.resolve("data"),
                "512m",
                FailingNode.class,
                "serve",
                "-c",
                "API.Port=0",
                "-c",
                "Publishers.Types.Local.Port=0")
            .redirectErrorStream(true)
            .start();
    // What it says is less than a pipe holds.
    boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    List<String> log = ended ? process.inputReader().lines().toList() : List.of("it goes on");
    process.destroyForcibly();
    assertThat(ended).as(String.join("\n", log)).isTrue();
    assertThat(process.exitValue()).as(String.join("\n", log)).isEqualTo(ExitCode.NODE_FAILED);
    assertThat(log)
        .contains(
            "Error: the node ends itself: its memory is exhausted: java.lang.OutOfMemoryError: of the"
                + " test");
  }

  private static void limitFiles(long pid, String soft) throws Exception {
    Process prlimit =
        new ProcessBuilder("prlimit", "--pid", Long.toString(pid), "--nofile=" + soft + ":")
            .inheritIO()
            .start();
    assertThat(prlimit.waitFor()).isZero();
  }

  private static long openFiles(long pid) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      return files.count();
    }
  }

  @Test
  void aNodeThatCouldAcceptNoConnectionForWantOfFilesListensAgain() throws Exception {
    assumeTrue(
        Files.isDirectory(Path.of("/proc/self/fd"))
            && Files.isExecutable(Path.of("/usr/bin/prlimit")),
        "SKIPPED: the limits of a process are set with Linux's prlimit");
    try (NodeProcess node = NodeProcess.start(folder.resolve("data"), folder);
        GadusClient client = node.client()) {
      assertThat(client.alive()).isEqualTo("OK");
      limitFiles(node.pid(), Long.toString(openFiles(node.pid()) + 2));
      exhaust(client.node(), node);
      limitFiles(node.pid(), "1024");
      String alive = "";
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (alive.isEmpty() && System.nanoTime() < end) {
        try {
          alive = client.alive();
        } catch (ClientException e) {
          // Nobody listens yet.
          Thread.onSpinWait();
        }
      }
      assertThat(alive).as(node.log()).isEqualTo("OK");
      assertThat(node.stop()).as(node.log()).isZero();
    }
  }

  /** Connects until the node has no file left, and until it has said what it does about that. */
  private static void exhaust(URI api, NodeProcess node) throws IOException {
    List<Socket> sockets = new ArrayList<>();
    try {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (!node.log().contains("another server takes the place")) {
        assertThat(System.nanoTime()).as(node.log()).isLessThan(end);
        if (sockets.size() < CONNECTIONS) {
          try {
            sockets.add(new Socket(InetAddress.getLoopbackAddress(), api.getPort()));
          } catch (IOException e) {
            // It has stopped to listen.
            Thread.onSpinWait();
          }
        }
      }
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }
}
