// SPDX-License-Identifier: Apache-2.0
package dev.gadus.files;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/**
 * What can be known of a file without opening it. A value. Times are nanoseconds since 1970.
 *
 * @param kind what it is; a symbolic link is itself, not what it points to
 * @param device number of the host's file system
 * @param inode number of the file in it
 * @param links names that the file has
 */
public record FileStatus(
    Kind kind,
    long device,
    long inode,
    long links,
    long sizeBytes,
    long accessedNanos,
    long modifiedNanos,
    long changedNanos) {

  /** Bytes of the kernel's {@code struct stat} on either processor. */
  static final int NATIVE_BYTES = 144;

  private static final int TYPE_MASK = 0170000;
  private static final int TYPE_FOLDER = 0040000;
  private static final int TYPE_FILE = 0100000;
  private static final int TYPE_LINK = 0120000;

  /** Kinds of files. {@code OTHER} is a device, a pipe or a socket. */
  public enum Kind {
    /** A device, a pipe or a socket. */
    OTHER,
    /** A folder. */
    FOLDER,
    /** A plain file. */
    FILE,
    /** A symbolic link. */
    LINK
  }

  /**
   * What makes two names the same file.
   *
   * @param device number of the host's file system
   * @param inode number of the file in it
   */
  public record Identity(long device, long inode) {}

  /** What makes two names the same file. */
  public Identity identity() {
    return new Identity(device, inode);
  }

  static FileStatus of(MemorySegment stat) {
    // The two layouts differ in two fields alone.
    int mode = stat.get(JAVA_INT, LinuxCalls.ARM ? 16 : 24);
    long links =
        LinuxCalls.ARM ? Integer.toUnsignedLong(stat.get(JAVA_INT, 20)) : stat.get(JAVA_LONG, 16);
    return new FileStatus(
        kind(mode),
        stat.get(JAVA_LONG, 0),
        stat.get(JAVA_LONG, 8),
        links,
        stat.get(JAVA_LONG, 48),
        nanos(stat, 72),
        nanos(stat, 88),
        nanos(stat, 104));
  }

  private static long nanos(MemorySegment stat, long offset) {
    return stat.get(JAVA_LONG, offset) * 1_000_000_000L + stat.get(JAVA_LONG, offset + 8);
  }

  private static Kind kind(int mode) {
    return switch (mode & TYPE_MASK) {
      case TYPE_FOLDER -> Kind.FOLDER;
      case TYPE_FILE -> Kind.FILE;
      case TYPE_LINK -> Kind.LINK;
      default -> Kind.OTHER;
    };
  }
}
