// SPDX-License-Identifier: Apache-2.0
package dev.gadus.compute;

import dev.gadus.engine.Utf8;
import dev.gadus.model.ResultPath;
import dev.gadus.model.RunOutput;
import dev.gadus.store.Watch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Reads what a program prints while it runs, or afterwards. Used by one thread at a time. */
public final class LogStream implements AutoCloseable {
  private static final int PART_BYTES = 32 * 1024;

  /** A follower is woken when there is something to see; this only bounds one wait. */
  private static final Duration ONE_WAIT = Duration.ofHours(1);

  /** One of the two files that are read. */
  private static final class Source {
    private final boolean error;
    private final Path path;
    private final byte[] buffer = new byte[PART_BYTES];
    private long skip;
    private int held;
    private @Nullable InputStream file;

    Source(boolean error, Path path) {
      this.error = error;
      this.path = path;
    }

    /**
     * The next text, if there is some; {@code last} hands out a cut character at the end as well.
     */
    Optional<LogPart> read(boolean last) throws IOException {
      InputStream open = open();
      if (open == null) {
        return Optional.empty();
      }
      int got = open.read(buffer, held, buffer.length - held);
      held += Math.max(0, got);
      int length = last && got <= 0 ? held : Utf8.completeLength(buffer, held);
      if (length == 0) {
        return Optional.empty();
      }
      String text = new String(buffer, 0, length, StandardCharsets.UTF_8);
      System.arraycopy(buffer, length, buffer, 0, held - length);
      held -= length;
      return Optional.of(new LogPart(error, text));
    }

    void skipWhatIsThere() throws IOException {
      skip = Files.exists(path) ? Files.size(path) : 0;
    }

    private @Nullable InputStream open() throws IOException {
      if (file == null) {
        try {
          file = Files.newInputStream(path);
          file.skipNBytes(skip);
        } catch (NoSuchFileException e) {
          return null;
        }
      }
      return file;
    }

    void close() throws IOException {
      if (file != null) {
        file.close();
      }
    }
  }

  private final Source stdout;
  private final Source stderr;
  private final Deque<LogPart> stored = new ArrayDeque<>();
  private final Optional<Watch> watch;
  private final BooleanSupplier ended;
  private final Runnable onClose;

  private LogStream(Path folder, Optional<Watch> watch, BooleanSupplier ended, Runnable onClose) {
    this.stdout = new Source(false, folder.resolve(ResultPath.STDOUT));
    this.stderr = new Source(true, folder.resolve(ResultPath.STDERR));
    this.watch = watch;
    this.ended = ended;
    this.onClose = onClose;
  }

  /** Reads what the two files in a folder hold now. */
  static LogStream ofFiles(Path folder) {
    return new LogStream(folder, Optional.empty(), () -> true, () -> {});
  }

  /**
   * Reads the two files in a folder, which need not be there yet, while they grow.
   *
   * @param watch is woken when something was printed or the execution's state has changed
   * @param ended whether nothing more will be printed
   * @param onClose what to do when the stream is closed
   */
  static LogStream following(Path folder, Watch watch, BooleanSupplier ended, Runnable onClose) {
    return new LogStream(folder, Optional.of(watch), ended, onClose);
  }

  /** Reads what was reported of a run whose files are gone. */
  static LogStream of(Path folder, RunOutput output) {
    LogStream stream = ofFiles(folder);
    if (!output.stdout().isEmpty()) {
      stream.stored.add(new LogPart(false, output.stdout()));
    }
    if (!output.stderr().isEmpty()) {
      stream.stored.add(new LogPart(true, output.stderr()));
    }
    return stream;
  }

  /** Leaves out what was printed until now. */
  void skipWhatIsThere() throws IOException {
    stdout.skipWhatIsThere();
    stderr.skipWhatIsThere();
  }

  /**
   * The next part; empty at the end. A reader that follows waits for it.
   *
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public Optional<LogPart> next() throws IOException, InterruptedException {
    if (!stored.isEmpty()) {
      return Optional.of(stored.remove());
    }
    while (true) {
      // Asked before reading: what was printed before the end is read after it.
      boolean last = watch.isEmpty() || ended.getAsBoolean();
      Optional<LogPart> part = stdout.read(last);
      if (part.isEmpty()) {
        part = stderr.read(last);
      }
      if (part.isPresent() || last) {
        return part;
      }
      // What is printed from here on wakes the watch, also before it waits.
      boolean _ = watch.get().await(ONE_WAIT);
    }
  }

  @Override
  public void close() throws IOException {
    onClose.run();
    try {
      stdout.close();
    } finally {
      stderr.close();
    }
  }
}
