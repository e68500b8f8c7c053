// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An open file of a {@link SimulatedDisk}; the lock belongs to it. */
final class SimulatedHandle implements StorageFile {
  private final SimulatedDisk disk;
  private final Path path;
  private final SimulatedFile file;
  private @Nullable Boolean lockedExclusively;
  private boolean closed;

  SimulatedHandle(SimulatedDisk disk, Path path, SimulatedFile file) {
    this.disk = disk;
    this.path = path;
    this.file = file;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the engine used a file that it had closed: path=" + path);
    }
  }

  @Override
  public long size() {
    synchronized (disk) {
      requireOpen();
      return file.length();
    }
  }

  @Override
  public long read(long position, MemorySegment target) {
    synchronized (disk) {
      requireOpen();
      return file.read(position, target);
    }
  }

  @Override
  public void write(long position, MemorySegment source) {
    requireOpen();
    disk.write(path, file, position, source);
  }

  @Override
  public void resize(long size) {
    requireOpen();
    disk.resize(path, file, size);
  }

  @Override
  public void sync() {
    requireOpen();
    disk.sync(path, file, false);
  }

  @Override
  public void syncData() {
    requireOpen();
    disk.sync(path, file, true);
  }

  @Override
  public long usableBytes() {
    requireOpen();
    return disk.usableBytes();
  }

  @Override
  public Mapping map(long length) {
    requireOpen();
    return disk.map(path, file, length);
  }

  @Override
  public boolean tryLock(boolean exclusive) {
    synchronized (disk) {
      requireOpen();
      if (lockedExclusively != null || !file.lock(exclusive)) {
        return false;
      }
      lockedExclusively = exclusive;
      return true;
    }
  }

  @Override
  public boolean isAt(Path name) {
    return disk.isAt(name, file);
  }

  @Override
  public void close() {
    synchronized (disk) {
      if (!closed && lockedExclusively != null) {
        file.unlock(lockedExclusively);
      }
      closed = true;
      disk.closed(this);
    }
  }
}
