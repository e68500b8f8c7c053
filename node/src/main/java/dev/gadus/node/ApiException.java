// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

import java.util.Map;

/**
 * An error that the API answers with. The message is for the user; nothing was changed.
 *
 * <p>Codes and components are the API's own words.
 */
final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** The component of errors of the API itself. */
  static final String SERVER = "APIServer";

  private final int status;
  private final String code;
  private final String component;
  private final String hint;
  private final transient Map<String, String> details;

  ApiException(
      int status,
      String code,
      String component,
      String message,
      String hint,
      Map<String, String> details) {
    super(message);
    this.status = status;
    this.code = code;
    this.component = component;
    this.hint = hint;
    this.details = Map.copyOf(details);
  }

  static ApiException badRequest(String message) {
    return new ApiException(400, "BadRequest", SERVER, message, "", Map.of());
  }

  static ApiException invalid(String message, String hint) {
    return new ApiException(400, "ValidationError", SERVER, message, hint, Map.of());
  }

  static ApiException notFound(String component, String message, String hint) {
    return new ApiException(404, "NotFound", component, message, hint, Map.of());
  }

  static ApiException conflict(String code, String component, String message, String hint) {
    return new ApiException(409, code, component, message, hint, Map.of());
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  String component() {
    return component;
  }

  String hint() {
    return hint;
  }

  Map<String, String> details() {
    return details == null ? Map.of() : details;
  }

  String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
