// SPDX-License-Identifier: Apache-2.0
package dev.gadus.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gadus.model.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * Sends requests and turns answers into records, and everything else into a {@link
 * ClientException}.
 */
final class Exchange {
  /** What of an answer that nobody understands goes into the message. */
  private static final int MAX_QUOTED_CHARACTERS = 200;

  private final HttpClient http;
  private final URI node;
  private final Optional<Credentials> credentials;

  Exchange(HttpClient http, URI node, Optional<Credentials> credentials) {
    this.http = http;
    this.node = node;
    this.credentials = credentials;
  }

  <T> T get(Address address, Class<T> type) {
    return send(request(address).GET(), type);
  }

  <T> T put(Address address, JsonNode body, Class<T> type) {
    return send(
        request(address)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofByteArray(Json.write(body))),
        type);
  }

  <T> T delete(Address address, JsonNode body, Class<T> type) {
    return send(
        request(address)
            .header("Content-Type", "application/json")
            .method("DELETE", BodyPublishers.ofByteArray(Json.write(body))),
        type);
  }

  /** A list answer, whose items are under {@code key}. */
  <T> ListPage<T> page(Address address, String key, Class<T> itemType) {
    JsonNode answer = get(address, JsonNode.class);
    return new ListPage<>(items(answer.path(key), itemType), answer.path("NextToken").asText(""));
  }

  /** The items of a JSON array; an absent one has none. */
  static <T> List<T> items(JsonNode array, Class<T> itemType) {
    List<T> items = new ArrayList<>();
    array.forEach(item -> items.add(convert(item, itemType)));
    return items;
  }

  static <T> T convert(JsonNode json, Class<T> type) {
    try {
      T value = Json.mapper().treeToValue(json, type);
      if (value == null) {
        throw new ClientException.UnexpectedAnswer(
            "the answer has no " + type.getSimpleName() + " in it", null);
      }
      return value;
    } catch (JsonProcessingException e) {
      throw notA(type, json.toString(), e);
    }
  }

  /**
   * Sends a request whose answer takes as long as it takes, and is read as it comes.
   *
   * @param body missing for none
   */
  HttpResponse<InputStream> stream(Address address, String method, JsonNode body) {
    HttpRequest.Builder request = patientRequest(address);
    if (body.isMissingNode()) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, BodyPublishers.ofByteArray(Json.write(body)));
    }
    HttpResponse<InputStream> answer = exchange(request, BodyHandlers.ofInputStream());
    if (answer.statusCode() != 200) {
      throw refusal(answer.statusCode(), bytes(answer));
    }
    return answer;
  }

  /** Reads the whole of an answer that is a record. */
  <T> T read(HttpResponse<InputStream> answer, Class<T> type) {
    return decode(bytes(answer), type);
  }

  private byte[] bytes(HttpResponse<InputStream> answer) {
    try (InputStream body = answer.body()) {
      return body.readAllBytes();
    } catch (IOException e) {
      throw lost(e);
    }
  }

  /** What it means that the connection broke. */
  ClientException.Unreachable lost(IOException e) {
    return new ClientException.Unreachable(node, ClientException.reason(e, node), e);
  }

  private HttpRequest.Builder request(Address address) {
    return patientRequest(address)
        .timeout(GadusClient.ANSWER_TIMEOUT)
        .header("Accept", "application/json");
  }

  private HttpRequest.Builder patientRequest(Address address) {
    HttpRequest.Builder request = HttpRequest.newBuilder(address.uri());
    credentials.ifPresent(known -> request.header("Authorization", known.header()));
    return request;
  }

  private <T> T send(HttpRequest.Builder request, Class<T> type) {
    HttpResponse<byte[]> answer = exchange(request, BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw refusal(answer.statusCode(), answer.body());
    }
    return decode(answer.body(), type);
  }

  private <B> HttpResponse<B> exchange(
      HttpRequest.Builder request, HttpResponse.BodyHandler<B> handler) {
    try {
      return http.send(request.build(), handler);
    } catch (IOException e) {
      throw lost(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClientException.Unreachable(node, "interrupted while waiting for the answer", e);
    }
  }

  private static <T> T decode(byte[] body, Class<T> type) {
    try {
      return Json.mapper().readValue(body, type);
    } catch (IOException e) {
      throw notA(type, new String(body, UTF_8), e);
    }
  }

  /** The error that the node sent, or what can be said when it sent something else. */
  private static ClientException refusal(int status, byte[] body) {
    JsonNode error;
    try {
      error = Json.mapper().readTree(body);
    } catch (IOException _) {
      error = Json.mapper().missingNode();
    }
    String message = error.path("Message").asText("");
    if (message.isEmpty()) {
      return new ClientException.UnexpectedAnswer(
          "status %d with a body that is no error of the API: %s"
              .formatted(status, quoted(new String(body, UTF_8))),
          null);
    }
    Map<String, String> details = new LinkedHashMap<>();
    error
        .path("Details")
        .properties()
        .forEach(detail -> details.put(detail.getKey(), detail.getValue().asText()));
    return new ClientException.Refused(
        status, message, error.path("Code").asText(""), error.path("Hint").asText(""), details);
  }

  /**
   * Opens a web socket, hands on the lines, and returns when the node closed it in an orderly way.
   */
  void stream(Address address, Consumer<LogLine> lines) {
    URI http = address.uri();
    URI socket = URI.create(http.toString().replaceFirst("^http", "ws"));
    WebSocket.Builder builder =
        this.http.newWebSocketBuilder().connectTimeout(GadusClient.CONNECT_TIMEOUT);
    credentials.ifPresent(known -> builder.header("Authorization", known.header()));
    LogListener listener = new LogListener(node, lines);
    WebSocket open;
    try {
      open = builder.buildAsync(socket, listener).join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof WebSocketHandshakeException refused) {
        throw new ClientException.UnexpectedAnswer(
            "the node did not open a log stream: status " + refused.getResponse().statusCode(), e);
      }
      throw new ClientException.Unreachable(node, ClientException.reason(cause, node), e);
    }
    try {
      listener.await();
    } finally {
      open.abort();
    }
  }

  private static ClientException.UnexpectedAnswer notA(Class<?> type, String body, Exception e) {
    return new ClientException.UnexpectedAnswer(
        "the answer is not a %s of the API: %s".formatted(type.getSimpleName(), quoted(body)), e);
  }

  private static String quoted(String body) {
    String oneLine = body.strip().replaceAll("\\s+", " ");
    if (oneLine.isEmpty()) {
      return "(empty)";
    }
    return oneLine.length() <= MAX_QUOTED_CHARACTERS
        ? oneLine
        : oneLine.substring(0, MAX_QUOTED_CHARACTERS) + "…";
  }
}
