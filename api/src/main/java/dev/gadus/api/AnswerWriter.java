// SPDX-License-Identifier: Apache-2.0
package dev.gadus.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gadus.model.Json;
import dev.gadus.model.NodeInfo;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;

/** Writes answers as JSON, and errors in the API's shape. */
record AnswerWriter(NodeInfo.VersionInfo version) {

  /** Writes the headers that every answer has. */
  void headers(ServerResponse response, String requestId) {
    response.header("X-Request-Id", printable(requestId));
    response.header("X-Bacalhau-Git-Version", version.gitVersion());
    response.header("X-Bacalhau-Build-Date", version.buildDate());
    response.header("X-Bacalhau-Build-OS", version.os());
    response.header("X-Bacalhau-Arch", version.arch());
    response.header("X-Content-Type-Options", "nosniff");
  }

  private static String printable(String header) {
    return header.replaceAll("[^\\x20-\\x7e]", "");
  }

  /** An error as the API shows it. */
  static ObjectNode body(ApiException.Refused failure, String requestId) {
    ObjectNode body =
        Json.mapper()
            .createObjectNode()
            .put("Status", failure.status())
            .put("Message", failure.text())
            .put("RequestID", requestId)
            .put("Code", failure.code())
            .put("Component", failure.component());
    if (!failure.hint().isEmpty()) {
      body.put("Hint", failure.hint());
    }
    if (!failure.details().isEmpty()) {
      body.set("Details", Json.mapper().valueToTree(failure.details()));
    }
    return body;
  }

  /** Sends a record or a tree. */
  static void send(ServerResponse response, int status, Object answer, boolean pretty) {
    byte[] bytes;
    try {
      bytes =
          pretty
              ? Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(answer)
              : Json.mapper().writeValueAsBytes(answer);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write an answer as JSON", e);
    }
    response
        .status(status)
        .header(HeaderNames.CONTENT_TYPE, "application/json; charset=UTF-8")
        .send(bytes);
  }
}
