// SPDX-License-Identifier: Apache-2.0
package dev.gadus.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.gadus.model.Json;
import io.helidon.common.uri.UriQuery;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpMediaType;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads requests into {@link Call}s. */
final class RequestReader {
  /** As the API's clients expect; a job of that size is a mistake. */
  static final int MAX_BODY_BYTES = 10_000_000;

  private RequestReader() {}

  /**
   * Reads a request to its end.
   *
   * @throws ApiException.Refused when its body is too large or no JSON object
   */
  static Call read(ServerRequest request) {
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

  /** The header of that name; empty when it is absent. */
  static String header(ServerRequest request, String name) {
    return request.headers().first(HeaderNames.create(name)).orElse("");
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
      throw new ApiException.Refused(
          415,
          "BadRequest",
          ApiException.SERVER,
          "the body must be JSON and its Content-Type application/json",
          "",
          Map.of());
    }
    JsonNode body = json(bytes(request));
    if (!body.isObject()) {
      throw ApiException.badRequest("the body must be a JSON object");
    }
    return body;
  }

  private static byte[] bytes(ServerRequest request) {
    if (request.headers().contentLength().orElse(0) > MAX_BODY_BYTES) {
      throw tooLarge();
    }
    byte[] bytes;
    try (InputStream in = request.content().inputStream()) {
      bytes = in.readNBytes(MAX_BODY_BYTES + 1);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the body of a request", e);
    }
    if (bytes.length > MAX_BODY_BYTES) {
      throw tooLarge();
    }
    return bytes;
  }

  private static JsonNode json(byte[] bytes) {
    try {
      return Json.mapper().readTree(bytes);
    } catch (IOException e) {
      String reason = e instanceof JsonProcessingException p ? p.getOriginalMessage() : "" + e;
      throw ApiException.badRequest("the body is not well-formed JSON: " + reason);
    }
  }

  private static ApiException.Refused tooLarge() {
    return new ApiException.Refused(
        413,
        "BadRequest",
        ApiException.SERVER,
        "the body is larger than %d bytes".formatted(MAX_BODY_BYTES),
        "put data into input sources instead of the job",
        Map.of());
  }
}
