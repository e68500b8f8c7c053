// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

/**
 * What may be done with a descriptor, in the bits of WASI preview 1. A program gets all that make
 * sense for what it opens, whatever it asks for, and may give rights up. Rights are a program's
 * guard against itself: what it may reach is decided by its mounts.
 *
 * @param base what may be done with it
 * @param inheriting what may be done with what is opened through it
 */
record Rights(long base, long inheriting) {
  static final long FD_DATASYNC = 1L;
  static final long FD_READ = 1L << 1;
  static final long FD_SEEK = 1L << 2;
  static final long FD_FDSTAT_SET_FLAGS = 1L << 3;
  static final long FD_SYNC = 1L << 4;
  static final long FD_TELL = 1L << 5;
  static final long FD_WRITE = 1L << 6;
  static final long FD_ADVISE = 1L << 7;
  static final long FD_ALLOCATE = 1L << 8;
  static final long PATH_CREATE_DIRECTORY = 1L << 9;
  static final long PATH_CREATE_FILE = 1L << 10;
  static final long PATH_LINK_SOURCE = 1L << 11;
  static final long PATH_LINK_TARGET = 1L << 12;
  static final long PATH_OPEN = 1L << 13;
  static final long FD_READDIR = 1L << 14;
  static final long PATH_READLINK = 1L << 15;
  static final long PATH_RENAME_SOURCE = 1L << 16;
  static final long PATH_RENAME_TARGET = 1L << 17;
  static final long PATH_FILESTAT_GET = 1L << 18;
  static final long PATH_FILESTAT_SET_SIZE = 1L << 19;
  static final long PATH_FILESTAT_SET_TIMES = 1L << 20;
  static final long FD_FILESTAT_GET = 1L << 21;
  static final long FD_FILESTAT_SET_SIZE = 1L << 22;
  static final long FD_FILESTAT_SET_TIMES = 1L << 23;
  static final long PATH_SYMLINK = 1L << 24;
  static final long PATH_REMOVE_DIRECTORY = 1L << 25;
  static final long PATH_UNLINK_FILE = 1L << 26;
  static final long POLL_FD_READWRITE = 1L << 27;

  private static final long FOLDER =
      FD_FDSTAT_SET_FLAGS
          | FD_DATASYNC
          | FD_SYNC
          | FD_ADVISE
          | PATH_CREATE_DIRECTORY
          | PATH_CREATE_FILE
          | PATH_LINK_SOURCE
          | PATH_LINK_TARGET
          | PATH_OPEN
          | FD_READDIR
          | PATH_READLINK
          | PATH_RENAME_SOURCE
          | PATH_RENAME_TARGET
          | PATH_FILESTAT_GET
          | PATH_FILESTAT_SET_SIZE
          | PATH_FILESTAT_SET_TIMES
          | FD_FILESTAT_GET
          | FD_FILESTAT_SET_TIMES
          | PATH_SYMLINK
          | PATH_REMOVE_DIRECTORY
          | PATH_UNLINK_FILE;

  private static final long FILE =
      FD_DATASYNC
          | FD_SEEK
          | FD_FDSTAT_SET_FLAGS
          | FD_SYNC
          | FD_TELL
          | FD_ADVISE
          | FD_FILESTAT_GET
          | FD_FILESTAT_SET_TIMES
          | POLL_FD_READWRITE;

  private static final long WRITABLE_FILE = FD_WRITE | FD_ALLOCATE | FD_FILESTAT_SET_SIZE;

  /** Those of a folder, and of all that is opened through it. */
  static final Rights OF_FOLDERS = new Rights(FOLDER, FOLDER | FILE | FD_READ | WRITABLE_FILE);

  static Rights ofFile(boolean readable, boolean writable) {
    return new Rights(FILE | (readable ? FD_READ : 0) | (writable ? WRITABLE_FILE : 0), 0);
  }

  boolean has(long right) {
    return (base & right) == right;
  }

  /** Refuses what is not allowed. */
  void require(long right) throws WasiException {
    if (!has(right)) {
      throw new WasiException(WasiErrno.NOTCAPABLE);
    }
  }

  /** Fewer rights; refuses to give more than there were. */
  Rights reducedTo(long newBase, long newInheriting) throws WasiException {
    if ((newBase & ~base) != 0 || (newInheriting & ~inheriting) != 0) {
      throw new WasiException(WasiErrno.NOTCAPABLE);
    }
    return new Rights(newBase, newInheriting);
  }

  /** These, as far as what they are opened through lets them be inherited. */
  Rights within(long inherited) {
    return new Rights(base & inherited, inheriting & inherited);
  }
}
