// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import java.util.List;

/** Takes messages from other nodes. */
@FunctionalInterface
public interface MessageReceiver {
  /**
   * Takes a message; on return what it causes is on disk. A message that was taken before changes
   * nothing.
   */
  void receive(Envelope envelope);

  /**
   * Takes several messages of one sender, in order; a receiver that can do so makes them durable
   * together. When it throws, some of them may have been taken.
   */
  default void receiveAll(List<Envelope> envelopes) {
    envelopes.forEach(this::receive);
  }
}
