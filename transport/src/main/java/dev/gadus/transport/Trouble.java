// SPDX-License-Identifier: Apache-2.0
package dev.gadus.transport;

import dev.gadus.model.UnreachableException;
import java.util.Optional;

/**
 * Something that keeps messages from their way, for now: it is tried again.
 *
 * @param receiver the node that did not get its messages; empty when messages that were taken could
 *     not be removed from the outbox
 * @param failures how often in a row
 * @param problem an {@link UnreachableException}, or what else was thrown
 */
public record Trouble(Optional<String> receiver, int failures, Throwable problem) {
  /** A line for an operator. */
  public String text() {
    String what =
        receiver
            .map(node -> "messages for node %s wait".formatted(node))
            .orElse(
                "messages that were taken are still in the outbox, and would be sent again after a"
                    + " restart");
    return "%s: failures=%d %s".formatted(what, failures, problem);
  }
}
