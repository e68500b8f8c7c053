// SPDX-License-Identifier: Apache-2.0
package dev.gadus.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gadus.model.Json;
import dev.gadus.model.NodeInfo.ComputeNodeInfo;
import dev.gadus.model.NodeState;
import dev.gadus.model.Resources;
import dev.gadus.requester.Requester;
import dev.gadus.store.LabelSelector;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The calls about the nodes that the requester knows. */
record NodeRoutes(Requester requester) {
  private static final String COMPONENT = "NodesManager";

  List<Route> routes() {
    return List.of(
        new Route("GET", "/orchestrator/nodes", this::list),
        new Route("GET", "/orchestrator/nodes/{id}", this::get));
  }

  private ObjectNode list(Call call) {
    LabelSelector labels = LabelSelector.ALL;
    for (String selector : call.texts("labels")) {
      labels = labels.and(LabelSelector.parse(selector));
    }
    LabelSelector wanted = labels;
    String approval = call.word("filter_approval", "", "pending", "approved", "rejected");
    String status = call.word("filter_status", "", "connected", "disconnected");
    long limit = call.number("limit", Integer.MAX_VALUE);
    Comparator<NodeState> order = order(call);
    List<NodeState> nodes =
        requester.nodes().stream()
            .filter(node -> wanted.matches(node.info().labels()))
            .filter(node -> approval.isEmpty() || approval.equalsIgnoreCase(node.membership()))
            .filter(node ->
                status.isEmpty() || status.equalsIgnoreCase(node.connectionState().status()))
            .sorted(call.flag("reverse") ? order.reversed() : order)
            .limit(limit == 0 ? Long.MAX_VALUE : limit)
            .toList();
    ObjectNode answer = Json.mapper().createObjectNode().put("NextToken", "");
    return answer.set("Nodes", Json.mapper().valueToTree(nodes));
  }

  private static Comparator<NodeState> order(Call call) {
    String order =
        call.word(
            "order_by",
            "id",
            "type",
            "available_cpu",
            "available_memory",
            "available_disk",
            "available_gpu",
            "approval",
            "status");
    return switch (order) {
      case "type" -> Comparator.comparing(node -> node.info().nodeType());
      case "available_cpu" -> by(Resources::cpu);
      case "available_memory" -> by(Resources::memoryBytes);
      case "available_disk" -> by(Resources::diskBytes);
      case "available_gpu" -> by(Resources::gpu);
      case "approval" -> Comparator.comparing(NodeState::membership);
      case "status" -> Comparator.comparing(node -> node.connectionState().status());
      default -> Comparator.comparing(node -> node.info().nodeId());
    };
  }

  private static Comparator<NodeState> by(ToDoubleFunction<Resources> amount) {
    return Comparator.comparingDouble(node ->
        node.info()
            .computeNodeInfo()
            .map(ComputeNodeInfo::availableCapacity)
            .map(amount::applyAsDouble)
            .orElse(0.0));
  }

  private ObjectNode get(Call call) {
    String id = call.path("id");
    List<NodeState> found =
        requester.nodes().stream().filter(node -> node.info().nodeId().startsWith(id)).toList();
    List<NodeState> exact = found.stream().filter(node -> node.info().nodeId().equals(id)).toList();
    List<NodeState> nodes = exact.isEmpty() ? found : exact;
    if (nodes.isEmpty()) {
      throw ApiException.notFound(COMPONENT, "node not found: " + id, "");
    }
    if (nodes.size() > 1) {
      throw ApiException.conflict(
          "MultipleNodesFound",
          COMPONENT,
          "several nodes have ids that begin with " + id,
          "give more of the id");
    }
    return Json.mapper()
        .createObjectNode()
        .set("Node", Json.mapper().valueToTree(nodes.getFirst()));
  }
}
