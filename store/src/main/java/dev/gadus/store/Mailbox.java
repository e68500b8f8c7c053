// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.gadus.bolt.Transaction;
import dev.gadus.model.Envelope;
import dev.gadus.model.Message;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The messages of a store in one write transaction. */
final class Mailbox {
  private final Transaction transaction;
  private final StoreInfo info;
  private final Instant time;
  private final Set<String> receivers = new HashSet<>();

  Mailbox(Transaction transaction, StoreInfo info, Instant time) {
    this.transaction = transaction;
    this.info = info;
    this.time = time;
  }

  /** Who gets a message by this transaction. */
  Set<String> receivers() {
    return receivers;
  }

  Envelope send(String to, Message message) {
    StoreIds.require("receiver", to);
    Table sequences = Table.in(transaction, SharedBuckets.OUTBOX_SEQUENCE);
    long sequence = sequences.getText(to).map(Long::parseLong).orElse(0L) + 1;
    Envelope envelope = new Envelope(info.nodeId(), info.storeId(), to, sequence, time, message);
    Table.in(transaction, SharedBuckets.OUTBOX).put(Keys.join(to, Keys.padded(sequence)), envelope);
    sequences.putText(to, Long.toString(sequence));
    receivers.add(to);
    return envelope;
  }

  boolean accept(Envelope envelope) {
    if (!envelope.to().equals(info.nodeId())) {
      throw new IllegalArgumentException(
          "a message for node " + envelope.to() + " came to node " + info.nodeId());
    }
    String key =
        Keys.join(
            StoreIds.require("sender", envelope.from()),
            StoreIds.require("senderStore", envelope.fromStore()));
    Table inbox = Table.in(transaction, SharedBuckets.INBOX);
    Optional<LastAccepted> last = inbox.get(key, LastAccepted.class);
    if (last.isPresent()) {
      long expected = last.get().sequence() + 1;
      if (envelope.sequence() < expected) {
        return false;
      }
      if (envelope.sequence() > expected) {
        throw new StoreException.MessageGap(
            envelope.from(), envelope.fromStore(), envelope.sequence(), expected);
      }
    }
    inbox.put(key, new LastAccepted(envelope.sequence(), time));
    return true;
  }

  /** The last message that was taken from a sender's store. */
  record LastAccepted(
      @JsonProperty("Sequence") long sequence, @JsonProperty("Time") Instant time) {}
}
