// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The messages of a node that their receivers have not taken yet, in order per receiver. They are
 * durable: what is not removed is there again after a restart. Thread-safe.
 */
public interface MessageQueue {
  /** The nodes for which messages wait, in order. */
  List<String> receivers();

  /**
   * The messages for a receiver after the given number, in order.
   *
   * @param limit most that are returned
   */
  List<Envelope> messages(String receiver, long afterSequence, int limit);

  /** How many messages for a receiver have a number after the given one. */
  long waiting(String receiver, long afterSequence);

  /**
   * Removes messages that their receivers have taken, all in one transaction.
   *
   * @param through the last number that was taken, per receiver
   */
  void remove(Map<String, Long> through);

  /**
   * Calls {@code listener} with the receivers of new messages whenever some have become durable, on
   * the thread that sent them: it must return at once.
   */
  void onAppend(Consumer<Set<String>> listener);

  /** Takes back {@link #onAppend}. */
  void removeListener(Consumer<Set<String>> listener);
}
