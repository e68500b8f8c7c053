// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * One line on standard error that tells a person how far a long operation is; in a pipe it stays
 * quiet.
 */
public final class Progress implements AutoCloseable {
  /** Often enough to look alive. */
  private static final Duration INTERVAL = Duration.ofMillis(250);

  private static final String CLEAR_LINE = "\r\033[K";

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;

  private Progress(Supplier<String> state, Output output) {
    Runnable show = output.hasPerson() ? () -> show(state, output.errors()) : () -> {};
    thread = Thread.ofVirtual().start(show);
  }

  /** Shows how long a file has become, counted from now. */
  public static Progress ofGrowingFile(String action, Path file, Output output) {
    return new Progress(() -> action + ": " + megabytes(file) + " written", output);
  }

  /** Shows how many pages were looked at; free ones and those behind others never are. */
  static Progress ofPages(String action, AtomicLong done, long all, Output output) {
    return new Progress(() -> action + ": " + done.get() + " of " + all + " pages", output);
  }

  /**
   * Shows how many pages were looked at, and when those are all, what is done next.
   *
   * @param done pages so far
   */
  public static Progress ofPages(
      String action, AtomicLong done, long all, String next, Output output) {
    return new Progress(
        () -> action + ": " + (done.get() < all ? done.get() + " of " + all + " pages" : next),
        output);
  }

  /** Shows how much of a file has been written that will have {@code bytes} bytes. */
  public static Progress ofCopy(String action, Path file, long bytes, Output output) {
    String whole = String.format("%.1f MB", bytes / 1e6);
    return new Progress(() -> action + ": " + megabytes(file) + " of " + whole, output);
  }

  /** Shows for how long something has been going on of which nothing else is known. */
  public static Progress ofTime(String action, InstantSource clock, Output output) {
    Instant start = clock.instant();
    return new Progress(
        () -> action + ": " + Duration.between(start, clock.instant()).toSeconds() + " s", output);
  }

  private static String megabytes(Path file) {
    try {
      return String.format("%.1f MB", Files.size(file) / 1e6);
    } catch (IOException e) {
      // Not made yet, or already moved to its final name.
      return "0 MB";
    }
  }

  private void show(Supplier<String> state, PrintStream errors) {
    try {
      while (!ended.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
        errors.print(CLEAR_LINE + state.get());
        errors.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    errors.print(CLEAR_LINE);
    errors.flush();
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
