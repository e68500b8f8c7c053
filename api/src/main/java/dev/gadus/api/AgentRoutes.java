// SPDX-License-Identifier: Apache-2.0
package dev.gadus.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gadus.configuration.Configuration;
import dev.gadus.model.Json;
import dev.gadus.model.NodeInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What every node answers about itself.
 *
 * @param info what it says of itself now
 * @param debug facts for its developers, by component
 */
record AgentRoutes(
    Configuration configuration,
    Supplier<NodeInfo> info,
    Supplier<Map<String, Object>> debug,
    ApiParts.Upkeep upkeep,
    Health health) {
  private static final String NOT_ALIVE = "NotAlive";
  private static final String NOT_READY = "NotReady";

  /** The codes of answers to probes. */
  static final Set<String> PROBED = Set.of(NOT_ALIVE, NOT_READY);

  List<Route> routes() {
    return List.of(
        new Route("GET", "/agent/alive", _ -> alive()),
        new Route("GET", "/agent/ready", _ -> ready()),
        new Route("GET", "/livez", true, _ -> alive()),
        new Route("GET", "/readyz", true, _ -> ready()),
        new Route("GET", "/agent/version", _ -> info.get().version()),
        new Route("GET", "/agent/node", _ -> info.get()),
        new Route("GET", "/agent/debug", _ -> debug.get()),
        new Route("PUT", "/agent/upkeep", call -> upkeep.run(call.bodyFlag("Compact"))),
        new Route("GET", "/agent/config", _ -> config()),
        new Route("GET", "/agent/authconfig", _ -> Map.of("Version", "1.0.0", "Config", Map.of())));
  }

  private Object alive() {
    return ok(health.dying(), NOT_ALIVE, "it is about to end, so that it can be started anew");
  }

  private Object ready() {
    return ok(health.notReady(), NOT_READY, "send it no jobs until this call is answered with OK");
  }

  private static Object ok(Optional<String> problem, String code, String hint) {
    if (problem.isPresent()) {
      throw new ApiException.Refused(503, code, ApiException.SERVER, problem.get(), hint, Map.of());
    }
    return Map.of("Status", "OK");
  }

  private ObjectNode config() {
    ObjectNode answer = Json.mapper().createObjectNode();
    answer.set("config", configuration.tree());
    return answer;
  }
}
