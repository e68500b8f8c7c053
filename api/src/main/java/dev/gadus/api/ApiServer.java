// SPDX-License-Identifier: Apache-2.0
package dev.gadus.api;

import dev.gadus.model.NodeInfo;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.websocket.WsListener;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Listens, and hands each request to its route. What calls do is said by the routes that are handed
 * in. Each request has its own virtual thread.
 */
final class ApiServer implements AutoCloseable {
  /** Far more than clients of one node need; a bound on what a faulty one can take. */
  static final int MAX_CONNECTIONS = 4096;

  /** How long requests in progress may take when the server stops. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private static final String BASE = "/api/v1";

  private final Listener listener;
  private final String host;

  private ApiServer(Listener listener, String host) {
    this.listener = listener;
    this.host = host;
  }

  /** A web socket of the API; each connection gets a listener of its own. */
  record Socket(String path, Function<RequestGuard, WsListener> listener) {}

  /**
   * Starts to listen.
   *
   * @param port 0 for any free one
   * @throws ApiException.CannotListen when it cannot listen there
   */
  static ApiServer start(
      String host,
      int port,
      NodeInfo.VersionInfo version,
      Health health,
      List<Route> routes,
      List<Socket> sockets,
      Listener.Times times) {
    // Helidon's own message does not say who has the port, and it logs before it fails.
    InetAddress address = ListenAddress.require("API.Host", "API.Port", host, port);
    RequestGuard guard = new RequestGuard(address);
    AnswerWriter writer = new AnswerWriter(version);
    Function<Route, RouteHandler> handler = route -> new RouteHandler(guard, writer, health, route);
    return new ApiServer(
        Listener.start(
            address,
            port,
            own ->
                WebServer.builder()
                    .address(address)
                    .port(own)
                    .maxTcpConnections(MAX_CONNECTIONS)
                    .shutdownGracePeriod(GRACE)
                    // The node decides itself when the process ends and in which order.
                    .shutdownHook(false)
                    .routing(http(routes, handler))
                    .addRouting(webSockets(sockets, guard))
                    .build(),
            times),
        host);
  }

  private static HttpRouting.Builder http(
      List<Route> routes, Function<Route, RouteHandler> handler) {
    HttpRouting.Builder http = HttpRouting.builder();
    for (Route route : routes) {
      http.route(
          Method.create(route.method()),
          (route.atRoot() ? "" : BASE) + route.path(),
          handler.apply(route));
    }
    redirect(http, "/", "/agent/version");
    redirect(http, "/version", "/agent/version");
    http.any(handler.apply(new Route("", "", ApiServer::unknown)));
    return http;
  }

  private static WsRouting.Builder webSockets(List<Socket> sockets, RequestGuard guard) {
    WsRouting.Builder webSockets = WsRouting.builder();
    for (Socket socket : sockets) {
      webSockets.endpoint(BASE + socket.path(), () -> socket.listener().apply(guard));
    }
    return webSockets;
  }

  private static void redirect(HttpRouting.Builder http, String from, String to) {
    http.get(
        from, (_, response) -> response.status(301).header(HeaderNames.LOCATION, BASE + to).send());
  }

  private static Object unknown(Call call) {
    throw ApiException.notFound(
        ApiException.SERVER,
        "there is no such call: " + call.path("*"),
        "this node may be older than the client, or not have the role that answers it");
  }

  /** Where clients on this machine reach the API. */
  URI address() {
    boolean any = host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]");
    String reachable = any ? "127.0.0.1" : host;
    boolean bareIpv6 = reachable.indexOf(':') >= 0 && !reachable.startsWith("[");
    return URI.create(
        "http://%s:%d".formatted(bareIpv6 ? "[" + reachable + "]" : reachable, listener.port()));
  }

  /** {@link Listener#trouble}. */
  Optional<String> trouble() {
    return listener.trouble();
  }

  @Override
  public void close() {
    listener.close();
  }
}
