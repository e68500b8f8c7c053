// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gadus.model.Json;
import io.helidon.common.uri.UriQuery;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpMediaType;
import io.helidon.http.Method;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.websocket.WsListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP side of the API: reads requests into {@link Call}s, writes what comes back as JSON, and
 * turns every failure into the API's error shape. What calls do is said by the routes that are
 * handed in. Each request has its own virtual thread.
 */
final class ApiServer implements AutoCloseable {
  /** As the API's clients expect; a job of that size is a mistake. */
  static final int MAX_BODY_BYTES = 10_000_000;

  /** Far more than clients of one node need; a bound on what a faulty one can take. */
  static final int MAX_CONNECTIONS = 4096;

  /** How long requests in progress may take when the server stops. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);

  private final WebServer server;
  private final String host;

  private ApiServer(WebServer server, String host) {
    this.server = server;
    this.host = host;
  }

  /** What a call does: the answer is a record or a tree, or a {@link StreamedAnswer}. */
  @FunctionalInterface
  interface Action {
    Object answer(Call call) throws Exception;
  }

  /**
   * A call of the API.
   *
   * @param method {@code GET}, {@code PUT}, {@code POST} or {@code DELETE}
   * @param path below {@code /api/v1}, with names in braces
   */
  record Route(String method, String path, Action action) {}

  /** A web socket of the API; each connection gets a listener of its own. */
  record Socket(String path, Function<RequestGuard, WsListener> listener) {}

  /**
   * Starts to listen.
   *
   * @param port 0 for any free one
   * @throws NodeException when it cannot listen there
   */
  static ApiServer start(
      String host, int port, GadusVersion version, List<Route> routes, List<Socket> sockets) {
    InetAddress address;
    try {
      address = InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new NodeException("cannot listen on API.Host=%s: unknown host".formatted(host), "", e);
    }
    // Helidon's own message does not say who has the port, and it logs before it fails.
    PortCheck.requireFree("API.Host, API.Port", address, port);
    RequestGuard guard = new RequestGuard(address);
    Writer writer = new Writer(version);
    HttpRouting.Builder http = HttpRouting.builder();
    for (Route route : routes) {
      http.route(
          Method.create(route.method()),
          "/api/v1" + route.path(),
          (request, response) -> writer.answer(guard, route, request, response));
    }
    redirect(http, "/", "/api/v1/agent/version");
    redirect(http, "/version", "/api/v1/agent/version");
    redirect(http, "/livez", "/api/v1/agent/alive");
    Route unknown = new Route("", "", ApiServer::unknown);
    http.any((request, response) -> writer.answer(guard, unknown, request, response));
    WsRouting.Builder webSockets = WsRouting.builder();
    for (Socket socket : sockets) {
      webSockets.endpoint("/api/v1" + socket.path(), () -> socket.listener().apply(guard));
    }
    WebServer server =
        WebServer.builder()
            .address(address)
            .port(port)
            .maxTcpConnections(MAX_CONNECTIONS)
            .shutdownGracePeriod(GRACE)
            // The node decides itself when the process ends and in which order.
            .shutdownHook(false)
            .routing(http)
            .addRouting(webSockets)
            .build();
    server.start();
    return new ApiServer(server, host);
  }

  private static void redirect(HttpRouting.Builder http, String from, String to) {
    http.get(from, (_, response) -> response.status(301).header(HeaderNames.LOCATION, to).send());
  }

  private static Object unknown(Call call) {
    throw ApiException.notFound(
        ApiException.SERVER,
        "there is no such call: " + call.path("*"),
        "this node may be older than the client, or not have the role that answers it");
  }

  /** Where clients on this machine reach the API. */
  URI uri() {
    return uri(host, server.port());
  }

