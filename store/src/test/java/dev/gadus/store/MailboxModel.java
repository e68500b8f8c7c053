// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.model.Envelope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** What a store's outbox and inbox must hold, as plain maps. */
final class MailboxModel {
  private static final String SENDER_STORE = "s-1";

  /** The numbers of the messages that wait, per receiver. */
  private final TreeMap<String, List<Long>> waiting = new TreeMap<>();

  private final Map<String, Long> lastSent = new HashMap<>();
  private final Map<String, Long> lastTaken = new HashMap<>();

  MailboxModel copy() {
    MailboxModel copy = new MailboxModel();
    waiting.forEach((receiver, numbers) -> copy.waiting.put(receiver, new ArrayList<>(numbers)));
    copy.lastSent.putAll(lastSent);
    copy.lastTaken.putAll(lastTaken);
    return copy;
  }

  private static String node(Random random) {
    return "n-" + random.nextInt(3);
  }

  void send(Function<String, Envelope> store, Random random) {
    String receiver = node(random);
    long number = Objects.requireNonNull(lastSent.merge(receiver, 1L, Long::sum));
    assertThat(store.apply(receiver).sequence()).isEqualTo(number);
    waiting.computeIfAbsent(receiver, any -> new ArrayList<>()).add(number);
  }

  /** A message that is next, was taken before, or comes too early. */
  void accept(Predicate<Envelope> store, Random random) {
    String sender = node(random);
    long last = lastTaken.getOrDefault(sender, 0L);
    long number = Math.max(1, last + random.nextInt(3));
    Envelope message =
        new Envelope(
            sender, SENDER_STORE, Samples.NODE, number, Samples.TIME, MailboxTest.message(1));
    if (last > 0 && number > last + 1) {
      assertThatThrownBy(() -> store.test(message)).isInstanceOf(StoreException.MessageGap.class);
      return;
    }
    assertThat(store.test(message)).isEqualTo(number > last);
    lastTaken.put(sender, number);
  }

  /** Removes what one receiver or several have taken, which may be nothing. */
  void remove(Outbox outbox, Random random) {
    Map<String, Long> through = new HashMap<>();
    for (int i = 0; i <= random.nextInt(2); i++) {
      String receiver = node(random);
      through.put(
          receiver, (long) random.nextInt(2 + lastSent.getOrDefault(receiver, 0L).intValue()));
    }
    outbox.remove(through);
    through.forEach((receiver, last) ->
        waiting.getOrDefault(receiver, new ArrayList<>()).removeIf(number -> number <= last));
    waiting.values().removeIf(List::isEmpty);
  }

  void compare(Outbox outbox, String where) {
    assertThat(outbox.receivers()).as(where).isEqualTo(List.copyOf(waiting.keySet()));
    waiting.forEach((receiver, numbers) -> {
      assertThat(outbox.messages(receiver, 0, Integer.MAX_VALUE))
          .as(where)
          .extracting(Envelope::sequence)
          .isEqualTo(numbers);
      assertThat(outbox.waiting(receiver, 0)).as(where).isEqualTo(numbers.size());
    });
  }
}
