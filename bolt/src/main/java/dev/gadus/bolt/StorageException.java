// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/** The operating system refused a call on the database file. */
public final class StorageException extends BoltException {
  private static final long serialVersionUID = 1L;

  /** "No space left on device"; all numbers are those of Linux. */
  private static final int ENOSPC = 28;

  /** "Disk quota exceeded". */
  private static final int EDQUOT = 122;

  /** "File too large": a limit of the process or of the file system. */
  private static final int EFBIG = 27;

  /** The operating system's error number; 0 when there is none. */
  private final int errorNumber;

  StorageException(String detail, int errorNumber) {
    super("storage error", detail);
    this.errorNumber = errorNumber;
  }

  /** Says beforehand that something would find no space. */
  static StorageException noRoom(String detail) {
    return new StorageException(detail, ENOSPC);
  }

  /** {@return the operating system's error number ({@code errno}), or 0 when there is none} */
  public int errorNumber() {
    return errorNumber;
  }

  /** {@return whether the call failed for want of space, so that it may succeed later} */
  public boolean isDiskFull() {
    return errorNumber == ENOSPC || errorNumber == EDQUOT || errorNumber == EFBIG;
  }
}
