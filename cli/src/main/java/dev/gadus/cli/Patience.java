// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.client.ClientException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Goes on asking a node that has answered before and does not now: it is being started again. Says
 * on standard error that it does, and gives up after a while. A node that never answered is not
 * asked again, for its address may be wrong. Any number of threads may share one.
 */
final class Patience {
  /** A node with large files that are compacted at the start, on a machine that boots. */
  static final Duration DEFAULT = Duration.ofMinutes(2);

  /** Between two attempts; a refused connection costs next to nothing. */
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Duration limit;
  private final Supplier<String> hint;
  private final CountDownLatch ended = new CountDownLatch(1);

  /* Guarded by this. */
  private Consumer<String> say;
  private boolean known;
  private boolean away;
  private long awaySinceNanos;

  /**
   * @param limit how long a node may be away
   * @param hint what to do when it was away for longer
   */
  Patience(PrintStream err, Duration limit, Supplier<String> hint) {
    this.say = err::println;
    this.limit = limit;
    this.hint = hint;
  }

  /** The patience of a command that waits for a job of this id. */
  static Patience forJob(PrintStream err, String id) {
    return new Patience(
        err,
        DEFAULT,
        () ->
            "job %s goes on: when the node is back, 'gadus job history %1$s --follow' shows it"
                .formatted(id));
  }

  /** From now on says through this what it has to say, such as above a block that changes. */
  synchronized void sayThrough(Consumer<String> other) {
    say = other;
  }

  /** The answer of the node. */
  <T> T ask(Supplier<T> question) {
    Optional<T> answer = ask(question, Optional.empty());
    return answer.orElseThrow(() -> new IllegalStateException("there is no time that ends"));
  }

  /**
   * The answer of the node.
   *
   * @param atMost how long to ask on when the node is away; absent for as long as it may be
   * @return empty when that time was over
   */
  <T> Optional<T> ask(Supplier<T> question, Optional<Duration> atMost) {
    long begin = System.nanoTime();
    while (true) {
      try {
        T answer = question.get();
        answered();
        return Optional.of(answer);
      } catch (ClientException.Unreachable e) {
        lost(e);
      }
      Optional<Duration> left = atMost.map(time -> time.minusNanos(System.nanoTime() - begin));
      if (left.isPresent() && !left.get().isPositive()) {
        return Optional.empty();
      }
      pause(left.filter(time -> time.compareTo(PAUSE) < 0).orElse(PAUSE));
    }
  }

  /** Says that the node is there. */
  synchronized void answered() {
    known = true;
    if (away) {
      away = false;
      say.accept("The node answers again.");
    }
  }

  /** Whether the node did not answer when it was asked last. */
  synchronized boolean isAway() {
    return away;
  }

  private synchronized void lost(ClientException.Unreachable e) {
    if (!known || ended.getCount() == 0 || Thread.currentThread().isInterrupted()) {
      throw e;
    }
    if (!away) {
      away = true;
      awaySinceNanos = System.nanoTime();
      say.accept("Waiting: %s; asking again for up to %d s".formatted(e.text(), limit.toSeconds()));
    } else if (System.nanoTime() - awaySinceNanos > limit.toNanos()) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE,
          "%s, for more than %d s".formatted(e.text(), limit.toSeconds()),
          hint.get());
    }
  }

  private void pause(Duration time) {
    try {
      boolean _ = ended.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.ERROR, "interrupted while waiting for the node", "");
    }
  }

  /** From now on nobody asks again. */
  void end() {
    ended.countDown();
  }
}
