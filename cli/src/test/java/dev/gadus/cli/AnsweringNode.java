// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Gives one answer after the other, at once, whatever it is asked. */
final class AnsweringNode implements AutoCloseable {
  private final ServerSocket server;
  private final List<String> requests = new CopyOnWriteArrayList<>();

  AnsweringNode(String... bodies) throws IOException {
    this(0, bodies);
  }

  /** At a port that the answers may name. */
  AnsweringNode(int port, String... bodies) throws IOException {
    server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(() -> answer(bodies));
  }

  private void answer(String... bodies) {
    for (String body : bodies) {
      try (Socket socket = server.accept();
          BufferedReader in =
              new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
        requests.add(String.valueOf(in.readLine()));
        String line = in.readLine();
        while (line != null && !line.isEmpty()) {
          line = in.readLine();
        }
        String head =
            "HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
                .formatted(body.getBytes(UTF_8).length);
        socket.getOutputStream().write((head + body).getBytes(UTF_8));
        socket.getOutputStream().flush();
      } catch (IOException e) {
        requests.add(e.toString());
      }
    }
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** The first lines of what was asked. */
  List<String> requests() {
    return requests;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
