// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import org.jspecify.annotations.Nullable;

/**
 * The root of everything that the engine throws. Each nested class is one condition; its message
 * starts with the text that Go's bbolt gives the same condition, then says what was attempted and
 * with which values.
 */
public abstract sealed class BoltException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The message, which is never absent. */
  private final String text;

  private BoltException(String condition, String detail) {
    this(condition, detail, null);
  }

  private BoltException(String condition, String detail, @Nullable Throwable cause) {
    super(message(condition, detail), cause);
    this.text = message(condition, detail);
  }

  private static String message(String condition, String detail) {
    return detail.isEmpty() ? condition : condition + ": " + detail;
  }

  /** {@return the message, which is never absent} */
  public final String text() {
    return text;
  }

  /** A bucket of this name exists already. */
  public static final class BucketExists extends BoltException {
    private static final long serialVersionUID = 1L;

    BucketExists(String detail) {
      super("bucket already exists", detail);
    }
  }

  /** A bucket's name may not be empty. */
  public static final class BucketNameRequired extends BoltException {
    private static final long serialVersionUID = 1L;

    BucketNameRequired(String detail) {
      super("bucket name required", detail);
    }
  }

  /** The named bucket does not exist. */
  public static final class BucketNotFound extends BoltException {
    private static final long serialVersionUID = 1L;

    BucketNotFound(String detail) {
      super("bucket not found", detail);
    }
  }

  /** Both meta pages are damaged: their checksums do not match what they hold. */
  public static final class Checksum extends BoltException {
    private static final long serialVersionUID = 1L;

    Checksum(String detail) {
      super("checksum error", detail);
    }
  }

  /**
   * The file breaks the rules of the format. The page that was being read is named; nothing was
   * changed.
   */
  public static final class CorruptDatabase extends BoltException {
    private static final long serialVersionUID = 1L;

    /** The page of {@link #pageId()} when no single page is to blame. */
    public static final long NO_PAGE = -1;

    /** The damaged page, or {@link #NO_PAGE}. */
    private final long pageId;

    CorruptDatabase(long pageId, String detail) {
      super("corrupt database", pageId == NO_PAGE ? detail : "page " + pageId + ": " + detail);
      this.pageId = pageId;
    }

    private CorruptDatabase(long pageId, String detail, Throwable cause) {
      super(
          "corrupt database", pageId == NO_PAGE ? detail : "page " + pageId + ": " + detail, cause);
      this.pageId = pageId;
    }

    /** Says what a fault while reading mapped memory means. */
    static CorruptDatabase fileWasCut(InternalError fault) {
      return new CorruptDatabase(
          NO_PAGE, "the file was cut short by somebody else while it was open", fault);
    }

    /** {@return the number of the damaged page, or {@link #NO_PAGE}} */
    public long pageId() {
      return pageId;
    }
  }

  /**
   * An earlier write or sync failed, so what is on the disk is no longer known for sure. The
   * database refuses every further change; reading goes on from the last commit that was
   * acknowledged. The cause is the failure itself. Closing and opening again reads the truth from
   * the disk.
   */
  public static final class DatabaseFailed extends BoltException {
    private static final long serialVersionUID = 1L;

    DatabaseFailed(String detail, Throwable cause) {
      super("database failed", detail, cause);
    }
  }

  /** The database was closed before this call. */
  public static final class DatabaseNotOpen extends BoltException {
    private static final long serialVersionUID = 1L;

    DatabaseNotOpen(String detail) {
      super("database not open", detail);
    }
  }

  /** A write transaction was asked from a database that was opened read-only. */
  public static final class DatabaseReadOnly extends BoltException {
    private static final long serialVersionUID = 1L;

    DatabaseReadOnly(String detail) {
      super("database is in read-only mode", detail);
    }
  }

  /** A bucket was to be moved between two transactions. */
  public static final class DifferentDatabase extends BoltException {
    private static final long serialVersionUID = 1L;

    DifferentDatabase(String detail) {
      super("the source and target buckets are in different database files", detail);
    }
  }

  /** The file is shorter than its two meta pages. */
  public static final class FileTooSmall extends BoltException {
    private static final long serialVersionUID = 1L;

    FileTooSmall(long size, String detail) {
      super("file size too small " + size, detail);
    }
  }

  /** A bucket was used as a plain key, or a plain key as a bucket. */
  public static final class IncompatibleValue extends BoltException {
    private static final long serialVersionUID = 1L;

    IncompatibleValue(String detail) {
      super("incompatible value", detail);
    }
  }

  /**
   * The thread was interrupted while it waited for the lock of a file or for its turn to write.
   * What it was about to do was not begun; its interrupt flag is set.
   */
  public static final class InterruptedWait extends BoltException {
    private static final long serialVersionUID = 1L;

    InterruptedWait(String detail) {
      super("interrupted", detail);
    }
  }

  /** The file is not a bolt database: neither meta page carries the format's magic number. */
  public static final class InvalidDatabase extends BoltException {
    private static final long serialVersionUID = 1L;

    InvalidDatabase(String detail) {
      super("invalid database", detail);
    }
  }

  /** The operating system refused to map the file into memory. */
  public static final class InvalidMapping extends BoltException {
    private static final long serialVersionUID = 1L;

    InvalidMapping(String detail) {
      super("database isn't correctly mapped", detail);
    }
  }

  /** A key may not be empty. */
  public static final class KeyRequired extends BoltException {
    private static final long serialVersionUID = 1L;

    KeyRequired(String detail) {
      super("key required", detail);
    }
  }

  /** The key is longer than {@link Bucket#MAX_KEY_BYTES}. */
  public static final class KeyTooLarge extends BoltException {
    private static final long serialVersionUID = 1L;

    KeyTooLarge(String detail) {
      super("key too large", detail);
    }
  }

  /**
   * Another process, or another open database in this one, held the file's lock for longer than the
   * timeout.
   */
  public static final class LockTimeout extends BoltException {
    private static final long serialVersionUID = 1L;

    LockTimeout(String detail) {
      super("timeout", detail);
    }
  }

  /**
   * A function given to {@code view}, {@code update} or {@code batch} tried to end its transaction
   * itself.
   */
  public static final class ManagedTransaction extends BoltException {
    private static final long serialVersionUID = 1L;

    ManagedTransaction(String detail) {
      super("managed tx " + detail, "");
    }
  }

  /** The change would make the file longer than {@link Options#maxSize()}. */
  public static final class MaxSizeReached extends BoltException {
    private static final long serialVersionUID = 1L;

    MaxSizeReached(String detail) {
      super("database reached maximum size", detail);
    }
  }

  /** A bucket was to be moved to where it already is, or into itself. */
  public static final class SameBuckets extends BoltException {
    private static final long serialVersionUID = 1L;

    SameBuckets(String detail) {
      super("the source and target are the same bucket", detail);
    }
  }

  /** The operating system refused a call on the database file. */
  public static final class Storage extends BoltException {
    private static final long serialVersionUID = 1L;

    /** "No space left on device"; all numbers are those of Linux. */
    private static final int ENOSPC = 28;

    /** "Disk quota exceeded". */
    private static final int EDQUOT = 122;

    /** "File too large": a limit of the process or of the file system. */
    private static final int EFBIG = 27;

    /** The operating system's error number; 0 when there is none. */
    private final int errorNumber;

    Storage(String detail, int errorNumber) {
      super("storage error", detail);
      this.errorNumber = errorNumber;
    }

    /** Says beforehand that something would find no space. */
    static Storage noRoom(String detail) {
      return new Storage(detail, ENOSPC);
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

  /** The transaction had already ended, or the bucket was deleted in it. */
  public static final class TransactionClosed extends BoltException {
    private static final long serialVersionUID = 1L;

    TransactionClosed(String detail) {
      super("tx closed", detail);
    }
  }

  /** A change was asked from a read transaction. */
  public static final class TransactionNotWritable extends BoltException {
    private static final long serialVersionUID = 1L;

    TransactionNotWritable(String detail) {
      super("tx not writable", detail);
    }
  }

  /** The value is longer than {@link Bucket#MAX_VALUE_BYTES}. */
  public static final class ValueTooLarge extends BoltException {
    private static final long serialVersionUID = 1L;

    ValueTooLarge(String detail) {
      super("value too large", detail);
    }
  }

  /** The file has a format version that this engine does not know. */
  public static final class VersionMismatch extends BoltException {
    private static final long serialVersionUID = 1L;

    VersionMismatch(String detail) {
      super("version mismatch", detail);
    }
  }
}
