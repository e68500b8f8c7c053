// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import java.nio.file.attribute.FileTime;
import java.util.Map;

/**
 * What a program may know of a file without opening it.
 *
 * @param kind what it is; a symbolic link is itself, not what it points to
 * @param device number of the host's file system
 * @param inode number of the file in it
 * @param links names that the file has
 */
record FileStatus(
    Kind kind,
    long device,
    long inode,
    long links,
    long sizeBytes,
    FileTime accessed,
    FileTime modified,
    FileTime changed) {

  /**
   * The attributes that {@link #of} reads; asking for all of them would look up the owner's name as
   * well.
   */
  static final String ATTRIBUTES =
      "unix:isRegularFile,isDirectory,isSymbolicLink,dev,ino,nlink,size,lastAccessTime,lastModifiedTime,ctime";

  /**
   * Kinds of files, with the number that WASI gives them. {@code OTHER} is a device, a pipe or a
   * socket.
   */
  enum Kind {
    OTHER(0),
    FOLDER(3),
    FILE(4),
    LINK(7);

    private final int wasiNumber;

    Kind(int wasiNumber) {
      this.wasiNumber = wasiNumber;
    }

    int wasiNumber() {
      return wasiNumber;
    }
  }

  /** What makes two names the same file. */
  record Identity(long device, long inode) {}

  Identity identity() {
    return new Identity(device, inode);
  }

  /**
   * A folder that is nowhere on the host: it is there only because something is mounted below it.
   */
  static FileStatus virtualFolder(long inode) {
    FileTime never = FileTime.fromMillis(0);
    return new FileStatus(Kind.FOLDER, 0, inode, 1, 0, never, never, never);
  }

  static FileStatus of(Map<String, Object> attributes) {
    return new FileStatus(
        kindOf(attributes),
        number(attributes, "dev"),
        number(attributes, "ino"),
        number(attributes, "nlink"),
        number(attributes, "size"),
        time(attributes, "lastAccessTime"),
        time(attributes, "lastModifiedTime"),
        time(attributes, "ctime"));
  }

  private static Kind kindOf(Map<String, Object> attributes) {
    if (Boolean.TRUE.equals(attributes.get("isSymbolicLink"))) {
      return Kind.LINK;
    }
    if (Boolean.TRUE.equals(attributes.get("isDirectory"))) {
      return Kind.FOLDER;
    }
    return Boolean.TRUE.equals(attributes.get("isRegularFile")) ? Kind.FILE : Kind.OTHER;
  }

  private static long number(Map<String, Object> attributes, String name) {
    return attributes.get(name) instanceof Number number ? number.longValue() : 0;
  }

  private static FileTime time(Map<String, Object> attributes, String name) {
    return attributes.get(name) instanceof FileTime time ? time : FileTime.fromMillis(0);
  }
}
