// SPDX-License-Identifier: Apache-2.0
package dev.gadus.files;

import dev.gadus.files.LinuxCalls.Call;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.List;
import java.util.OptionalLong;

/**
 * An open file: a descriptor of the system, which stays the same file whatever becomes of its name.
 * Used by one thread at a time. Data moves through memory outside of the Java heap, which is the
 * caller's.
 */
public final class HostFile implements AutoCloseable {
  private static final int F_SETFL = 4;
  private static final int O_APPEND = 02000;
  private static final int STREAM_BYTES = 64 * 1024;

  /** Where a position counts from. */
  public enum From {
    /** The beginning of the file. */
    START(0),
    /** The position that it has. */
    POSITION(1),
    /** The end of the file. */
    END(2);

    private final int number;

    From(int number) {
      this.number = number;
    }
  }

  private final int descriptor;
  private final String name;
  private boolean closed;

  HostFile(int descriptor, String name) {
    this.descriptor = descriptor;
    this.name = name;
  }

  private long check(String call, long result) throws FileException {
    return FileException.check(call, result, List.of(name));
  }

  private int descriptor() throws IOException {
    if (closed) {
      throw new IOException("the file is closed, name=" + name);
    }
    return descriptor;
  }

  private long transfer(Call call, MemorySegment memory, long position) throws IOException {
    if (!memory.isNative()) {
      throw new IllegalArgumentException("memory on the heap has no address: " + memory);
    }
    try {
      long result =
          LinuxCalls.call(call, descriptor(), memory.address(), memory.byteSize(), position);
      return check(call.name(), result);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  /** Reads at the file's position; 0 at its end. */
  public int read(MemorySegment target) throws IOException {
    return (int) transfer(Call.READ, target, 0);
  }

  /** Reads at a position of its own; 0 at the end of the file. */
  public int readAt(MemorySegment target, long position) throws IOException {
    return (int) transfer(Call.PREAD64, target, position);
  }

  /** Writes at the file's position, or at its end when it appends; may write less than asked. */
  public int write(MemorySegment source) throws IOException {
    return (int) transfer(Call.WRITE, source, 0);
  }

  /**
   * Writes at a position of its own; may write less than asked. A file that appends is appended to
   * all the same: that is how Linux has it.
   */
  public int writeAt(MemorySegment source, long position) throws IOException {
    return (int) transfer(Call.PWRITE64, source, position);
  }

  /** Moves the position and returns the new one. */
  public long seek(long offset, From from) throws IOException {
    return check("lseek", LinuxCalls.call(Call.LSEEK, descriptor(), offset, from.number));
  }

  /** Makes the file this long; the position stays. */
  public void truncate(long size) throws IOException {
    check("ftruncate", LinuxCalls.call(Call.FTRUNCATE, descriptor(), size, 0));
  }

  /** Whether each write goes to the end, in one step with finding it. */
  public void setAppend(boolean append) throws IOException {
    check("fcntl", LinuxCalls.call(Call.FCNTL, descriptor(), F_SETFL, append ? O_APPEND : 0));
  }

  /** Forces the data to disk, and with {@code all} what else there is to know of the file. */
  public void sync(boolean all) throws IOException {
    check("fsync", LinuxCalls.call(all ? Call.FSYNC : Call.FDATASYNC, descriptor()));
  }

  /** What the open file is now. */
  public FileStatus status() throws IOException {
    return HostFolder.statusOf(descriptor(), "", HostFolder.AT_EMPTY_PATH, List.of(name));
  }

  /** Sets the times that are given. */
  public void setTimes(OptionalLong accessedNanos, OptionalLong modifiedNanos) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment times = HostFolder.times(arena, accessedNanos, modifiedNanos);
      check("utimensat", LinuxCalls.call(Call.UTIMENSAT, descriptor(), 0, times.address(), 0));
    }
  }

  /** The content from the position on. The stream ends with the file and closes it. */
  public InputStream stream() {
    return new InputStream() {
      private final MemorySegment buffer = Arena.ofAuto().allocate(STREAM_BYTES);

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
          return 0;
        }
        int got = HostFile.this.read(buffer.asSlice(0, Math.min(length, STREAM_BYTES)));
        MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, target, offset, got);
        return got == 0 ? -1 : got;
      }

      @Override
      public void close() throws IOException {
        HostFile.this.close();
      }
    };
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      check("close", LinuxCalls.call(Call.CLOSE, descriptor));
    }
  }
}
