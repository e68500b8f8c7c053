// SPDX-License-Identifier: Apache-2.0
package dev.gadus.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gadus.model.Json;
import dev.gadus.model.OutputFrame;
import dev.gadus.model.Role;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;

/**
 * One of the databases of a running node, named by its role. The node goes on with its work
 * meanwhile. Calls take as long as they take, and throw a {@link ClientException} when there is no
 * answer to use.
 */
public final class DatabaseClient {
  private final Exchange exchange;
  private final URI node;
  private final Role role;

  DatabaseClient(Exchange exchange, URI node, Role role) {
    this.exchange = exchange;
    this.node = node;
    this.role = role;
  }

  /**
   * What a database is.
   *
   * @param path the file, as the node names it
   * @param bytes length of the file
   * @param freeBytes of them, those that hold nothing
   */
  public record Description(
      @JsonProperty("Role") Role role,
      @JsonProperty("NodeID") String nodeId,
      @JsonProperty("Path") String path,
      @JsonProperty("Bytes") long bytes,
      @JsonProperty("FreeBytes") long freeBytes) {}

  /** Bytes of a file before and after it was made shorter. */
  public record LengthChange(
      @JsonProperty("BytesBefore") long bytesBefore, @JsonProperty("BytesAfter") long bytesAfter) {}

  /**
   * A copy of a database that is on its way.
   *
   * @param bytes its length
   * @param content to be closed
   */
  public record Snapshot(long bytes, InputStream content) {}

  public Description describe() {
    return exchange.get(at(""), Description.class);
  }

  /**
   * Runs a command of {@code gadus bolt} that reads.
   *
   * @param arguments the command's name and its arguments, without a file
   * @return its exit code
   * @throws IOException when what it prints cannot be written
   */
  public int command(List<String> arguments, OutputStream out, OutputStream errors)
      throws IOException {
    ObjectNode body = Json.mapper().createObjectNode();
    ArrayNode list = body.putArray("Arguments");
    arguments.forEach(list::add);
    try (InputStream answer = exchange.stream(at("/command"), "POST", body).body()) {
      while (true) {
        OutputFrame frame = next(answer);
        switch (frame.kind()) {
          case OUT -> out.write(frame.bytes());
          case ERROR -> errors.write(frame.bytes());
          case END -> {
            return frame.exitCode();
          }
        }
      }
    }
  }

  private OutputFrame next(InputStream answer) {
    try {
      return OutputFrame.read(answer);
    } catch (EOFException e) {
      throw new ClientException.UnexpectedAnswer("the node ended its answer early", e);
    } catch (IOException e) {
      throw exchange.lost(e);
    }
  }

  /** Begins to copy the database as it is now. */
  public Snapshot snapshot() {
    HttpResponse<InputStream> answer =
        exchange.stream(at("/snapshot"), "GET", Json.mapper().missingNode());
    return new Snapshot(
        answer.headers().firstValueAsLong("Content-Length").orElse(0), answer.body());
  }

  /** Checks that the records agree with each other: a sentence for each thing that is wrong. */
  public List<String> verify() {
    return Exchange.items(
        exchange
            .read(
                exchange.stream(at("/verify"), "GET", Json.mapper().missingNode()), JsonNode.class)
            .path("Findings"),
        String.class);
  }

  /** Makes the file shorter. */
  public LengthChange compact() {
    return exchange.read(
        exchange.stream(at("/compact"), "POST", Json.mapper().createObjectNode()),
        LengthChange.class);
  }

  private Address at(String call) {
    return Address.of(node, "agent/db/%s" + call, role.text());
  }
}
