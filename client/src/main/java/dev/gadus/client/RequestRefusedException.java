// SPDX-License-Identifier: Apache-2.0
package dev.gadus.client;

import java.util.Map;
import java.util.Optional;

/** The node answered with an error. The message is the node's. */
public final class RequestRefusedException extends ClientException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String code;
  private final String hint;
  private final transient Map<String, String> details;

  RequestRefusedException(
      int status, String message, String code, String hint, Map<String, String> details) {
    super(message, null);
    this.status = status;
    this.code = code;
    this.hint = hint;
    this.details = Map.copyOf(details);
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The API's word for the kind of error, such as {@code NotFound}; empty when there was none. */
  public String code() {
    return code;
  }

  /** The node's advice, if it gave any. */
  public Optional<String> hint() {
    return hint.isEmpty() ? Optional.empty() : Optional.of(hint);
  }

  /** Further facts by name. */
  public Map<String, String> details() {
    return details == null ? Map.of() : details;
  }
}
