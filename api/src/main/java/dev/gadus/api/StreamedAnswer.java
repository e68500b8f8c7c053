// SPDX-License-Identifier: Apache-2.0
package dev.gadus.api;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;

/** An answer that is sent as it is made, since it may be larger than memory. */
interface StreamedAnswer {
  /**
   * Sends it.
   *
   * @throws CloseConnectionException when it ends early; its reader sees that it is not complete
   * @throws Exception when nothing of it was sent
   */
  void send(ServerResponse response) throws Exception;

  /** Writes the bytes of an answer. */
  @FunctionalInterface
  interface Body {
    void write(OutputStream out) throws IOException;
  }

  /**
   * Sends bytes that are no text.
   *
   * @param length their number, where it is known
   */
  static void send(ServerResponse response, OptionalLong length, Body body) {
    response.status(200).header(HeaderNames.CONTENT_TYPE, "application/octet-stream");
    length.ifPresent(response::contentLength);
    try (OutputStream out = response.outputStream();
        PatientOutput patient = PatientOutput.to(out, PatientOutput.PATIENCE)) {
      body.write(patient);
    } catch (IOException | RuntimeException e) {
      throw new CloseConnectionException("an answer ends early: " + e, e);
    }
  }
}
