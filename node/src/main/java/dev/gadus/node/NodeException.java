// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a node could not start, in words for the operator. */
public sealed class NodeException extends RuntimeException permits StoreInUseException {
  private static final long serialVersionUID = 1;

  private final String hint;

  NodeException(String message, String hint, @Nullable Throwable cause) {
    super(message, cause);
    this.hint = hint;
  }

  /** What to do about it. */
  public Optional<String> hint() {
    return hint.isEmpty() ? Optional.empty() : Optional.of(hint);
  }
}
