// SPDX-License-Identifier: Apache-2.0
package dev.gadus.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Answers every request with the same bytes and closes the connection; remembers what it was sent.
 */
final class FakeNode implements AutoCloseable {
  private final ServerSocket server;
  private final byte[] answer;
  private final List<String> heads = new CopyOnWriteArrayList<>();

  private FakeNode(byte[] answer) throws IOException {
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.answer = answer.clone();
  }

  static FakeNode answering(int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    return start(
        "HTTP/1.1 %d X\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
            .formatted(status, bytes.length, body));
  }

  /** Answers with bytes that need not be HTTP. */
  static FakeNode start(String answer) throws IOException {
    FakeNode node = new FakeNode(answer.getBytes(UTF_8));
    Thread.ofVirtual().start(node::serve);
    return node;
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        heads.add(readHead(socket));
        OutputStream out = socket.getOutputStream();
        out.write(answer);
        out.flush();
        socket.shutdownOutput();
        // A close with unread bytes would reset the connection before the client has read the
        // answer.
        socket.getInputStream().readAllBytes();
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private static String readHead(Socket socket) throws IOException {
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    StringBuilder head = new StringBuilder();
    for (String line = reader.readLine();
        line != null && !line.isEmpty();
        line = reader.readLine()) {
      head.append(line).append('\n');
    }
    return head.toString();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** Request line and headers of every request. */
  List<String> heads() {
    return Collections.unmodifiableList(heads);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
