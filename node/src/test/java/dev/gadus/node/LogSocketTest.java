// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gadus.model.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log stream, against a real node. */
class LogSocketTest {
  @TempDir static Path folder;
  private static TestNode node;

  @BeforeAll
  static void start() {
    node = TestNode.start(folder);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static final class Listener implements WebSocket.Listener {
    final List<JsonNode> messages = new ArrayList<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();

    /** All text up to the first end of a line, which may come in several messages. */
    final CompletableFuture<String> early = new CompletableFuture<>();

    private final StringBuilder all = new StringBuilder();
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        try {
          JsonNode message = Json.mapper().readTree(text.toString());
          messages.add(message);
          all.append(message.path("value").path("Line").asText());
          if (all.indexOf("\n") >= 0) {
            early.complete(all.toString());
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      closed.complete(status);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      closed.completeExceptionally(error);
    }
  }

  private static Listener open(String path, String... headers) throws Exception {
    URI http = node.uri("orchestrator/jobs/" + path);
    WebSocket.Builder builder = node.http().newWebSocketBuilder();
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    Listener listener = new Listener();
    builder
        .buildAsync(URI.create(http.toString().replaceFirst("http", "ws")), listener)
        .get(30, TimeUnit.SECONDS);
    return listener;
  }

  private static String lines(Listener listener, int type) {
    StringBuilder lines = new StringBuilder();
    for (JsonNode message : listener.messages) {
      if (message.path("value").path("Type").asInt() == type) {
        lines.append(message.path("value").path("Line").asText());
      }
    }
    return lines.toString();
  }

  @Test
  void everythingThatWasPrintedComesAndThenAnOrderlyEnd() throws Exception {
    String id = node.submit(TestNode.job("prints", 1, "repeat", "20000", "complain", "careful"));
    node.await(id);
    Listener listener = open(id + "/logs");
    assertThat(listener.closed.get(30, TimeUnit.SECONDS)).isEqualTo(1000);
    assertThat(lines(listener, 1)).startsWith("line 20000\n").endsWith("line 1\n");
    assertThat(lines(listener, 2)).isEqualTo("careful\n");
  }

  @Test
  void anExecutionIsNamedByItsIdOrTheBeginningOfIt() throws Exception {
    String id = node.submit(TestNode.job("partitions", 3, "variable", "BACALHAU_PARTITION_INDEX"));
    node.await(id);
    for (JsonNode execution :
        node.get("orchestrator/jobs/" + id + "/executions").body().path("Items")) {
      String printed = execution.at("/RunOutput/Stdout").asText();
      assertThat(printed).contains(execution.path("PartitionIndex").asText("0"));
      String executionId = execution.path("ID").asText();
      for (String name : List.of(executionId, executionId.substring(0, executionId.length() - 1))) {
        Listener listener = open(id + "/logs?execution_id=" + name);
        assertThat(listener.closed.get(30, TimeUnit.SECONDS)).isEqualTo(1000);
        assertThat(lines(listener, 1)).as(name).isEqualTo(printed);
      }
    }
  }

  @Test
  void aFollowerGetsLinesWhileTheProgramRuns() throws Exception {
    String id = node.submit(TestNode.job("follows", 1, "print", "early", "sleep", "60000"));
    Listener listener = open("follows/logs?follow=true");
    assertThat(listener.early.get(30, TimeUnit.SECONDS)).isEqualTo("early\n");
    assertThat(listener.closed).isNotDone();
    node.delete("orchestrator/jobs/" + id, "{}");
    assertThat(listener.closed.get(30, TimeUnit.SECONDS)).isEqualTo(1000);
    node.await(id);
  }

  @Test
  void anUnknownJobIsSaidInAMessage() throws Exception {
    Listener listener = open("nobody/logs");
    assertThat(listener.closed.get(30, TimeUnit.SECONDS)).isEqualTo(1000);
    assertThat(listener.messages).hasSize(1);
    assertThat(listener.messages.getFirst().path("error").asText())
        .contains("job not found: nobody");
  }

  @Test
  void aPageOfAnotherPlaceGetsNoLines() throws Exception {
    String id = node.submit(TestNode.job("secret", 1, "print", "secret"));
    node.await(id);
    Listener listener = open(id + "/logs", "Origin", "http://evil.example");
    assertThat(listener.closed.get(30, TimeUnit.SECONDS)).isEqualTo(1000);
    assertThat(listener.messages).hasSize(1);
    assertThat(listener.messages.getFirst().path("error").asText()).contains("evil.example");
  }
}
