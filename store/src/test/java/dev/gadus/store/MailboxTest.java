// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import static dev.gadus.store.Samples.TIME;
import static dev.gadus.store.Samples.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.model.Envelope;
import dev.gadus.model.Message;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailboxTest {
  @TempDir Path directory;
  private JobStore store;

  @BeforeEach
  void open() {
    store = Samples.jobStore(directory);
  }

  @AfterEach
  void verifyAndClose() {
    assertThat(store.verify()).isEmpty();
    store.close();
  }

  static Message message(int number) {
    return new Message.AcceptBid("e-" + number);
  }

  private void send(String to, int number) {
    write(store, writer -> writer.send(to, message(number)));
  }

  private static List<Long> numbers(List<Envelope> messages) {
    return messages.stream().map(Envelope::sequence).toList();
  }

  @Test
  void eachReceiverHasItsOwnSequenceWhichOutlivesTheMessages() {
    send("n-a", 1);
    send("n-b", 2);
    send("n-a", 3);
    assertThat(store.outbox().messages("n-a", 0, 10))
        .containsExactly(
            new Envelope(Samples.NODE, store.info().storeId(), "n-a", 1, TIME, message(1)),
            new Envelope(Samples.NODE, store.info().storeId(), "n-a", 2, TIME, message(3)));
    assertThat(store.outbox().receivers()).containsExactly("n-a", "n-b");

    store.outbox().remove(Map.of("n-a", 2L, "n-b", 1L));
    assertThat(store.outbox().receivers()).isEmpty();
    store.close();
    open();
    send("n-a", 4);
    assertThat(numbers(store.outbox().messages("n-a", 0, 10))).containsExactly(3L);
  }

  @Test
  void messagesAreReadFromANumberOnAndCounted() {
    for (int i = 1; i <= 12; i++) {
      send("n-a", i);
      send("n-aa", i);
    }
    assertThat(numbers(store.outbox().messages("n-a", 9, 2))).containsExactly(10L, 11L);
    assertThat(numbers(store.outbox().messages("n-a", 12, 2))).isEmpty();
    store.outbox().remove(Map.of("n-a", 5L));
    assertThat(numbers(store.outbox().messages("n-a", 0, 2))).containsExactly(6L, 7L);
    assertThat(store.outbox().waiting("n-a", 0)).isEqualTo(7);
    assertThat(store.outbox().waiting("n-a", 10)).isEqualTo(2);
    assertThat(store.outbox().waiting("n-a", 12)).isZero();
    assertThat(store.outbox().waiting("n-aa", 0)).isEqualTo(12);
    assertThat(store.outbox().waiting("n-x", 0)).isZero();
  }

  @Test
  void listenersHearOfCommittedMessagesAlone() {
    List<Set<String>> heard = new ArrayList<>();
    store.outbox().onAppend(heard::add);
    send("n-a", 1);
    assertThatThrownBy(() ->
            write(
                store,
                writer -> {
                  writer.send("n-b", message(2));
                  throw new IllegalArgumentException("undo");
                }))
        .isInstanceOf(IllegalArgumentException.class);
    write(store, writer -> writer.putNode(Samples.node("n-1")));
    assertThat(heard).containsExactly(Set.of("n-a"));
  }

  private Envelope incoming(String from, String fromStore, long sequence) {
    return new Envelope(from, fromStore, Samples.NODE, sequence, TIME, message(1));
  }

  private boolean accept(Envelope envelope) {
    return store.write(writer -> writer.accept(envelope));
  }

  @Test
  void aMessageIsAcceptedOnce() {
    assertThat(accept(incoming("n-a", "s-1", 1))).isTrue();
    assertThat(accept(incoming("n-a", "s-1", 1))).isFalse();
    assertThat(accept(incoming("n-a", "s-1", 2))).isTrue();
    store.close();
    open();
    assertThat(accept(incoming("n-a", "s-1", 1))).isFalse();
    assertThat(accept(incoming("n-a", "s-1", 2))).isFalse();
    assertThat(accept(incoming("n-a", "s-1", 3))).isTrue();
    assertThat(accept(incoming("n-b", "s-2", 1))).as("another sender").isTrue();
  }

  @Test
  void aMessageWhoseTransactionFailedIsNotTaken() {
    assertThatThrownBy(() ->
            write(
                store,
                writer -> {
                  writer.accept(incoming("n-a", "s-1", 1));
                  throw new IllegalArgumentException("undo");
                }))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(accept(incoming("n-a", "s-1", 1))).isTrue();
  }

  @Test
  void aSenderThatLostItsStoreCountsAnew() {
    assertThat(accept(incoming("n-a", "s-1", 1))).isTrue();
    assertThat(accept(incoming("n-a", "s-1", 2))).isTrue();
    assertThat(accept(incoming("n-a", "s-new", 1))).isTrue();
    assertThat(accept(incoming("n-a", "s-new", 2))).isTrue();
  }

  @Test
  void aReceiverThatLostItsStoreGoesOnWhereTheSenderIs() {
    assertThat(accept(incoming("n-a", "s-1", 57))).isTrue();
    assertThat(accept(incoming("n-a", "s-1", 56))).isFalse();
    assertThat(accept(incoming("n-a", "s-1", 58))).isTrue();
  }

  @Test
  void aGapAndAWrongReceiverAreErrors() {
    assertThat(accept(incoming("n-a", "s-1", 1))).isTrue();
    assertThatThrownBy(() -> accept(incoming("n-a", "s-1", 3)))
        .isInstanceOf(StoreException.MessageGap.class)
        .hasMessageContaining("message 3 from node n-a")
        .hasMessageContaining("message 2 was expected");
    assertThat(accept(incoming("n-a", "s-1", 2))).isTrue();
    Envelope misled = new Envelope("n-a", "s-1", "n-other", 3, TIME, message(1));
    assertThatThrownBy(() -> accept(misled))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a message for node n-other came to node n-test");
  }

  @Test
  void messagesOfSeveralReceiversAreRemovedInOneTransaction() {
    send("n-a", 1);
    send("n-b", 2);
    long before = store.commitCount();
    store.outbox().remove(Map.of("n-a", 1L, "n-b", 1L));
    assertThat(store.commitCount() - before).isEqualTo(1);
    assertThat(store.outbox().receivers()).isEmpty();
  }
}
