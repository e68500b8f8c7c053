// SPDX-License-Identifier: Apache-2.0
package dev.gadus.api;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the requests of a route: lets them in, does what they ask for, and answers. */
record RouteHandler(RequestGuard guard, AnswerWriter writer, Health health, Route route)
    implements Handler {
  /** Operators know the lines by the name of the server. */
  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    String given = RequestReader.header(request, "X-Request-Id");
    String requestId = given.isEmpty() ? UUID.randomUUID().toString() : given;
    boolean pretty = request.query().names().stream().anyMatch("pretty"::equalsIgnoreCase);
    writer.headers(response, requestId);
    try {
      guard.check(
          request.headers().first(HeaderNames.HOST).orElse(""),
          request.headers().first(HeaderNames.ORIGIN).orElse(""));
      ClientVersion.check(RequestReader.header(request, "X-Bacalhau-Git-Version"));
      Object answer = route.action().answer(RequestReader.read(request));
      if (answer instanceof StreamedAnswer streamed) {
        streamed.send(response);
      } else {
        AnswerWriter.send(response, 200, answer, pretty);
      }
    } catch (CloseConnectionException e) {
      throw e;
    } catch (OutOfMemoryError e) {
      health.outOfMemory(e);
      throw e;
    } catch (Exception | Error e) {
      // Also a defect of ours has an answer, and ends neither the connection nor the listener.
      ApiException.Refused failure = Failures.of(e);
      log(request, requestId, failure, e);
      AnswerWriter.send(response, failure.status(), AnswerWriter.body(failure, requestId), pretty);
    }
  }

  private static void log(
      ServerRequest request, String requestId, ApiException.Refused failure, Throwable cause) {
    if (AgentRoutes.PROBED.contains(failure.code())) {
      // The node says it once, when it changes, and not to each probe.
      return;
    }
    if (failure.status() == 503 || failure.status() == 507) {
      // The disk, not a defect: one line says it all.
      LOG.warn("request refused: requestId={} {}", requestId, failure.text());
    } else if (failure.status() >= 500) {
      LOG.error(
          "request failed: method={} path={} requestId={}",
          request.prologue().method().text(),
          request.path().path(),
          requestId,
          cause);
    }
  }
}
