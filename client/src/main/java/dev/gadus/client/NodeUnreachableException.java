// SPDX-License-Identifier: Apache-2.0
package dev.gadus.client;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** No node answered at the address, or the connection broke before the answer was complete. */
public final class NodeUnreachableException extends ClientException {
  private static final long serialVersionUID = 1;

  NodeUnreachableException(URI address, String reason, @Nullable Throwable cause) {
    super("no answer from a node at %s: %s".formatted(address, reason), cause);
  }
}
