// SPDX-License-Identifier: Apache-2.0
package dev.gadus.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gadus.model.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the messages of a log stream. The next message is asked for when one has been handed on.
 */
final class LogListener implements WebSocket.Listener {
  /** How the API numbers standard error. */
  private static final int STDERR = 2;

  private static final int NO_LINE = 0;

  /** A message is one read of a log; anything much larger is not one. */
  private static final int MAX_MESSAGE_CHARACTERS = 16 * 1024 * 1024;

  private final URI node;
  private final Consumer<LogLine> lines;
  private final StringBuilder message = new StringBuilder();
  private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();

  LogListener(URI node, Consumer<LogLine> lines) {
    this.node = node;
    this.lines = lines;
  }

  /** Returns when the stream ended as it should, and throws when it did not. */
  void await() {
    try {
      end.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
    try {
      message.append(part);
      if (message.length() > MAX_MESSAGE_CHARACTERS) {
        throw new ClientException.UnexpectedAnswer(
            "a message of the log stream does not end", null);
      }
      if (last) {
        take(message.toString());
        message.setLength(0);
      }
      socket.request(1);
    } catch (RuntimeException e) {
      end.completeExceptionally(e);
    }
    return null;
  }

  private void take(String text) {
    JsonNode json;
    try {
      json = Json.mapper().readTree(text);
    } catch (IOException e) {
      throw new ClientException.UnexpectedAnswer("a message of the log stream is not JSON", e);
    }
    String error = json.path("error").asText("");
    if (!error.isEmpty()) {
      throw new ClientException.Refused(200, error, "", "", java.util.Map.of());
    }
    JsonNode value = json.path("value");
    int type = value.path("Type").asInt(NO_LINE);
    if (type != NO_LINE) {
      lines.accept(new LogLine(value.path("Line").asText(""), type == STDERR));
    }
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
    if (status == WebSocket.NORMAL_CLOSURE) {
      end.complete(null);
    } else {
      end.completeExceptionally(
          new ClientException.Unreachable(
              node, "the log stream was closed with status %d %s".formatted(status, reason), null));
    }
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    end.completeExceptionally(
        new ClientException.Unreachable(
            node, "the log stream broke: " + ClientException.reason(error, node), error));
  }
}
