// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl+C while a snapshot comes from a node. */
class DbSnapshotInterruptionTest {
  private static final int MEGABYTE = 1 << 20;

  /** More than fits between two processes: when it is sent, the command has written some of it. */
  private static final int SENT_MEGABYTES = 64;

  private static final long PATIENCE_SECONDS = 60;

  @TempDir Path folder;

  @Test
  void leavesNothingBehind() throws Exception {
    Path target = folder.resolve("snapshot.db");
    try (ServerSocket node = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Process command =
          NodeProcess.command(
                  folder.resolve("data"),
                  "db",
                  "requester",
                  "snapshot",
                  "-o",
                  target.toString(),
                  "--api-host",
                  "127.0.0.1",
                  "--api-port",
                  Integer.toString(node.getLocalPort()))
              .redirectErrorStream(true)
              .start();
      try (Socket socket = node.accept()) {
        sendSome(socket);
        assertThat(files()).singleElement().satisfies(file -> assertThat(file).isNotEmptyFile());
        new ProcessBuilder("kill", "-INT", Long.toString(command.pid())).start().waitFor();
        assertThat(command.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(command.exitValue()).isEqualTo(130);
    }
    assertThat(files()).isEmpty();
  }

  /** Answers with the beginning of a gigabyte. */
  private static void sendSome(Socket socket) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
    String line = in.readLine();
    assertThat(line).contains("/agent/db/requester/snapshot");
    while (line != null && !line.isEmpty()) {
      line = in.readLine();
    }
    OutputStream out = socket.getOutputStream();
    out.write("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n".getBytes(US_ASCII));
    for (int i = 0; i < SENT_MEGABYTES; i++) {
      out.write(new byte[MEGABYTE]);
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
