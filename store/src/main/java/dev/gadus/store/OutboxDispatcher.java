// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.model.Envelope;
import dev.gadus.model.MessageSender;
import dev.gadus.model.UnreachableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings the messages of an outbox to their receivers: in order per receiver, at least once, each
 * receiver by a virtual thread of its own, so that one that is away holds up no other. A message is
 * removed from the outbox after its receiver has taken it; many removals share one transaction.
 * Until then it is sent again after a restart, and its receiver ignores it. Safe for use by several
 * threads.
 */
public final class OutboxDispatcher implements AutoCloseable {
  /** Messages read at a time: a few transactions' worth, little memory. */
  private static final int READ_AHEAD = 64;

  private final Outbox outbox;
  private final MessageSender sender;
  private final Settings settings;
  private final TroubleListener troubles;
  private final Consumer<Set<String>> onAppend = this::signal;
  private final Map<String, Courier> couriers = new HashMap<>();
  private final Remover remover = new Remover();
  private boolean started;
  private boolean closed;

  /** Hears of messages that could not be delivered. Called on the dispatcher's threads. */
  @FunctionalInterface
  public interface TroubleListener {
    /**
     * A message stays undelivered for now; it will be tried again.
     *
     * @param receiver who did not get its message, or empty when taken messages could not be
     *     removed
     * @param failures how often in a row
     * @param problem an {@link UnreachableException}, or what else the sender threw
     */
    void onTrouble(String receiver, int failures, Exception problem);
  }

  /**
   * Times that a dispatcher keeps.
   *
   * @param firstRetry how long to wait after a first failure; it doubles with each further one
   * @param longestRetry the most that it grows to
   * @param removalDelay how long taken messages are collected before they are removed together
   */
  public record Settings(Duration firstRetry, Duration longestRetry, Duration removalDelay) {
    /**
     * A blink for a receiver that starts in this moment, half a minute for one that is away, and a
     * delay that makes removals rare without making a restart repeat much.
     */
    public static final Settings DEFAULT =
        new Settings(Duration.ofMillis(50), Duration.ofSeconds(30), Duration.ofMillis(200));

    public Settings {
      if (firstRetry.isNegative() || firstRetry.isZero()) {
        throw new IllegalArgumentException(
            "firstRetry must be more than zero: firstRetry=" + firstRetry);
      }
      if (longestRetry.compareTo(firstRetry) < 0) {
        throw new IllegalArgumentException(
            "longestRetry must be firstRetry or more: longestRetry=" + longestRetry);
      }
      if (removalDelay.isNegative()) {
        throw new IllegalArgumentException(
            "removalDelay must be zero or more: removalDelay=" + removalDelay);
      }
    }

    Duration retry(int failures) {
      Duration delay = firstRetry;
      for (int i = 1; i < failures && delay.compareTo(longestRetry) < 0; i++) {
        delay = delay.multipliedBy(2);
      }
      return delay.compareTo(longestRetry) < 0 ? delay : longestRetry;
    }
  }

  /**
   * What waits for a receiver.
   *
   * @param waiting messages that it has not taken
   * @param failures how often in a row the first of them could not be delivered
   * @param problem why, the last time
   */
  public record Backlog(String receiver, long waiting, int failures, Optional<String> problem) {}

  public OutboxDispatcher(
      Outbox outbox, MessageSender sender, Settings settings, TroubleListener troubles) {
    this.outbox = outbox;
    this.sender = sender;
    this.settings = settings;
    this.troubles = troubles;
  }

  /** Starts to send: what waits already, and what comes. */
  public void start() {
    synchronized (this) {
      if (started) {
        throw new IllegalStateException("the dispatcher was started before");
      }
      started = true;
    }
    remover.thread.start();
    outbox.onAppend(onAppend);
    signal(Set.copyOf(outbox.receivers()));
  }

  private synchronized void signal(Set<String> receivers) {
    if (closed) {
      return;
    }
    for (String receiver : receivers) {
      couriers
          .computeIfAbsent(
              receiver,
              name -> {
                Courier courier = new Courier(name);
                courier.thread.start();
                return courier;
              })
          .signal();
    }
  }

  /** Tries at once to reach a receiver that is known to be back. */
  public void retryNow(String receiver) {
    Courier courier;
    synchronized (this) {
      courier = couriers.get(receiver);
    }
    if (courier != null) {
      courier.retryNow();
    }
  }

