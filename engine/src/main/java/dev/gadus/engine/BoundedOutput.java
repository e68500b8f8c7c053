// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file that takes what a program prints, up to a limit. What comes after the limit is dropped
 * without an error, so that a chatty program still ends by itself. Bytes reach the file at once, so
 * that a reader can follow. Written by one thread.
 */
public final class BoundedOutput implements AutoCloseable {
  private final OutputStream file;
  private final long limitBytes;
  private final Runnable written;
  private long writtenBytes;
  private volatile boolean truncated;

  /**
   * Makes the file, which must not be there yet.
   *
   * @param written called whenever bytes have reached the file
   */
  public BoundedOutput(Path path, long limitBytes, Runnable written) throws IOException {
    this(Files.createFile(path).toFile(), limitBytes, written);
  }

  private BoundedOutput(File file, long limitBytes, Runnable written) throws IOException {
    // Not a channel: a program's stack may run out in the middle of a write, and closing a channel
    // then waits for ever for that write to end.
    this.file = new FileOutputStream(file, true);
    this.limitBytes = limitBytes;
    this.written = written;
  }

  /**
   * Takes a file that somebody has made, and which is empty.
   *
   * @param written called whenever bytes have reached the file
   */
  public static BoundedOutput into(Path path, long limitBytes, Runnable written)
      throws IOException {
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new NoSuchFileException(path.toString(), null, "a file for output is to be there");
    }
    return new BoundedOutput(path.toFile(), limitBytes, written);
  }

  /** Writes as much of the bytes as the limit leaves. */
  public void write(byte[] bytes, int length) throws IOException {
    int kept = (int) Math.min(length, limitBytes - writtenBytes);
    if (kept < length) {
      truncated = true;
    }
    if (kept > 0) {
      file.write(bytes, 0, kept);
      writtenBytes += kept;
      written.run();
    }
  }

  /** Whether something was dropped. */
  public boolean truncated() {
    return truncated;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
