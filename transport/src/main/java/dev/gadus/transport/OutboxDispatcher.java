// SPDX-License-Identifier: Apache-2.0
package dev.gadus.transport;

import dev.gadus.model.MessageQueue;
import dev.gadus.model.MessageSender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Brings the messages of a store's outbox to their receivers: in order per receiver, at least once,
 * each receiver by a virtual thread of its own, so that one that is away holds up no other. A
 * message is removed from the outbox after its receiver has taken it; many removals share one
 * transaction. Until then it is sent again after a restart, and its receiver ignores it. Safe for
 * use by several threads.
 */
public final class OutboxDispatcher implements AutoCloseable {
  private final MessageQueue outbox;
  private final MessageSender sender;
  private final Options options;
  private final Consumer<Trouble> troubles;
  private final Consumer<Set<String>> onAppend = this::signal;
  private final Map<String, Courier> couriers = new HashMap<>();
  private final Remover remover;
  private boolean started;
  private boolean closed;

  /**
   * Times that a dispatcher keeps.
   *
   * @param firstRetry how long to wait after a first failure; it doubles with each further one
   * @param longestRetry the most that it grows to
   * @param removalDelay how long taken messages are collected before they are removed together
   */
  public record Options(Duration firstRetry, Duration longestRetry, Duration removalDelay) {
    /**
     * A blink for a receiver that starts in this moment, half a minute for one that is away, and a
     * delay that makes removals rare without making a restart repeat much.
     */
    public static final Options DEFAULT =
        new Options(Duration.ofMillis(50), Duration.ofSeconds(30), Duration.ofMillis(200));

    public Options {
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

  /**
   * A dispatcher that does nothing yet.
   *
   * @param troubles hears of messages that could not be delivered or removed, on the dispatcher's
   *     threads
   */
  public OutboxDispatcher(
      MessageQueue outbox, MessageSender sender, Options options, Consumer<Trouble> troubles) {
    this.outbox = outbox;
    this.sender = sender;
    this.options = options;
    this.troubles = troubles;
    this.remover = new Remover(outbox, options.removalDelay(), troubles);
  }

  /** Starts to send: what waits already, and what comes. */
  public void start() {
    synchronized (this) {
      if (started) {
        throw new IllegalStateException("the dispatcher was started before");
      }
      started = true;
    }
    remover.start();
    outbox.onAppend(onAppend);
    signal(Set.copyOf(outbox.receivers()));
  }

  private synchronized void signal(Set<String> receivers) {
    if (closed) {
      return;
    }
    for (String receiver : receivers) {
      couriers.computeIfAbsent(receiver, this::startCourier).signal();
    }
  }

  private Courier startCourier(String receiver) {
    Courier courier = new Courier(receiver, outbox, sender, options, remover, troubles);
    courier.start();
    return courier;
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

  /**
   * What is wrong with it for good: one of its threads has ended although nobody closed it. That
   * messages wait for a receiver that is away is no trouble.
   */
  public Optional<String> trouble() {
    List<Courier> running;
    synchronized (this) {
      if (closed || !started) {
        return Optional.empty();
      }
      running = List.copyOf(couriers.values());
    }
    return running.stream()
        .map(Courier::trouble)
        .flatMap(Optional::stream)
        .findFirst()
        .or(remover::trouble);
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
    running.forEach(Courier::join);
    remover.stop();
    remover.join();
  }
}
