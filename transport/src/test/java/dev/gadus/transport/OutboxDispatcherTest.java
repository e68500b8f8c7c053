// SPDX-License-Identifier: Apache-2.0
package dev.gadus.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.gadus.model.Envelope;
import dev.gadus.model.IdSource;
import dev.gadus.model.Message;
import dev.gadus.model.MessageQueue;
import dev.gadus.model.MessageSender;
import dev.gadus.model.UnreachableException;
import dev.gadus.store.JobStore;
import dev.gadus.store.JobWriter;
import dev.gadus.store.StoreOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxDispatcherTest {
  private static final OutboxDispatcher.Options FAST =
      new OutboxDispatcher.Options(Duration.ofMillis(1), Duration.ofMillis(4), Duration.ZERO);

  /** Far beyond what any step takes; only a defect reaches it. */
  private static final long TIMEOUT_SECONDS = 30;

  @TempDir Path directory;
  private JobStore store;

  @BeforeEach
  void open() {
    store =
        JobStore.open(
            directory.resolve("requester.db"),
            StoreOptions.of("n-sender", "test", InstantSource.system(), IdSource.random()));
  }

  @AfterEach
  void verifyAndClose() {
    assertThat(store.verify()).isEmpty();
    store.close();
  }

  private static Message message(int number) {
    return new Message.AcceptBid("e-" + number);
  }

  private void write(Consumer<JobWriter> body) {
    store.write(writer -> {
      body.accept(writer);
      return true;
    });
  }

  private void send(String to, int number) {
    write(writer -> writer.send(to, message(number)));
  }

  private long commits() {
    return store.inspect(database -> database.statistics().commitCount());
  }

  private OutboxDispatcher dispatcher(MessageSender sender) {
    return new OutboxDispatcher(store.outbox(), sender, FAST, trouble -> {});
  }

  private static Envelope take(BlockingQueue<Envelope> queue) throws InterruptedException {
    Envelope envelope = queue.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    assertThat(envelope).as("a message within %s s", TIMEOUT_SECONDS).isNotNull();
    return java.util.Objects.requireNonNull(envelope);
  }

  @Test
  void whatWaitsAndWhatComesIsSentInOrderAndRemoved() throws InterruptedException {
    BlockingQueue<Envelope> received = new LinkedBlockingQueue<>();
    for (int i = 1; i <= 150; i++) {
      send("n-a", i);
    }
    try (OutboxDispatcher dispatcher = dispatcher(received::add)) {
      dispatcher.start();
      for (int i = 1; i <= 150; i++) {
        assertThat(take(received).sequence()).isEqualTo(i);
      }
      for (int i = 151; i <= 160; i++) {
        send("n-a", i);
        assertThat(take(received).sequence()).isEqualTo(i);
      }
      send("n-new", 1);
      assertThat(take(received).to()).isEqualTo("n-new");
    }
    assertThat(store.outbox().receivers()).isEmpty();
    assertThat(received).isEmpty();
  }

  @Test
  void messagesGoTogetherUntilOneOfThemIsNotTaken() throws InterruptedException {
    for (int i = 1; i <= 5; i++) {
      send("n-a", i);
    }
    BlockingQueue<List<Long>> together = new LinkedBlockingQueue<>();
    CountDownLatch third = new CountDownLatch(1);
    MessageSender sender =
        new MessageSender() {
          @Override
          public void send(Envelope envelope) throws UnreachableException {
            sendSome(List.of(envelope));
          }

          @Override
          public int sendSome(List<Envelope> envelopes) throws UnreachableException {
            List<Long> sequences = envelopes.stream().map(Envelope::sequence).toList();
            if (sequences.contains(3L) && third.getCount() > 0) {
              if (sequences.equals(List.of(3L))) {
                third.countDown();
              }
              throw new UnreachableException("message 3 is not taken yet");
            }
            together.add(sequences);
            return envelopes.size();
          }
        };
    try (OutboxDispatcher dispatcher = dispatcher(sender)) {
      dispatcher.start();
      assertThat(together.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isEqualTo(List.of(1L));
      assertThat(together.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isEqualTo(List.of(2L));
      assertThat(third.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(together.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isEqualTo(List.of(3L));
      assertThat(together.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isEqualTo(List.of(4L, 5L));
    }
    assertThat(store.outbox().receivers()).isEmpty();
  }

  @Test
  void aFlakySenderGetsEveryMessageAtLeastOnceAndInOrder() throws InterruptedException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Map<String, List<Long>> received = new ConcurrentHashMap<>();
    int receivers = 4;
    int messages = 60;
    CountDownLatch last = new CountDownLatch(receivers);
    MessageSender flaky =
        envelope -> {
          int luck;
          synchronized (random) {
            luck = random.nextInt(6);
          }
          if (luck == 0) {
            throw new UnreachableException("down");
          }
          List<Long> sequence =
              received.computeIfAbsent(envelope.to(), receiver -> new ArrayList<>());
          sequence.add(envelope.sequence());
          if (luck == 1) {
            throw new UnreachableException("taken, but the answer was lost");
          }
          if (luck == 2) {
            throw new IllegalStateException("a defect in the receiver");
          }
          if (envelope.sequence() == messages) {
            last.countDown();
          }
        };
    try (OutboxDispatcher dispatcher = dispatcher(flaky)) {
      dispatcher.start();
      for (int i = 1; i <= messages; i++) {
        for (int receiver = 0; receiver < receivers; receiver++) {
          send("n-" + receiver, i);
        }
      }
      assertThat(last.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)).as("seed %s", seed).isTrue();
    }
    for (List<Long> sequence : received.values()) {
      List<Long> once = new ArrayList<>();
      for (long number : sequence) {
        if (once.isEmpty() || once.getLast() != number) {
          once.add(number);
        }
      }
      assertThat(once).as("seed %s", seed).hasSize(messages).isSorted();
    }
    assertThat(store.outbox().receivers()).as("seed %s", seed).isEmpty();
  }

  @Test
  void aReceiverThatIsAwayHoldsUpNoOtherAndIsInTheBacklog() throws InterruptedException {
    BlockingQueue<Envelope> received = new LinkedBlockingQueue<>();
    CountDownLatch failedThreeTimes = new CountDownLatch(3);
    OutboxDispatcher.Options patient =
        new OutboxDispatcher.Options(Duration.ofMillis(1), Duration.ofHours(1), Duration.ZERO);
    Set<String> away = ConcurrentHashMap.newKeySet();
    away.add("n-away");
    MessageSender sender =
        envelope -> {
          if (away.contains(envelope.to())) {
            throw new UnreachableException("no route to " + envelope.to());
          }
          received.add(envelope);
        };
    try (OutboxDispatcher dispatcher =
        new OutboxDispatcher(
            store.outbox(), sender, patient, trouble -> failedThreeTimes.countDown())) {
      dispatcher.start();
      send("n-away", 1);
      send("n-away", 2);
      send("n-here", 1);
      assertThat(take(received).to()).isEqualTo("n-here");
      assertThat(failedThreeTimes.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
      // A message leaves the outbox after its receiver has it.
      assertTimeoutPreemptively(
          Duration.ofSeconds(TIMEOUT_SECONDS),
          () -> {
            while (dispatcher.backlog().size() > 1) {
              Thread.onSpinWait();
            }
          });
      List<OutboxDispatcher.Backlog> backlog = dispatcher.backlog();
      assertThat(backlog).extracting(OutboxDispatcher.Backlog::receiver).containsExactly("n-away");
      assertThat(backlog.getFirst().waiting()).isEqualTo(2);
      assertThat(backlog.getFirst().failures()).isGreaterThanOrEqualTo(3);
      assertThat(backlog.getFirst().problem()).contains("no route to n-away");

      away.clear();
      dispatcher.retryNow("n-away");
      dispatcher.retryNow("n-unknown");
      assertThat(take(received).sequence()).isEqualTo(1);
      assertThat(take(received).sequence()).isEqualTo(2);
    }
    assertThat(store.outbox().receivers()).isEmpty();
  }

  @Test
  void stoppingKeepsWhatWasNotTaken() throws InterruptedException {
    send("n-a", 1);
    send("n-a", 2);
    send("n-a", 3);
    CountDownLatch failed = new CountDownLatch(1);
    AtomicInteger attempts = new AtomicInteger();
    MessageSender takesOne =
        envelope -> {
          attempts.incrementAndGet();
          if (envelope.sequence() > 1) {
            throw new UnreachableException("down");
          }
        };
    OutboxDispatcher dispatcher =
        new OutboxDispatcher(
            store.outbox(),
            takesOne,
            new OutboxDispatcher.Options(
                Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1)),
            trouble -> failed.countDown());
    dispatcher.start();
    assertThat(failed.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
    dispatcher.close();
    dispatcher.close();
    assertThat(attempts).hasValue(2);
    assertThat(store.outbox().messages("n-a", 0, 10))
        .extracting(Envelope::sequence)
        .containsExactly(2L, 3L);
    send("n-a", 4);
    BlockingQueue<Envelope> received = new LinkedBlockingQueue<>();
    try (OutboxDispatcher next = dispatcher(received::add)) {
      next.start();
      for (long sequence = 2; sequence <= 4; sequence++) {
        assertThat(take(received).sequence()).isEqualTo(sequence);
      }
    }
  }

  @Test
  void removalsOfManyMessagesShareTransactions() throws InterruptedException {
    int messages = 500;
    write(writer -> {
      for (int i = 1; i <= messages; i++) {
        writer.send("n-" + i % 5, message(i));
      }
    });
    CountDownLatch all = new CountDownLatch(messages);
    long before = commits();
    try (OutboxDispatcher dispatcher =
        new OutboxDispatcher(
            store.outbox(),
            envelope -> all.countDown(),
            new OutboxDispatcher.Options(
                Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofHours(1)),
            trouble -> {})) {
      dispatcher.start();
      assertThat(all.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(store.outbox().receivers()).isEmpty();
    assertThat(commits() - before).isEqualTo(1);
  }

  @Test
  void aRemovalThatFailsIsToldAndMadeUpForByTheNextOne() throws InterruptedException {
    BlockingQueue<Trouble> troubles = new LinkedBlockingQueue<>();
    BlockingQueue<Envelope> received = new LinkedBlockingQueue<>();
    try (OutboxDispatcher dispatcher =
        new OutboxDispatcher(
            new OneFailedRemoval(store.outbox()), received::add, FAST, troubles::add)) {
      dispatcher.start();
      send("n-a", 1);
      assertThat(take(received).sequence()).isEqualTo(1);
      assertThat(troubles.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS))
          .extracting(Trouble::text)
          .isEqualTo(
              "messages that were taken are still in the outbox, and would be sent again after a"
                  + " restart: failures=1 java.lang.IllegalStateException: the disk is full");
      send("n-a", 2);
      assertThat(take(received).sequence()).isEqualTo(2);
    }
    assertThat(store.outbox().receivers()).isEmpty();
    assertThat(troubles).isEmpty();
  }

  /** The outbox of a store whose first removal fails. */
  private static final class OneFailedRemoval implements MessageQueue {
    private final MessageQueue outbox;
    private boolean failed;

    OneFailedRemoval(MessageQueue outbox) {
      this.outbox = outbox;
    }

    @Override
    public List<String> receivers() {
      return outbox.receivers();
    }

    @Override
    public List<Envelope> messages(String receiver, long afterSequence, int limit) {
      return outbox.messages(receiver, afterSequence, limit);
    }

    @Override
    public long waiting(String receiver, long afterSequence) {
      return outbox.waiting(receiver, afterSequence);
    }

    @Override
    public void remove(Map<String, Long> through) {
      if (!failed) {
        failed = true;
        throw new IllegalStateException("the disk is full");
      }
      outbox.remove(through);
    }

    @Override
    public void onAppend(Consumer<Set<String>> listener) {
      outbox.onAppend(listener);
    }

    @Override
    public void removeListener(Consumer<Set<String>> listener) {
      outbox.removeListener(listener);
    }
  }

  @Test
  void waitingTimesDoubleUpToTheirLimit() {
    OutboxDispatcher.Options options =
        new OutboxDispatcher.Options(Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ZERO);
    List<Duration> delays = new ArrayList<>();
    for (int failures : new int[] {1, 2, 3, 5, 6, 7, Integer.MAX_VALUE}) {
      delays.add(options.retry(failures));
    }
    assertThat(delays.stream().map(Duration::toMillis))
        .containsExactly(50L, 100L, 200L, 800L, 1000L, 1000L, 1000L);
    assertThat(new HashSet<>(delays)).hasSize(5);
  }
}
