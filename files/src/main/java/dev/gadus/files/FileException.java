// SPDX-License-Identifier: Apache-2.0
package dev.gadus.files;

import java.io.IOException;
import java.io.Serial;
import java.util.List;

/**
 * A system call on a file failed. Carries the error number of Linux and no stack trace: programs in
 * a sandbox cause it at will.
 */
public final class FileException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  // Error numbers of Linux, the same on x86-64 and aarch64.

  /** Not permitted. */
  public static final int PERM = 1;

  /** There is no such name. */
  public static final int NOENT = 2;

  /** Input or output failed. */
  public static final int IO = 5;

  /** The descriptor is not open, or not for this. */
  public static final int BADF = 9;

  /** Try again. */
  public static final int AGAIN = 11;

  /** There is no memory left. */
  public static final int NOMEM = 12;

  /** Permission denied. */
  public static final int ACCES = 13;

  /** In use. */
  public static final int BUSY = 16;

  /** The name exists. */
  public static final int EXIST = 17;

  /** The names are on different file systems. */
  public static final int XDEV = 18;

  /** Not a folder. */
  public static final int NOTDIR = 20;

  /** A folder. */
  public static final int ISDIR = 21;

  /** An argument makes no sense. */
  public static final int INVAL = 22;

  /** The system has no descriptor left. */
  public static final int NFILE = 23;

  /** The process has no descriptor left. */
  public static final int MFILE = 24;

  /** A file would be too large. */
  public static final int FBIG = 27;

  /** No space is left. */
  public static final int NOSPC = 28;

  /** The file system is read-only. */
  public static final int ROFS = 30;

  /** The file has too many names. */
  public static final int MLINK = 31;

  /** A name is too long. */
  public static final int NAMETOOLONG = 36;

  /** The system has no such call. */
  public static final int NOSYS = 38;

  /** A folder is not empty. */
  public static final int NOTEMPTY = 39;

  /** There is a link where none is followed. */
  public static final int LOOP = 40;

  /** Not supported. */
  public static final int NOTSUP = 95;

  /** The quota is used up. */
  public static final int DQUOT = 122;

  private final int number;

  FileException(String call, long result, String what) {
    super("%s failed: errno=%d (%s), %s".formatted(call, -result, describe((int) -result), what));
    this.number = (int) -result;
  }

  /** The error number of Linux. */
  public int number() {
    return number;
  }

  /** The result, when it is none of an error. */
  static long check(String call, long result, List<String> names) throws FileException {
    if (result < 0) {
      throw new FileException(call, result, "name=" + String.join("/", names));
    }
    return result;
  }

  private static String describe(int number) {
    return switch (number) {
      case PERM -> "not permitted";
      case NOENT -> "no such file or folder";
      case BADF -> "not open for this";
      case ACCES -> "permission denied";
      case BUSY -> "in use";
      case EXIST -> "it exists";
      case XDEV -> "on another file system, or outside of the folder";
      case NOTDIR -> "not a folder";
      case ISDIR -> "a folder";
      case INVAL -> "invalid argument";
      case NFILE, MFILE -> "too many open files";
      case FBIG -> "too large";
      case NOSPC -> "no space left";
      case ROFS -> "read-only file system";
      case NAMETOOLONG -> "name too long";
      case NOTEMPTY -> "the folder is not empty";
      case LOOP -> "a link, which is not followed";
      case DQUOT -> "the quota is used up";
      default -> "error " + number;
    };
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
