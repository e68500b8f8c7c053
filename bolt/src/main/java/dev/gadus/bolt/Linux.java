// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The operating system, by its own calls. Linux on 64-bit little-endian processors alone. */
final class Linux implements OperatingSystem {
  private static final int ENOENT = 2;
  private static final int EACCES = 13;
  private static final int O_RDONLY = 0;
  private static final int O_RDWR = 2;
  private static final int O_CREAT = 0100;
  private static final int O_CLOEXEC = 02000000;

  private final LinuxCalls calls;

  private Linux(LinuxCalls calls) {
    this.calls = calls;
  }

  /** Returns the system that this program runs on, or says why the engine does not work on it. */
  static Linux current() {
    return new Linux(LinuxCalls.instance());
  }

  @Override
  public Optional<StorageFile> open(Path path, boolean writable) {
    int flags = (writable ? O_RDWR : O_RDONLY) | O_CLOEXEC;
    long result = calls.open(path.toString(), flags, 0);
    if (result == -ENOENT) {
      return Optional.empty();
    }
    return Optional.of(file(path, result));
  }

  @Override
  public StorageFile create(Path path, int fileMode) {
    return file(path, calls.open(path.toString(), O_RDWR | O_CREAT | O_CLOEXEC, fileMode));
  }

  private StorageFile file(Path path, long result) {
    LinuxCalls.check(result, "open", path, "");
    return new LinuxFile(calls, path, (int) result);
  }

  @Override
  public void syncName(Path path) {
    Path directory = directoryOf(path);
    long descriptor = calls.open(directory.toString(), O_RDONLY | O_CLOEXEC, 0);
    if (descriptor == -EACCES) {
      // Who may not list the folder cannot sync it. Then the sync of a file that was just made
      // has to do, which saves its name on the file systems that Linux is used with.
      return;
    }
    LinuxCalls.check(descriptor, "open", directory, "");
    try {
      LinuxCalls.check(calls.fsync((int) descriptor), "fsync", directory, "");
    } finally {
      calls.close((int) descriptor);
    }
  }

  private static Path directoryOf(Path path) {
    Path real = path.toAbsolutePath();
    try {
      real = path.toRealPath();
    } catch (IOException e) {
      // The name of what is open may be gone by now, and then it needs no sync.
    }
    Path directory = real.getParent();
    return directory == null ? real : directory;
  }

  @Override
  public int pageSize() {
    return calls.pageSize();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public void pause(long nanos) {
    LockSupport.parkNanos(nanos);
  }

  /** Compares a name with an open descriptor by device and inode. */
  static boolean isSameFile(Path path, int descriptor) {
    try {
      Path open = Path.of("/proc/self/fd/" + descriptor);
      return Files.isSameFile(path, open);
    } catch (IOException e) {
      return false;
    }
  }
}
