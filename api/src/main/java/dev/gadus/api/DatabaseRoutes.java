// SPDX-License-Identifier: Apache-2.0
package dev.gadus.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gadus.bolt.Transaction;
import dev.gadus.model.Json;
import dev.gadus.model.OutputFrame;
import dev.gadus.store.CompactionReport;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * Looking into the node's own databases while it runs. Everything is read in transactions that
 * writers do not wait for.
 */
record DatabaseRoutes(
    String nodeId, List<LiveDatabase> databases, ApiParts.DatabaseCommand command) {
  private static final String PATH = "/agent/db/{role}";
  private static final String COMPONENT = "Database";

  List<Route> routes() {
    return List.of(
        new Route("GET", PATH, call -> describe(database(call))),
        new Route("POST", PATH + "/command", call -> command(database(call), call)),
        new Route("GET", PATH + "/snapshot", call -> snapshot(database(call))),
        new Route("GET", PATH + "/verify", call -> verify(database(call))),
        new Route("POST", PATH + "/compact", call -> compact(database(call))));
  }

  private LiveDatabase database(Call call) {
    String role = call.path("role");
    List<String> roles = databases.stream().map(database -> database.role().text()).toList();
    return databases.stream()
        .filter(database -> database.role().text().equals(role))
        .findFirst()
        .orElseThrow(() ->
            ApiException.notFound(
                COMPONENT,
                "this node does not have the role %s; it has: %s"
                    .formatted(role, String.join(", ", roles)),
                ""));
  }

  private ObjectNode describe(LiveDatabase database) throws Exception {
    return database
        .inspection()
        .inspect(open -> {
          Path path = open.path().toAbsolutePath();
          return Json.mapper()
              .createObjectNode()
              .put("Role", database.role().text())
              .put("NodeID", nodeId)
              .put("Path", path.toString())
              .put("Bytes", Files.size(path))
              .put("FreeBytes", open.statistics().freeBytes());
        });
  }

  /** Runs one of the commands of {@code gadus bolt} that read; its output comes in frames. */
  private StreamedAnswer command(LiveDatabase database, Call call) {
    List<String> arguments = arguments(call.field("Arguments"));
    return response ->
        database
            .inspection()
            .inspect(open -> {
              StreamedAnswer.send(
                  response,
                  OptionalLong.empty(),
                  out -> {
                    // Shows the client at once that the node is at work.
                    out.flush();
                    int exitCode =
                        command.run(
                            database.role(),
                            open,
                            arguments,
                            new FrameOutput(OutputFrame.Kind.OUT, out),
                            new FrameOutput(OutputFrame.Kind.ERROR, out));
                    OutputFrame.end(exitCode).write(out);
                  });
              return true;
            });
  }

  private static List<String> arguments(JsonNode list) {
    List<String> arguments = new ArrayList<>();
    boolean texts = list.isArray();
    for (JsonNode argument : list) {
      texts &= argument.isTextual();
      arguments.add(argument.asText());
    }
    if (arguments.isEmpty() || !texts) {
      throw ApiException.badRequest("Arguments: must be a list of texts, the command first");
    }
    return arguments;
  }

  /** Writes what it gets as frames of one kind. */
  private static final class FrameOutput extends OutputStream {
    private final OutputFrame.Kind kind;
    private final OutputStream out;

    FrameOutput(OutputFrame.Kind kind, OutputStream out) {
      this.kind = kind;
      this.out = out;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      for (int at = 0; at < length; at += OutputFrame.MAX_BYTES) {
        int end = Math.min(length, at + OutputFrame.MAX_BYTES);
        new OutputFrame(kind, Arrays.copyOfRange(bytes, offset + at, offset + end)).write(out);
      }
    }
  }

  /** The database as it is now, as a file of its own. */
  private static StreamedAnswer snapshot(LiveDatabase database) {
    return response ->
        database
            .inspection()
            .inspect(open -> {
              try (Transaction transaction = open.beginRead()) {
                StreamedAnswer.send(
                    response, OptionalLong.of(transaction.size()), transaction::writeTo);
              }
              return true;
            });
  }

  private static ObjectNode verify(LiveDatabase database) {
    ObjectNode answer = Json.mapper().createObjectNode();
    ArrayNode findings = answer.putArray("Findings");
    database.verification().get().forEach(findings::add);
    return answer;
  }

  private static ObjectNode compact(LiveDatabase database) {
    CompactionReport compacted = database.shrinking().get();
    return Json.mapper()
        .createObjectNode()
        .put("BytesBefore", compacted.bytesBefore())
        .put("BytesAfter", compacted.bytesAfter());
  }
}
