// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.bolt.Transaction;
import dev.gadus.model.Envelope;
import dev.gadus.model.MessageQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The messages of a store that their receivers have not taken yet. Thread-safe. */
public final class Outbox implements MessageQueue {
  private final StoreFile file;
  private final List<Consumer<Set<String>>> listeners = new CopyOnWriteArrayList<>();

  Outbox(StoreFile file) {
    this.file = file;
  }

  @Override
  public List<String> receivers() {
    return file.read(transaction -> {
      Table outbox = Table.in(transaction, SharedBuckets.OUTBOX);
      List<String> receivers = new ArrayList<>();
      for (String receiver : Table.in(transaction, SharedBuckets.OUTBOX_SEQUENCE).keys("")) {
        if (outbox.lastKey(Keys.prefix(receiver)).isPresent()) {
          receivers.add(receiver);
        }
      }
      return receivers;
    });
  }

  @Override
  public List<Envelope> messages(String receiver, long afterSequence, int limit) {
    return file.read(transaction -> {
      String prefix = Keys.prefix(receiver);
      List<Envelope> messages = new ArrayList<>();
      Table.in(transaction, SharedBuckets.OUTBOX)
          .forEach(
              prefix,
              prefix + Keys.padded(afterSequence + 1),
              Envelope.class,
              envelope -> {
                messages.add(envelope);
                return messages.size() < limit;
              });
      return messages;
    });
  }

  @Override
  public long waiting(String receiver, long afterSequence) {
    return file.read(transaction -> {
      Table outbox = Table.in(transaction, SharedBuckets.OUTBOX);
      String prefix = Keys.prefix(receiver);
      long[] first = {0};
      outbox.forEachKey(
          prefix,
          prefix + Keys.padded(afterSequence + 1),
          key -> {
            first[0] = Keys.number(Keys.lastPart(key));
            return false;
          });
      // Numbers have no gaps, so that the two ends tell how many there are.
      return first[0] == 0
          ? 0L
          : outbox
              .lastKey(prefix)
              .map(key -> Keys.number(Keys.lastPart(key)) - first[0] + 1)
              .orElse(0L);
    });
  }

  @Override
  public void remove(Map<String, Long> through) {
    file.write(writing -> {
      through.forEach((receiver, last) -> remove(writing.transaction(), receiver, last));
      return true;
    });
  }

  private static void remove(Transaction transaction, String receiver, long last) {
    Table outbox = Table.in(transaction, SharedBuckets.OUTBOX);
    String prefix = Keys.prefix(receiver);
    String end = prefix + Keys.padded(last);
    List<String> taken = new ArrayList<>();
    outbox.forEachKey(
        prefix,
        key -> {
          boolean within = key.compareTo(end) <= 0;
          if (within) {
            taken.add(key);
          }
          return within;
        });
    taken.forEach(outbox::delete);
  }

  @Override
  public void onAppend(Consumer<Set<String>> listener) {
    listeners.add(listener);
  }

  @Override
  public void removeListener(Consumer<Set<String>> listener) {
    listeners.remove(listener);
  }

  void appended(Set<String> receivers) {
    if (!receivers.isEmpty()) {
      listeners.forEach(listener -> listener.accept(receivers));
    }
  }
}
