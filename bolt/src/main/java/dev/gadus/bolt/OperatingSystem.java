// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.nio.file.Path;
import java.util.Optional;

/**
 * All that the engine asks from the operating system besides an open file. The real one is {@link
 * Linux}; tests put a simulated disk here.
 */
interface OperatingSystem {
  /** Opens an existing file; empty when there is none. */
  Optional<StorageFile> open(Path path, boolean writable);

  /**
   * Opens a file for writing and makes it, with these permission bits, when there is none; a link
   * is followed.
   */
  StorageFile create(Path path, int fileMode);

  /** Waits until the name of a file is on disk: that which links lead to. */
  void syncName(Path path);

  /**
   * Size in bytes of a memory page; the page size of a new database unless another is asked for.
   */
  int pageSize();

  /** Nanoseconds of a clock that only moves forward. */
  long nanoTime();

  /** Lets time pass; may return early, and does so when the thread is interrupted. */
  void pause(long nanos);
}
