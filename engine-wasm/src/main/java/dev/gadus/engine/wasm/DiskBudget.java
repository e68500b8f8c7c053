// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

/**
 * Counts the bytes and files that one running program has in its writable mounts against its
 * limits, and remembers when it wanted more. Bytes are counted by the size of files as a reader
 * would see it, holes included: that is what publishing them costs. Used by the program's own
 * thread; {@link #exceeded} may be read by others after that thread has ended.
 */
final class DiskBudget {
  private final long limitBytes;
  private final int limitFiles;
  private long usedBytes;
  private int files;
  private boolean exceeded;

  DiskBudget(long limitBytes, int limitFiles) {
    this.limitBytes = limitBytes;
    this.limitFiles = limitFiles;
  }

  long limitBytes() {
    return limitBytes;
  }

  int limitFiles() {
    return limitFiles;
  }

  /** Whether the program was ever refused space or a file because of its limits. */
  boolean exceeded() {
    return exceeded;
  }

  /**
   * Takes space for a file that grows.
   *
   * @throws WasiException with {@link WasiErrno#NOSPC} if it is not there; nothing is taken then
   */
  void takeBytes(long bytes) throws WasiException {
    if (bytes > limitBytes - usedBytes) {
      exceeded = true;
      throw new WasiException(WasiErrno.NOSPC);
    }
    usedBytes += bytes;
  }

  /**
   * Gives back the space of a file that became smaller, or that is gone and has no open descriptor.
   */
  void returnBytes(long bytes) {
    // A file that was there before the program ran, in a folder lent to it, was never taken from
    // the budget.
    usedBytes = Math.max(0, usedBytes - bytes);
  }

  /**
   * Takes one file or folder that is made.
   *
   * @throws WasiException with {@link WasiErrno#NOSPC} if there are as many as there may be
   */
  void takeFile() throws WasiException {
    if (files >= limitFiles) {
      exceeded = true;
      throw new WasiException(WasiErrno.NOSPC);
    }
    files++;
  }

  /** Gives back one file or folder that is gone. */
  void returnFile() {
    files = Math.max(0, files - 1);
  }
}
