// SPDX-License-Identifier: Apache-2.0
package dev.gadus.api;

import dev.gadus.model.GadusException;
import java.io.Serial;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the API could not do. */
public abstract sealed class ApiException extends GadusException {
  @Serial private static final long serialVersionUID = 1L;

  /** The component of errors of the API itself. */
  static final String SERVER = "APIServer";

  private ApiException(String text, String hint, @Nullable Throwable cause) {
    super(text, hint, cause);
  }

  /** Nobody can be answered: the address is unknown, or its port is taken or not allowed. */
  public static final class CannotListen extends ApiException {
    @Serial private static final long serialVersionUID = 1L;

    CannotListen(String text, String hint, Throwable cause) {
      super(text, hint, cause);
    }
  }

  /**
   * An error that a call is answered with. The text is for the user; nothing was changed. Codes and
   * components are the API's own words.
   */
  static final class Refused extends ApiException {
    @Serial private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final String component;
    private final transient Map<String, String> details;

    Refused(
        int status,
        String code,
        String component,
        String text,
        String hint,
        Map<String, String> details) {
      super(text, hint, null);
      this.status = status;
      this.code = code;
      this.component = component;
      this.details = Map.copyOf(details);
    }

    /** The HTTP status. */
    int status() {
      return status;
    }

    String code() {
      return code;
    }

    String component() {
      return component;
    }

    /** Further facts by name. */
    Map<String, String> details() {
      return details == null ? Map.of() : details;
    }
  }

  static Refused badRequest(String text) {
    return new Refused(400, "BadRequest", SERVER, text, "", Map.of());
  }

  static Refused invalid(String text, String hint) {
    return new Refused(400, "ValidationError", SERVER, text, hint, Map.of());
  }

  static Refused notFound(String component, String text, String hint) {
    return new Refused(404, "NotFound", component, text, hint, Map.of());
  }

  static Refused conflict(String code, String component, String text, String hint) {
    return new Refused(409, code, component, text, hint, Map.of());
  }
}
