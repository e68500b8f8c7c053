// SPDX-License-Identifier: Apache-2.0
package dev.gadus.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gadus.model.Json;
import java.util.Base64;
import java.util.List;

/**
 * The two calls that clients make before their first real one. This node is open: whoever reaches
 * it may use it, which is why it listens on loopback until it is told otherwise. It takes any
 * answer to its challenge and any token, also a stale one of another server.
 */
record AuthRoutes(String nodeId) {
  private static final String METHOD = "ClientKey";

  List<Route> routes() {
    return List.of(
        new Route("GET", "/auth", _ -> methods()),
        new Route("GET", "/auth/{method}", call -> requirement(known(call))),
        new Route("POST", "/auth/{method}", call -> token(known(call))));
  }

  private ObjectNode methods() {
    ObjectNode answer = Json.mapper().createObjectNode().put("NextToken", "");
    answer.putObject("Methods").set(METHOD, requirement(METHOD));
    return answer;
  }

  private static String known(Call call) {
    String method = call.path("method");
    if (!method.equalsIgnoreCase(METHOD)) {
      throw ApiException.notFound(
          "Authenticator", "no authentication method '%s'".formatted(method), "use " + METHOD);
    }
    return METHOD;
  }

  private ObjectNode requirement(String method) {
    ObjectNode requirement = Json.mapper().createObjectNode().put("type", "challenge");
    requirement
        .putObject("params")
        .put("InputPhrase", Base64.getEncoder().encodeToString((method + nodeId).getBytes(UTF_8)));
    return requirement;
  }

  private static ObjectNode token(String method) {
    ObjectNode answer = Json.mapper().createObjectNode();
    answer.putObject("Authentication").put("success", true).put("token", "open-" + method);
    return answer;
  }
}
