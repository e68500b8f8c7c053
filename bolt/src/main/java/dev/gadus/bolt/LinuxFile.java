// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file by its descriptor. */
final class LinuxFile implements StorageFile {
  private static final int EINTR = 4;
  private static final int EWOULDBLOCK = 11;
  private static final int LOCK_SH = 1;
  private static final int LOCK_EX = 2;
  private static final int LOCK_NB = 4;

  /** Linux transfers at most 0x7ffff000 bytes in one call. */
  private static final long MAX_TRANSFER_BYTES = 1L << 30;

  private final LinuxCalls calls;

  /** For messages. */
  private final Path path;

  private final int descriptor;
  private boolean closed;

  LinuxFile(LinuxCalls calls, Path path, int descriptor) {
    this.calls = calls;
    this.path = path;
    this.descriptor = descriptor;
  }

  @Override
  public long size() {
    return check(calls.lseekEnd(descriptor), "lseek", "");
  }

  @Override
  public long read(long position, MemorySegment target) {
    long done = 0;
    while (done < target.byteSize()) {
      long length = Math.min(target.byteSize() - done, MAX_TRANSFER_BYTES);
      long result = calls.pread(descriptor, target.asSlice(done, length), length, position + done);
      if (result == -EINTR) {
        continue;
      }
      check(result, "pread", " position=" + (position + done) + " length=" + length);
      if (result == 0) {
        break;
      }
      done += result;
    }
    return done;
  }

  @Override
  public void write(long position, MemorySegment source) {
    long done = 0;
    while (done < source.byteSize()) {
      long length = Math.min(source.byteSize() - done, MAX_TRANSFER_BYTES);
      long result = calls.pwrite(descriptor, source.asSlice(done, length), length, position + done);
      if (result == -EINTR) {
        continue;
      }
      check(result, "pwrite", " position=" + (position + done) + " length=" + length);
      done += result;
    }
  }

  @Override
  public void resize(long size) {
    long result;
    do {
      result = calls.ftruncate(descriptor, size);
    } while (result == -EINTR);
    check(result, "ftruncate", " size=" + size);
  }

  @Override
  public void sync() {
    check(calls.fsync(descriptor), "fsync", "");
  }

  @Override
  public void syncData() {
    check(calls.fdatasync(descriptor), "fdatasync", "");
  }

  @Override
  public long usableBytes() {
    try {
      return Files.getFileStore(Path.of("/proc/self/fd/" + descriptor)).getUsableSpace();
    } catch (IOException e) {
      return Long.MAX_VALUE; // Who does not know the room finds out by writing.
    }
  }

  @Override
  @SuppressWarnings({"restricted", "MustBeClosedChecker"}) // the mapping closes it
  public Mapping map(long length) {
    long address = calls.mmap(length, descriptor);
    if (address < 0 && address > -4096) {
      throw new BoltException.InvalidMapping(
          "mmap failed: "
              + LinuxCalls.describe((int) -address)
              + " file="
              + path
              + " length="
              + length);
    }
    Arena arena = Arena.ofShared();
    MemorySegment segment =
        MemorySegment.ofAddress(address).reinterpret(length, arena, null).asReadOnly();
    return new Mapping(arena, segment, () -> calls.munmap(address, length));
  }

  @Override
  public boolean tryLock(boolean exclusive) {
    long result;
    do {
      result = calls.flock(descriptor, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB);
    } while (result == -EINTR);
    if (result == -EWOULDBLOCK) {
      return false;
    }
    check(result, "flock", "");
    return true;
  }

  @Override
  public boolean isAt(Path name) {
    return Linux.isSameFile(name, descriptor);
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      calls.close(descriptor);
    }
  }

  private long check(long result, String call, String values) {
    return LinuxCalls.check(result, call, path, values);
  }
}
