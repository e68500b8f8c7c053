// SPDX-License-Identifier: Apache-2.0
package dev.gadus.files;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.gadus.files.LinuxCalls.Call;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * How folders are opened below an open one, which no link and nobody's renaming leads astray: see
 * {@link HostFolder}. Works on descriptors, which are the caller's to close. Thread-safe.
 */
final class Opening {
  private static final int AT_FDCWD = -100;

  private static final int O_WRONLY = 1;
  private static final int O_RDWR = 2;
  private static final int O_CREAT = 0100;
  private static final int O_EXCL = 0200;
  private static final int O_NOCTTY = 0400;
  private static final int O_NONBLOCK = 04000;
  private static final int O_DIRECTORY = LinuxCalls.ARM ? 040000 : 0200000;
  private static final int O_NOFOLLOW = LinuxCalls.ARM ? 0100000 : 0400000;
  private static final int O_CLOEXEC = 02000000;
  private static final int O_PATH = 010000000;

  private static final int READ_FOLDER = O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  private static final int HANDLE = O_PATH | READ_FOLDER;

  // struct open_how of openat2: flags, mode, resolve.
  private static final int OPEN_HOW_BYTES = 24;
  private static final int RESOLVE_NO_MAGICLINKS = 2;
  private static final int RESOLVE_NO_SYMLINKS = 4;
  private static final int RESOLVE_BENEATH = 8;
  private static final int RESOLVE = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;

  /** Bytes of names that one call takes; the kernel's limit is 4,096. */
  private static final int MAX_PART_BYTES = 4000;

  /**
   * Whether {@code openat2} is used. Becomes false when the kernel does not have it; tests set it.
   */
  static volatile boolean openat2 = true;

  private Opening() {}

  /** The root of the host, as a handle. */
  static int root() throws IOException {
    return openPart(AT_FDCWD, "/", HANDLE, 0);
  }

  /** Another handle of a folder. */
  static int again(int folder) throws IOException {
    return openPart(folder, ".", HANDLE, 0);
  }

  /** A descriptor of a folder that can be listed and synced, which a handle cannot. */
  static int forReading(int folder) throws IOException {
    return openPart(folder, ".", READ_FOLDER, 0);
  }

  /** The flags to open a file with. It never blocks, whatever has come in its place. */
  static int flags(HostFolder.Access access, boolean createNew) {
    int mode =
        switch (access) {
          case READ -> 0;
          case WRITE -> O_WRONLY;
          case READ_AND_WRITE -> O_RDWR;
        };
    int create = createNew ? O_CREAT | O_EXCL : 0;
    return mode | create | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  }

  /**
   * Opens a folder below another; that one itself for no names.
   *
   * @param close whether the other is closed, whatever happens
   */
  static int below(int from, boolean close, List<String> names) throws IOException {
    int at = from;
    int open = close ? from : -1;
    int done = 0;
    try {
      while (done < names.size()) {
        int end = partEnd(names, done);
        int next = openFolder(at, names.subList(done, end));
        if (open >= 0) {
          LinuxCalls.call(Call.CLOSE, open);
        }
        open = next;
        at = next;
        done = end;
      }
      int result = open;
      open = -1;
      return result;
    } finally {
      if (open >= 0) {
        LinuxCalls.call(Call.CLOSE, open);
      }
    }
  }

  private static int partEnd(List<String> names, int start) throws IOException {
    int bytes = 0;
    int end = start;
    while (end < names.size()) {
      bytes += HostName.bytes(names.get(end)).length + 1;
      if (end > start && bytes > MAX_PART_BYTES) {
        break;
      }
      end++;
    }
    return end;
  }

  // One call where openat2 is there; else one for each name.
  private static int openFolder(int from, List<String> names) throws IOException {
    names.forEach(Opening::requireName);
    if (openat2) {
      long result;
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment how = arena.allocate(OPEN_HOW_BYTES, 8);
        how.set(JAVA_LONG, 0, HANDLE);
        how.set(JAVA_LONG, 16, RESOLVE);
        MemorySegment path = path(arena, String.join("/", names));
        do {
          result =
              LinuxCalls.call(Call.OPENAT2, from, path.address(), how.address(), OPEN_HOW_BYTES);
        } while (result == -FileException.AGAIN);
      }
      if (result == -FileException.NOSYS) {
        openat2 = false;
      } else if (result != -FileException.PERM) {
        return (int) FileException.check("openat2", result, names);
      }
    }
    int at = from;
    for (String one : names) {
      try {
        int next = openPart(at, one, HANDLE, 0);
        if (at != from) {
          LinuxCalls.call(Call.CLOSE, at);
        }
        at = next;
      } catch (IOException e) {
        if (at != from) {
          LinuxCalls.call(Call.CLOSE, at);
        }
        throw e;
      }
    }
    return at;
  }

  private static int openPart(int from, String one, int flags, int mode) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      return (int)
          FileException.check(
              "openat",
              LinuxCalls.call(Call.OPENAT, from, path(arena, one).address(), flags, mode),
              List.of(one));
    }
  }

  static void requireName(String name) {
    if (name.isEmpty()
        || name.equals(".")
        || name.equals("..")
        || name.indexOf('/') >= 0
        || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("not a single name of a file, name='" + name + "'");
    }
  }

  static MemorySegment path(Arena arena, String text) throws IOException {
    byte[] bytes = HostName.bytes(text);
    MemorySegment path = arena.allocate(bytes.length + 1L);
    MemorySegment.copy(bytes, 0, path, JAVA_BYTE, 0, bytes.length);
    return path;
  }
}
