// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.client.GadusClient;
import dev.gadus.model.Event;
import dev.gadus.model.HistoryEntry;
import dev.gadus.model.IdSource;
import dev.gadus.model.Job;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Shows on standard error how a job that is waited for goes on: on a terminal as a block that
 * changes in place, elsewhere as a line for each event or not at all. Thread-safe.
 *
 * <p>Others who print to the terminal meanwhile do it through {@link #say}.
 */
final class RunProgress implements AutoCloseable {
  /** Times are shown in seconds. */
  private static final Duration TICK = Duration.ofSeconds(1);

  /** How much is shown. */
  enum Mode {
    /** The block on a terminal, nothing elsewhere. */
    AUTO,
    LINES,
    NONE
  }

  private enum Shape {
    BLOCK,
    LINES,
    NOTHING
  }

  private final PrintStream out;
  private final Shape shape;
  private final int width;
  private final Times times;
  private final InstantSource clock;
  private final Partitions partitions;
  private final ProgressState state;
  private final CountDownLatch closed = new CountDownLatch(1);
  private int drawn;

  private RunProgress(Context context, Shape shape, Partitions partitions, ProgressState state) {
    this.out = context.err();
    this.shape = shape;
    // One less, since some terminals go to the next line behind the last column.
    this.width = shape == Shape.BLOCK ? context.surroundings().width() - 1 : Integer.MAX_VALUE;
    this.times = context.surroundings().times(false);
    this.clock = InstantSource.system();
    this.partitions = partitions;
    this.state = state;
  }

  /** Starts to show; what there is to show comes through {@link #show}. */
  static RunProgress of(Context context, GadusClient client, String jobId, Mode mode) {
    Shape shape =
        switch (mode) {
          case AUTO ->
              context.surroundings().movesCursor()
                  ? Shape.BLOCK
                  : context.surroundings().interactive() ? Shape.LINES : Shape.NOTHING;
          case LINES -> Shape.LINES;
          case NONE -> Shape.NOTHING;
        };
    Partitions partitions = new Partitions(client, jobId, "");
    String shortId = IdSource.shortId(jobId);
    ProgressState state = new ProgressState(shortId, 0);
    if (shape == Shape.BLOCK) {
      Job job = client.job(jobId, "");
      String name = job.name().equals(jobId) ? shortId : "%s %s".formatted(shortId, job.name());
      state = new ProgressState(Table.oneLine(name), job.count());
    }
    RunProgress progress = new RunProgress(context, shape, partitions, state);
    if (shape == Shape.BLOCK) {
      // It ends by itself soon after the close, from when on it draws nothing.
      Thread.ofVirtual().name("progress").start(progress::tick);
    }
    return progress;
  }

  /** Shows what happened. */
  synchronized void show(List<HistoryEntry> entries) {
    if (shape == Shape.NOTHING) {
      return;
    }
    for (HistoryEntry entry : entries) {
      OptionalInt partition = partitions.of(entry.executionId());
      state.take(entry, partition);
      if (shape == Shape.LINES) {
        String time = times.brief(entry.time()).substring("yyyy-MM-dd ".length());
        out.printf("%s  %s%n", time, ProgressState.text(entry, partition));
      }
      String hint = entry.event().details().getOrDefault(Event.Detail.HINT, "");
      if (!hint.isEmpty()) {
        say("Hint:  " + Table.oneLine(hint));
      }
    }
    draw();
  }

  /** Prints a line that stays, above the block; also where nothing else is shown. */
  synchronized void say(String line) {
    erase();
    out.println(line);
    draw();
  }

  private void tick() {
    try {
      while (!closed.await(TICK.toNanos(), TimeUnit.NANOSECONDS)) {
        draw();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts it: it is closed", e);
    }
  }

  private synchronized void draw() {
    if (shape != Shape.BLOCK || closed.getCount() == 0) {
      return;
    }
    List<String> lines = state.lines(clock.instant(), width);
    StringBuilder block = new StringBuilder();
    if (drawn > 0) {
      block.append("\033[").append(drawn).append('A');
    }
    lines.forEach(line -> block.append("\r\033[2K").append(line).append('\n'));
    // What is left of a block that was longer.
    block.append("\033[J");
    drawn = lines.size();
    out.print(block);
    out.flush();
  }

  private void erase() {
    if (drawn > 0) {
      out.printf("\033[%dA\r\033[J", drawn);
      drawn = 0;
    }
  }

  /** Ends the showing; the block goes, since what follows says how the job ended. */
  @Override
  public synchronized void close() {
    if (closed.getCount() > 0 && drawn > 0) {
      String summary = state.lines(clock.instant(), width).get(1);
      erase();
      out.println(summary);
    }
    closed.countDown();
  }
}
