// SPDX-License-Identifier: Apache-2.0
package dev.gadus.api;

import dev.gadus.configuration.Configuration;
import dev.gadus.configuration.Setting;
import dev.gadus.model.NodeInfo;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The HTTP API of a node, from its start to its close. Thread-safe. */
public final class Api implements AutoCloseable {
  /** The most bytes of a request's body: as clients expect; a job of that size is a mistake. */
  public static final int MAX_BODY_BYTES = RequestReader.MAX_BODY_BYTES;

  /** The longest time for which a request is held. */
  public static final long MAX_WAIT_MILLIS = HeldRequests.MAX_WAIT_MILLIS;

  private final ApiServer server;
  private final HeldRequests held;

  private Api(ApiServer server, HeldRequests held) {
    this.server = server;
    this.held = held;
  }

  /**
   * Starts to listen, where the configuration says.
   *
   * @throws ApiException.CannotListen when it cannot
   */
  public static Api start(ApiParts parts) {
    HeldRequests held = new HeldRequests();
    NodeInfo node = parts.info().get();
    Logs logs = new Logs(parts.jobs(), parts.transport(), held);
    Configuration configuration = parts.configuration();
    ApiServer server =
        ApiServer.start(
            configuration.text(Setting.API_HOST),
            configuration.port(Setting.API_PORT),
            node.version(),
            parts.health(),
            routes(parts, node.nodeId(), held),
            List.of(
                new ApiServer.Socket(
                    "/orchestrator/jobs/{id}/logs", guard -> new LogSocket(guard, logs))),
            Listener.Times.DEFAULT);
    return new Api(server, held);
  }

  private static List<Route> routes(ApiParts parts, String nodeId, HeldRequests held) {
    List<LiveDatabase> databases = new ArrayList<>();
    databases.add(LiveDatabase.of(parts.jobs()));
    parts.executions().ifPresent(executions -> databases.add(LiveDatabase.of(executions)));
    List<Route> routes = new ArrayList<>();
    routes.addAll(
        new AgentRoutes(
                parts.configuration(), parts.info(), parts.debug(), parts.upkeep(), parts.health())
            .routes());
    routes.addAll(new AuthRoutes(nodeId).routes());
    routes.addAll(
        new JobRoutes(
                parts.jobs(),
                parts.requester(),
                held,
                new WaitingRooms(parts.requester(), parts.transport()))
            .routes());
    routes.add(new ChangeRoutes(parts.jobs(), held).route());
    routes.addAll(new NodeRoutes(parts.requester()).routes());
    routes.addAll(new DatabaseRoutes(nodeId, databases, parts.command()).routes());
    return routes;
  }

  /** Where clients on this machine reach the API. */
  public URI address() {
    return server.address();
  }

  /** What is wrong with it for good: it has not answered for long, whatever was done about it. */
  public Optional<String> trouble() {
    return server.trouble();
  }

  /** Answers what is held, and ends the server after requests in progress. */
  @Override
  public void close() {
    held.close();
    server.close();
  }
}
