// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

import dev.gadus.api.Health;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a node is alive, and whether it is ready. Its parts mend themselves where they can; a
 * part that says it is past that makes the node useless in a way that nobody would see, and so the
 * node is ended: whoever supervises the process starts it anew, from what is on disk. Looked at
 * every second, and whenever somebody asks. Thread-safe.
 */
final class Vitals implements Health, AutoCloseable {
  static final Duration INTERVAL = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(Vitals.class);

  private final Consumer<String> onFatal;
  private final List<Part> parts = new CopyOnWriteArrayList<>();
  private final List<Part> needs = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable String> fatal = new AtomicReference<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean started;
  private Optional<String> saidNotReady = Optional.empty();

  private record Part(String name, Supplier<Optional<String>> trouble) {
    Optional<String> look() {
      try {
        return trouble.get().map(text -> "the %s: %s".formatted(name, text));
      } catch (RuntimeException | Error e) {
        return Optional.of("the %s cannot be looked at: %s".formatted(name, e));
      }
    }
  }

  /**
   * @param onFatal is told once why the node has to end; returns soon, since it may be called by
   *     whoever asks
   */
  Vitals(Consumer<String> onFatal) {
    this.onFatal = onFatal;
    // No virtual thread: what is wrong may be with those.
    this.thread = Thread.ofPlatform().daemon().name("vitals").unstarted(this::run);
  }

  /**
   * Adds a part without which the node is useless.
   *
   * @param trouble what is wrong with it for good
   */
  void add(String name, Supplier<Optional<String>> trouble) {
    parts.add(new Part(name, trouble));
  }

  /**
   * Adds what the node needs to take jobs.
   *
   * @param trouble what is wrong with it at the moment
   */
  void addNeed(String name, Supplier<Optional<String>> trouble) {
    needs.add(new Part(name, trouble));
  }

  /** All parts have been started: from now on they are looked at. */
  void start() {
    started = true;
    thread.start();
  }

  private void run() {
    try {
      while (!closed.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
        look();
        sayWhetherReady();
      }
    } catch (InterruptedException e) {
      end("nobody looks after its parts any more: the thread that did was interrupted");
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void look() {
    if (!started || isClosed()) {
      return;
    }
    parts.stream().map(Part::look).flatMap(Optional::stream).findFirst().ifPresent(this::end);
  }

  private void sayWhetherReady() {
    Optional<String> now = notReady();
    if (!now.equals(saidNotReady) && !isClosed()) {
      now.ifPresentOrElse(
          problem -> LOG.warn("the node is not ready: {}", problem),
          () -> LOG.info("the node is ready again"));
      saidNotReady = now;
    }
  }

  /** Ends the node, unless it is being closed: then parts are expected to end. */
  private void end(String reason) {
    if (!isClosed() && fatal.compareAndSet(null, reason)) {
      LOG.error("the node has to end: {}", reason);
      onFatal.accept(reason);
    }
  }

  @Override
  public void outOfMemory(OutOfMemoryError error) {
    end("its memory is exhausted: " + error);
  }

  @Override
  public Optional<String> dying() {
    look();
    return Optional.ofNullable(fatal.get());
  }

  @Override
  public Optional<String> notReady() {
    if (isClosed()) {
      return Optional.of("the node stops");
    }
    if (!started) {
      return Optional.of("the node starts");
    }
    return dying().or(() -> needs.stream().map(Part::look).flatMap(Optional::stream).findFirst());
  }

  /** The node stops: its parts may end from now on. */
  @Override
  public void close() {
    closed.countDown();
  }
}
