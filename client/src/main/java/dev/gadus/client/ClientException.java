// SPDX-License-Identifier: Apache-2.0
package dev.gadus.client;

import dev.gadus.model.GadusException;
import java.io.Serial;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call to a node that brought no answer to use. */
public abstract sealed class ClientException extends GadusException {
  @Serial private static final long serialVersionUID = 1L;

  private ClientException(String text, String hint, @Nullable Throwable cause) {
    super(text, hint, cause);
  }

  /**
   * Why nobody was reached at an address, in a few words. Java's network exceptions often have no
   * message, and then their class is what says most.
   */
  public static String reason(Throwable e, URI address) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
        return "there is no host named " + address.getHost();
      }
    }
    if (e instanceof ConnectException) {
      return "connection refused";
    }
    if (e instanceof HttpTimeoutException) {
      return "timed out";
    }
    String message = e.getMessage();
    return message == null || message.isEmpty() ? e.getClass().getSimpleName() : message;
  }

  /** No node answered at the address, or the connection broke before the answer was complete. */
  public static final class Unreachable extends ClientException {
    @Serial private static final long serialVersionUID = 1L;

    Unreachable(URI address, String reason, @Nullable Throwable cause) {
      super("no answer from a node at %s: %s".formatted(address, reason), "", cause);
    }
  }

  /** The node answered with an error. Text and hint are the node's. */
  public static final class Refused extends ClientException {
    @Serial private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient Map<String, String> details;

    Refused(int status, String text, String code, String hint, Map<String, String> details) {
      super(text, hint, null);
      this.status = status;
      this.code = code;
      this.details = Map.copyOf(details);
    }

    /** The HTTP status. */
    public int status() {
      return status;
    }

    /** The API's word for the kind of error, such as {@code NotFound}; empty when it has none. */
    public String code() {
      return code;
    }

    /** Further facts by name. */
    public Map<String, String> details() {
      return details == null ? Map.of() : details;
    }
  }

  /** Something answered that does not speak the API, or not this part of it. */
  public static final class UnexpectedAnswer extends ClientException {
    @Serial private static final long serialVersionUID = 1L;

    UnexpectedAnswer(String text, @Nullable Throwable cause) {
      super(text, "", cause);
    }
  }
}