  static URI uri(String host, int port) {
    boolean any = host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]");
    String reachable = any ? "127.0.0.1" : host;
    boolean bareIpv6 = reachable.indexOf(':') >= 0 && !reachable.startsWith("[");
    return URI.create("http://%s:%d".formatted(bareIpv6 ? "[" + reachable + "]" : reachable, port));
  }

  InetSocketAddress address() {
    return new InetSocketAddress(host, server.port());
  }

  @Override
  public void close() {
    server.stop();
  }

  /** Answers requests. */
  private record Writer(GadusVersion version) {
    void answer(RequestGuard guard, Route route, ServerRequest request, ServerResponse response) {
      String given = request.headers().first(HeaderNames.create("X-Request-Id")).orElse("");
      String requestId = given.isEmpty() ? UUID.randomUUID().toString() : given;
      headers(response, requestId);
      boolean pretty = request.query().names().stream().anyMatch("pretty"::equalsIgnoreCase);
      try {
        guard.check(
            request.headers().first(HeaderNames.HOST).orElse(""),
            request.headers().first(HeaderNames.ORIGIN).orElse(""));
        ClientVersion.check(
            request.headers().first(HeaderNames.create("X-Bacalhau-Git-Version")).orElse(""));
        Object answer = route.action().answer(call(request));
        if (answer instanceof StreamedAnswer streamed) {
          streamed.send(response);
        } else {
          send(response, 200, answer, pretty);
        }
      } catch (CloseConnectionException e) {
        throw e;
      } catch (Exception e) {
        ApiException failure = Failures.of(e);
        if (failure.status() == 503 || failure.status() == 507) {
          // The disk, not a defect: one line says it all.
          LOG.warn("request refused: requestId={} {}", requestId, failure.text());
        } else if (failure.status() >= 500) {
          LOG.error(
              "request failed: method={} path={} requestId={}",
              request.prologue().method().text(),
              request.path().path(),
              requestId,
              e);
        }
        send(response, failure.status(), body(failure, requestId), pretty);
      }
    }

    private void headers(ServerResponse response, String requestId) {
      response.header("X-Request-Id", printable(requestId));
      response.header("X-Bacalhau-Git-Version", GadusVersion.API);
      response.header("X-Bacalhau-Build-Date", version.built());
      response.header("X-Bacalhau-Build-OS", GadusVersion.operatingSystem());
      response.header("X-Bacalhau-Arch", GadusVersion.architecture());
      response.header("X-Content-Type-Options", "nosniff");
    }

    private static String printable(String header) {
      return header.replaceAll("[^\\x20-\\x7e]", "");
    }

    private static ObjectNode body(ApiException failure, String requestId) {
      ObjectNode body =
          Json.mapper()
              .createObjectNode()
              .put("Status", failure.status())
              .put("Message", failure.text())
              .put("RequestID", requestId)
              .put("Code", failure.code())
              .put("Component", failure.component());
      if (!failure.hint().isEmpty()) {
        body.put("Hint", failure.hint());
      }
      if (!failure.details().isEmpty()) {
        body.set("Details", Json.mapper().valueToTree(failure.details()));
      }
      return body;
    }

    private static void send(ServerResponse response, int status, Object answer, boolean pretty) {
      byte[] bytes;
      try {
        bytes =
            pretty
                ? Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(answer)
                : Json.mapper().writeValueAsBytes(answer);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("cannot write an answer as JSON", e);
      }
      response
          .status(status)
          .header(HeaderNames.CONTENT_TYPE, "application/json; charset=UTF-8")
          .send(bytes);
    }

    private static Call call(ServerRequest request) {
      Map<String, String> path = new HashMap<>();
      request
          .path()
          .pathParameters()
          .names()
          .forEach(name -> path.put(name, request.path().pathParameters().get(name)));
      path.put("*", request.path().path());
      Map<String, String> headers = new HashMap<>();
      request
          .headers()
          .forEach(header -> headers.put(header.name().toLowerCase(Locale.ROOT), header.get()));
      return new Call(path, query(request.query()), body(request), headers);
    }

    private static JsonNode body(ServerRequest request) {
      if (!request.content().hasEntity() || request.headers().contentLength().orElse(-1) == 0) {
        return MissingNode.getInstance();
      }
      boolean json =
          request
              .headers()
              .contentType()
              .map(HttpMediaType::mediaType)
              .filter(type -> type.text().equalsIgnoreCase("application/json"))
              .isPresent();
      if (!json) {
        throw new ApiException(
            415,
            "BadRequest",
            ApiException.SERVER,
            "the body must be JSON and its Content-Type application/json",
            "",
            Map.of());
      }
      JsonNode body = read(request);
      if (!body.isObject()) {
        throw ApiException.badRequest("the body must be a JSON object");
      }
      return body;
    }

    private static JsonNode read(ServerRequest request) {
      byte[] bytes;
      if (request.headers().contentLength().orElse(0) > MAX_BODY_BYTES) {
        throw tooLarge();
      }
      try (InputStream in = request.content().inputStream()) {
        bytes = in.readNBytes(MAX_BODY_BYTES + 1);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read the body of a request", e);
      }
      if (bytes.length > MAX_BODY_BYTES) {
        throw tooLarge();
      }
      try {
        return Json.mapper().readTree(bytes);
      } catch (IOException e) {
        String reason = e instanceof JsonProcessingException p ? p.getOriginalMessage() : "" + e;
        throw ApiException.badRequest("the body is not well-formed JSON: " + reason);
      }
    }

    private static ApiException tooLarge() {
      return new ApiException(
          413,
          "BadRequest",
          ApiException.SERVER,
          "the body is larger than %d bytes".formatted(MAX_BODY_BYTES),
          "put data into input sources instead of the job",
          Map.of());
    }
  }

  /**
   * The parameters of a query by lower-case name, with both spellings of names that clients write
   * in two ways.
   */
  static Map<String, List<String>> query(UriQuery query) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (String name : query.names()) {
      parameters
          .computeIfAbsent(name.toLowerCase(Locale.ROOT).replace('-', '_'), _ -> new ArrayList<>())
          .addAll(query.all(name));
    }
    return parameters;
  }
}
