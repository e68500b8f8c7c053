// SPDX-License-Identifier: Apache-2.0
package dev.gadus.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gadus.configuration.Configuration;
import dev.gadus.model.Json;
import dev.gadus.model.NodeInfo;
import java.util.List;
import java.util.Map;
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
    ApiParts.Upkeep upkeep) {

  List<Route> routes() {
    return List.of(
        new Route("GET", "/agent/alive", _ -> Map.of("Status", "OK")),
        new Route("GET", "/agent/version", _ -> info.get().version()),
        new Route("GET", "/agent/node", _ -> info.get()),
        new Route("GET", "/agent/debug", _ -> debug.get()),
        new Route("PUT", "/agent/upkeep", call -> upkeep.run(call.bodyFlag("Compact"))),
        new Route("GET", "/agent/config", _ -> config()),
        new Route("GET", "/agent/authconfig", _ -> Map.of("Version", "1.0.0", "Config", Map.of())));
  }

  private ObjectNode config() {
    ObjectNode answer = Json.mapper().createObjectNode();
    answer.set("config", configuration.tree());
    return answer;
  }
}
