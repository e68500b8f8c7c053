// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * An open database file. Positions and lengths are in bytes. Every method throws {@link
 * BoltException.Storage} when the operating system refuses. Interrupting a thread has no effect on
 * the file.
 */
interface StorageFile extends AutoCloseable {
  long size();

  /** Fills the target from the file, as far as the file reaches; returns how many bytes. */
  long read(long position, MemorySegment target);

  /** Writes the whole source. It is on disk after the next sync. */
  void write(long position, MemorySegment source);

  /** Sets the length of the file; new bytes are zero. */
  void resize(long size);

  /** Waits until what was written, and a changed length, is on disk. */
  void sync();

  /** Waits until what was written, and a length that is needed to read it, is on disk. */
  void syncData();

  /** Returns how many bytes the file system has for this file, as far as it tells. */
  long usableBytes();

  /** Maps the file from its start for reading. The mapping may be longer than the file. */
  Mapping map(long length);

  /** Takes the file's lock when it is free; returns whether it is ours. It ends with the file. */
  boolean tryLock(boolean exclusive);

  /** Returns whether this very file, and not another one, has this name now. */
  boolean isAt(Path path);

  @Override
  void close();
}
