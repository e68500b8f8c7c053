// SPDX-License-Identifier: Apache-2.0
package dev.gadus.api;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Serves what the local publisher keeps: files named {@code <execution id>.tar.gz} in one folder,
 * and nothing else. Who knows the id of an execution may have its result; ids cannot be guessed,
 * and there is no list. Thread-safe.
 */
public final class ResultServer implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(2);

  /** Far more than fetch results of one node at a time. */
  private static final int MAX_CONNECTIONS = 1024;

  /**
   * The name of an archive: no slashes and no leading dot, so that it names a file of this folder.
   */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,127}\\.tar\\.gz");

  private final Listener listener;

  private ResultServer(Listener listener) {
    this.listener = listener;
  }

  /**
   * Starts to listen.
   *
   * @param port 0 for any free one
   * @throws ApiException.CannotListen when it cannot listen there
   */
  public static ResultServer start(String host, int port, Path folder) {
    InetAddress address =
        ListenAddress.require(
            "Publishers.Types.Local.Address", "Publishers.Types.Local.Port", host, port);
    RequestGuard guard = new RequestGuard(address);
    return new ResultServer(
        Listener.start(
            address, port, own -> server(address, own, guard, folder), Listener.Times.DEFAULT));
  }

  private static WebServer server(InetAddress address, int port, RequestGuard guard, Path folder) {
    return WebServer.builder()
        .address(address)
        .port(port)
        .maxTcpConnections(MAX_CONNECTIONS)
        .shutdownGracePeriod(GRACE)
        .shutdownHook(false)
        .routing(
            HttpRouting.builder()
                .get("/{name}", (request, response) -> serve(guard, folder, request, response))
                .any((_, response) -> response.status(404).send()))
        .build();
  }

  private static void serve(
      RequestGuard guard, Path folder, ServerRequest request, ServerResponse response)
      throws IOException {
    try {
      guard.check(
          request.headers().first(HeaderNames.HOST).orElse(""),
          request.headers().first(HeaderNames.ORIGIN).orElse(""));
    } catch (ApiException.Refused e) {
      response.status(e.status()).send();
      return;
    }
    String name = request.path().pathParameters().get("name");
    Path file = folder.resolve(NAME.matcher(name).matches() ? name : "unknown");
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      response.status(404).send();
      return;
    }
    response.header(HeaderNames.CONTENT_TYPE, "application/gzip");
    response.contentLength(Files.size(file));
    try (OutputStream out = response.outputStream()) {
      Files.copy(file, out);
    }
  }

  /** The port on which it listens. */
  public int port() {
    return listener.port();
  }

  /** What is wrong with it for good: it has not answered for long, whatever was done about it. */
  public Optional<String> trouble() {
    return listener.trouble();
  }

  @Override
  public void close() {
    listener.close();
  }
}
