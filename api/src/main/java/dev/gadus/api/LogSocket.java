// SPDX-License-Identifier: Apache-2.0
package dev.gadus.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gadus.model.Json;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.websocket.WsCloseCodes;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection that reads the output of an execution. The upgrade always succeeds, since clients
 * cannot show why one failed: what is wrong comes as a message. The lines are sent by a thread of
 * their own, so that a client that goes away is noticed while the program prints nothing.
 */
final class LogSocket implements WsListener {
  private static final Logger LOG = LoggerFactory.getLogger(LogSocket.class);

  /** How the API numbers the kinds of lines. */
  private static final int NO_LINE = 0;

  private static final int STDOUT = 1;
  private static final int STDERR = 2;

  private final RequestGuard guard;
  private final Logs logs;
  private Optional<String> refusal = Optional.empty();
  private Logs.@Nullable Query query;
  private @Nullable Thread sender;

  LogSocket(RequestGuard guard, Logs logs) {
    this.guard = guard;
    this.logs = logs;
  }

  @Override
  public Optional<Headers> onHttpUpgrade(HttpPrologue prologue, Headers headers) {
    try {
      guard.check(
          headers.first(HeaderNames.HOST).orElse(""), headers.first(HeaderNames.ORIGIN).orElse(""));
      query = query(prologue);
    } catch (ApiException.Refused e) {
      refusal = Optional.of(e.text());
    }
    return Optional.empty();
  }

  private static Logs.Query query(HttpPrologue prologue) {
    Map<String, List<String>> parameters = RequestReader.query(prologue.query());
    Call call = new Call(Map.of(), parameters, Json.mapper().missingNode(), Map.of());
    // .../jobs/{id}/logs
    String[] parts = prologue.uriPath().path().split("/", -1);
    return new Logs.Query(
        parts[parts.length - 2],
        call.text("namespace"),
        call.text("execution_id"),
        call.flag("tail"),
        call.flag("follow"));
  }

  @Override
  public void onOpen(WsSession session) {
    sender = Thread.ofVirtual().name("logs").start(() -> send(session));
  }

  private void send(WsSession session) {
    Logs.Query wanted = query;
    try {
      if (wanted == null) {
        throw ApiException.badRequest(refusal.orElse("the request was not read"));
      }
      logs.read(
          wanted, part -> session.send(line(part.error() ? STDERR : STDOUT, part.text()), true));
    } catch (InterruptedException _) {
      // The client is gone, and nobody listens to what there would be to say.
      return;
    } catch (Exception e) {
      ApiException.Refused failure = Failures.of(e);
      if (failure.status() >= 500) {
        LOG.warn("a log stream ended early: {}", failure.text());
      }
      say(session, failure.text());
    }
    try {
      session.close(WsCloseCodes.NORMAL_CLOSE, "");
    } catch (RuntimeException e) {
      LOG.debug("a log stream was closed by its client: {}", e.toString());
    }
  }

  private static void say(WsSession session, String error) {
    try {
      session.send(
          Json.mapper()
              .createObjectNode()
              .put("error", error)
              .set("value", value(NO_LINE, ""))
              .toString(),
          true);
    } catch (RuntimeException e) {
      LOG.debug("a log stream was closed by its client: {}", e.toString());
    }
  }

  private static String line(int type, String text) {
    return Json.mapper().createObjectNode().set("value", value(type, text)).toString();
  }

  private static ObjectNode value(int type, String text) {
    return Json.mapper().createObjectNode().put("Type", type).put("Line", text);
  }

  @Override
  public void onClose(WsSession session, int status, String reason) {
    stop();
  }

  @Override
  public void onError(WsSession session, Throwable error) {
    stop();
  }

  private void stop() {
    Thread running = sender;
    if (running != null) {
      running.interrupt();
    }
  }
}
