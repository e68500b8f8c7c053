// SPDX-License-Identifier: Apache-2.0
package dev.gadus.transport;

import dev.gadus.model.Envelope;
import dev.gadus.model.MessageQueue;
import dev.gadus.model.MessageSender;
import dev.gadus.model.UnreachableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends to one receiver, in order and each message until it was taken, on a virtual thread. What
 * was taken is left to the {@link Remover}. Thread-safe.
 */
final class Courier {
  /** Messages read at a time: a few transactions' worth, little memory. */
  private static final int READ_AHEAD = 64;

  private final String receiver;
  private final MessageQueue outbox;
  private final MessageSender sender;
  private final OutboxDispatcher.Options options;
  private final Remover remover;
  private final Consumer<Trouble> troubles;
  private final Thread thread;
  private long taken;
  private boolean signalled;
  private boolean retry;
  private boolean stopping;
  private int failures;
  private @Nullable String problem;

  Courier(
      String receiver,
      MessageQueue outbox,
      MessageSender sender,
      OutboxDispatcher.Options options,
      Remover remover,
      Consumer<Trouble> troubles) {
    this.receiver = receiver;
    this.outbox = outbox;
    this.sender = sender;
    this.options = options;
    this.remover = remover;
    this.troubles = troubles;
    this.thread = Thread.ofVirtual().name("outbox to " + receiver).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    while (awaitSignal()) {
      try {
        deliverAll();
      } catch (OutOfMemoryError e) {
        // Ends this thread, which ends the node: nobody knows what else went wrong.
        throw e;
      } catch (RuntimeException | Error e) {
        // The outbox could not be read; what waits in it is looked for again.
        awaitRetry(failed(e));
        signal();
      }
    }
  }

  /** Sends until nothing waits any more, or until it is time to stop. */
  private void deliverAll() {
    List<Envelope> messages = outbox.messages(receiver, taken, READ_AHEAD);
    while (!messages.isEmpty()) {
      List<Envelope> rest = messages;
      while (!rest.isEmpty()) {
        int delivered = deliver(rest);
        if (delivered == 0) {
          return;
        }
        rest = rest.subList(delivered, rest.size());
      }
      messages = outbox.messages(receiver, taken, READ_AHEAD);
    }
  }

  /** Waits for messages; false to stop. */
  private synchronized boolean awaitSignal() {
    while (!signalled && !stopping) {
      Threads.await(this, 0);
    }
    signalled = false;
    return !stopping;
  }

  /**
   * Sends the first of these messages, or some, until they were taken.
   *
   * @return how many; 0 when it is time to stop before that
   */
  private int deliver(List<Envelope> messages) {
    // After a failure the first goes alone: it may be a later one that its receiver cannot take.
    boolean alone = false;
    while (!isStopping()) {
      try {
        int sent = send(messages, alone);
        delivered(messages.get(sent - 1).sequence());
        return sent;
      } catch (OutOfMemoryError e) {
        throw e;
      } catch (UnreachableException | RuntimeException | Error e) {
        // Also after a defect: a message that was not taken must not be the end of all others.
        alone = true;
        awaitRetry(failed(e));
      }
    }
    return 0;
  }

  private int send(List<Envelope> messages, boolean alone) throws UnreachableException {
    if (alone) {
      sender.send(messages.getFirst());
      return 1;
    }
    return sender.sendSome(messages);
  }

  private void delivered(long sequence) {
    synchronized (this) {
      taken = sequence;
      failures = 0;
      problem = null;
    }
    remover.taken(receiver, sequence);
  }

  /**
   * Notes a failure and tells of it.
   *
   * @return how long to wait before the next attempt
   */
  private Duration failed(Throwable reason) {
    int count;
    synchronized (this) {
      problem = reason instanceof Error ? reason.toString() : String.valueOf(reason.getMessage());
      count = ++failures;
    }
    troubles.accept(new Trouble(Optional.of(receiver), count, reason));
    return options.retry(count);
  }

  private synchronized void awaitRetry(Duration delay) {
    long end = System.nanoTime() + delay.toNanos();
    while (!stopping && !retry) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        break;
      }
      Threads.await(this, left / 1_000_000 + 1);
    }
    retry = false;
  }

  private synchronized boolean isStopping() {
    return stopping;
  }

  /** Messages wait. */
  synchronized void signal() {
    signalled = true;
    notifyAll();
  }

  /** Ends the wait after a failure. */
  synchronized void retryNow() {
    retry = true;
    notifyAll();
  }

  /** Tells it to stop, after what is being sent. */
  synchronized void stop() {
    stopping = true;
    notifyAll();
  }

  /** Waits until it has stopped. */
  void join() {
    Threads.join(thread);
  }

  /** What is wrong with it for good: it has ended although nobody stopped it. */
  Optional<String> trouble() {
    return isStopping() ? Optional.empty() : Threads.end(thread);
  }

  OutboxDispatcher.Backlog backlog() {
    long after;
    int failed;
    Optional<String> why;
    synchronized (this) {
      after = taken;
      failed = failures;
      why = Optional.ofNullable(problem);
    }
    return new OutboxDispatcher.Backlog(receiver, outbox.waiting(receiver, after), failed, why);
  }
}