  /** What waits per receiver, in order; receivers for which nothing waits are left out. */
  public List<Backlog> backlog() {
    Map<String, Courier> known;
    synchronized (this) {
      known = new TreeMap<>(couriers);
    }
    List<Backlog> backlog = new ArrayList<>();
    for (Courier courier : known.values()) {
      Backlog one = courier.backlog();
      if (one.waiting() > 0) {
        backlog.add(one);
      }
    }
    return backlog;
  }

  /**
   * Stops: waits until messages that are being sent are through, removes those that were taken, and
   * leaves the others for the next start. A sender must not block for ever.
   */
  @Override
  public void close() {
    List<Courier> running;
    synchronized (this) {
      if (closed || !started) {
        closed = true;
        return;
      }
      closed = true;
      running = List.copyOf(couriers.values());
    }
    outbox.removeListener(onAppend);
    running.forEach(Courier::stop);
    running.forEach(courier -> join(courier.thread));
    remover.stop();
    join(remover.thread);
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends to one receiver. */
  private final class Courier {
    private final String receiver;
    private final Thread thread;
    private long taken;
    private boolean signalled;
    private boolean retry;
    private boolean stopping;
    private int failures;
    private @Nullable String problem;

    Courier(String receiver) {
      this.receiver = receiver;
      this.thread = Thread.ofVirtual().name("outbox to " + receiver).unstarted(this::run);
    }

    private void run() {
      while (awaitSignal()) {
        try {
          deliverAll();
        } catch (RuntimeException e) {
          // The outbox could not be read; what waits in it is looked for again.
          int count = failed(e);
          troubles.onTrouble(receiver, count, e);
          awaitRetry(settings.retry(count));
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
        uninterruptibleWait(this, 0);
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
        } catch (UnreachableException | RuntimeException e) {
          alone = true;
          int count = failed(e);
          troubles.onTrouble(receiver, count, e);
          awaitRetry(settings.retry(count));
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

    private synchronized int failed(Exception reason) {
      problem = String.valueOf(reason.getMessage());
      return ++failures;
    }

    private synchronized void awaitRetry(Duration delay) {
      long end = System.nanoTime() + delay.toNanos();
      while (!stopping && !retry) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          break;
        }
        uninterruptibleWait(this, left / 1_000_000 + 1);
      }
      retry = false;
    }

    private synchronized boolean isStopping() {
      return stopping;
    }

    synchronized void signal() {
      signalled = true;
      notifyAll();
    }

    synchronized void retryNow() {
      retry = true;
      notifyAll();
    }

    synchronized void stop() {
      stopping = true;
      notifyAll();
    }

    Backlog backlog() {
      long after;
      int failed;
      Optional<String> why;
      synchronized (this) {
        after = taken;
        failed = failures;
        why = Optional.ofNullable(problem);
      }
      return new Backlog(receiver, outbox.waiting(receiver, after), failed, why);
    }
  }

  /** Removes what was taken, a collection at a time. */
  private final class Remover {
    private final Thread thread = Thread.ofVirtual().name("outbox remover").unstarted(this::run);
    private final Map<String, Long> taken = new HashMap<>();
    private boolean stopping;
    private int failures;

    private void run() {
      while (true) {
        Map<String, Long> through;
        boolean last;
        synchronized (this) {
          while (taken.isEmpty() && !stopping) {
            uninterruptibleWait(this, 0);
          }
          linger();
          through = new HashMap<>(taken);
          taken.clear();
          last = stopping;
        }
        if (!through.isEmpty()) {
          remove(through);
        }
        if (last) {
          return;
        }
      }
    }

    private void remove(Map<String, Long> through) {
      try {
        outbox.remove(through);
        failures = 0;
      } catch (RuntimeException e) {
        // They stay in the outbox and are removed with later ones, or sent again after a restart.
        troubles.onTrouble("", ++failures, e);
      }
    }

    private synchronized void linger() {
      long end = System.nanoTime() + settings.removalDelay().toNanos();
      for (long left = 1; left > 0 && !stopping; left = end - System.nanoTime()) {
        uninterruptibleWait(this, Math.max(1, left / 1_000_000));
      }
    }

    synchronized void taken(String receiver, long sequence) {
      taken.put(receiver, sequence);
      notifyAll();
    }

    synchronized void stop() {
      stopping = true;
      notifyAll();
    }
  }

  /**
   * Waits, for every caller in its loop. Nobody interrupts the dispatcher's own threads; it stops
   * by a flag.
   */
  @SuppressWarnings("WaitNotInLoop")
  private static void uninterruptibleWait(Object monitor, long millis) {
    try {
      monitor.wait(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException("a thread of the dispatcher was interrupted", e);
    }
  }
}
