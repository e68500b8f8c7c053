// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import java.util.List;

/** Brings messages to other nodes. */
@FunctionalInterface
public interface MessageSender {
  /**
   * Hands a message to its receiver and returns when the receiver has made it durable.
   *
   * @throws UnreachableException when it did not get there, or it is not known whether it did; the
   *     same message is then sent again
   */
  void send(Envelope envelope) throws UnreachableException;

  /**
   * Hands over the first of several messages for one receiver, in order, and returns when it has
   * made them durable: as many as go together at little more than the price of one.
   *
   * @param envelopes at least one
   * @return how many, at least one
   * @throws UnreachableException when not even one got there, or it is not known how many did; they
   *     are then sent again
   */
  default int sendSome(List<Envelope> envelopes) throws UnreachableException {
    send(envelopes.getFirst());
    return 1;
  }
}
