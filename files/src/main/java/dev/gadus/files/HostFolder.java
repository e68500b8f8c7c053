// SPDX-License-Identifier: Apache-2.0
package dev.gadus.files;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.gadus.files.LinuxCalls.Call;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An open folder of the host, and the way to what is below it and to nothing else. It is a
 * descriptor of the system: the same folder, whatever becomes of its name. Used by one thread at a
 * time, but for opening below it, which any number may do while it is open.
 *
 * <p>Whatever is reached is reached from here: {@code openat2} opens the folder above the last name
 * and refuses links and ways out ({@code RESOLVE_BENEATH}, {@code RESOLVE_NO_SYMLINKS}); where the
 * kernel does not have it, or a filter refuses it, each name is opened relative to the one before
 * with {@code O_NOFOLLOW}. What is then done to the last name is done relative to that folder
 * ({@code mkdirat}, {@code renameat} and their like), none of which follows a link there. No call
 * takes a path in one piece, so it does not matter what others do to the names meanwhile.
 *
 * <p>Names are single names in the form of {@link HostName}: no slash, not {@code .} or {@code ..}.
 */
public final class HostFolder implements AutoCloseable {
  static final int AT_EMPTY_PATH = 0x1000;
  private static final int AT_FDCWD = -100;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int AT_REMOVEDIR = 0x200;

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
  private static final int HANDLE = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

  // struct open_how of openat2: flags, mode, resolve.
  private static final int OPEN_HOW_BYTES = 24;
  private static final int RESOLVE_NO_MAGICLINKS = 2;
  private static final int RESOLVE_NO_SYMLINKS = 4;
  private static final int RESOLVE_BENEATH = 8;
  private static final int RESOLVE = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;

  /** Bytes of names that one call takes; the kernel's limit is 4,096. */
  private static final int MAX_PART_BYTES = 4000;

  private static final int MAX_LINK_BYTES = 4096;

  /** Much deeper than programs can make folders; one descriptor is open for each. */
  private static final int MAX_DELETE_DEPTH = 500;

  private static final int LIST_BYTES = 32 * 1024;
  private static final int FILE_MODE = 0666;
  private static final int FOLDER_MODE = 0777;
  private static final long UTIME_OMIT = (1L << 30) - 2;

  /**
   * Whether {@code openat2} is used. Becomes false when the kernel does not have it; tests set it.
   */
  static volatile boolean openat2 = true;

  /** What a file is opened for. */
  public enum Access {
    /** Reading. */
    READ,
    /** Writing. */
    WRITE,
    /** Both. */
    READ_AND_WRITE
  }

  private final int descriptor;
  private final String name;
  private volatile boolean closed;

  private HostFolder(int descriptor, String name) {
    this.descriptor = descriptor;
    this.name = name;
  }

  /** Whether this system can open folders in this way: Linux on x86-64 and aarch64. */
  public static boolean supported() {
    return LinuxCalls.supported();
  }

  /**
   * Makes ready what the calls use, on a thread that has stack for it: a class whose initialization
   * runs out of stack is unusable for the rest of the JVM's life.
   */
  public static void initialize() {
    if (supported()) {
      try (HostFolder root = open(Path.of("/"))) {
        root.status(List.of("a"));
        root.list(1);
      } catch (IOException e) {
        throw new UncheckedIOException("the root folder cannot be looked at", e);
      }
    }
  }

  /**
   * Opens a folder by its real path: where a link is on the way, it is refused.
   *
   * @throws IOException if it cannot be opened, or the path leads through a link
   */
  public static HostFolder open(Path realPath) throws IOException {
    String text = HostPath.text(realPath);
    List<String> names = new ArrayList<>(List.of(text.split("/", -1)));
    names.removeIf(String::isEmpty);
    int root = openPart(AT_FDCWD, "/", HANDLE, 0);
    return new HostFolder(descend(root, root, names), text);
  }

  private int descriptor() throws IOException {
    if (closed) {
      throw new IOException("the folder is closed, name=" + name);
    }
    return descriptor;
  }

  // ---- going down ----

  /** Opens a folder below; this one again for no names. */
  public HostFolder folder(List<String> names) throws IOException {
    String last = names.isEmpty() ? name : names.getLast();
    if (names.isEmpty()) {
      return new HostFolder(openPart(descriptor(), ".", HANDLE, 0), last);
    }
    return new HostFolder(descend(descriptor(), -1, names), last);
  }

  // Opens what is below a folder; closes toClose, when that is a descriptor, whatever happens.
  private static int descend(int from, int toClose, List<String> names) throws IOException {
    int at = from;
    int open = toClose;
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
    names.forEach(HostFolder::requireName);
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

  private static void requireName(String name) {
    if (name.isEmpty()
        || name.equals(".")
        || name.equals("..")
        || name.indexOf('/') >= 0
        || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("not a single name of a file, name='" + name + "'");
    }
  }

  private static MemorySegment path(Arena arena, String text) throws IOException {
    byte[] bytes = HostName.bytes(text);
    MemorySegment path = arena.allocate(bytes.length + 1L);
    MemorySegment.copy(bytes, 0, path, JAVA_BYTE, 0, bytes.length);
    return path;
  }

  // What is done to a name in its folder: gets the folder's descriptor and the address of the name.
  private interface NameCall {
    long apply(int folder, long name);
  }

  private long inFolder(String call, List<String> names, NameCall action) throws IOException {
    requireName(names.getLast());
    List<String> above = names.subList(0, names.size() - 1);
    int folder = above.isEmpty() ? descriptor() : descend(descriptor(), -1, above);
    try (Arena arena = Arena.ofConfined()) {
      long result = action.apply(folder, path(arena, names.getLast()).address());
      return FileException.check(call, result, names);
    } finally {
      if (!above.isEmpty()) {
        LinuxCalls.call(Call.CLOSE, folder);
      }
    }
  }

  // ---- looking ----

  /** What this folder is now. */
  public FileStatus status() throws IOException {
    return statusOf(descriptor(), "", AT_EMPTY_PATH, List.of(name));
  }

  /**
   * Looks at what is below, without following a link at the last name; empty when there is none.
   */
  public Optional<FileStatus> status(List<String> names) throws IOException {
    if (names.isEmpty()) {
      return Optional.of(status());
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment stat = arena.allocate(FileStatus.NATIVE_BYTES, 8);
      inFolder(
          "fstatat",
          names,
          (folder, last) ->
              LinuxCalls.call(Call.NEWFSTATAT, folder, last, stat.address(), AT_SYMLINK_NOFOLLOW));
      return Optional.of(FileStatus.of(stat));
    } catch (FileException e) {
      if (e.number() == FileException.NOENT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  static FileStatus statusOf(int descriptor, String path, int flags, List<String> names)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment stat = arena.allocate(FileStatus.NATIVE_BYTES, 8);
      long result =
          LinuxCalls.call(
              Call.NEWFSTATAT, descriptor, path(arena, path).address(), stat.address(), flags);
      FileException.check("fstat", result, names);
      return FileStatus.of(stat);
    }
  }

  /** The text of a symbolic link. */
  public String linkText(List<String> names) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(MAX_LINK_BYTES);
      int length =
          (int)
              inFolder(
                  "readlinkat",
                  names,
                  (folder, last) ->
                      LinuxCalls.call(
                          Call.READLINKAT, folder, last, text.address(), MAX_LINK_BYTES));
      return HostName.text(text.asSlice(0, length).toArray(JAVA_BYTE));
    }
  }

  /** The names in this folder, in no order; empty when there are more than {@code maximum}. */
  public Optional<List<String>> list(int maximum) throws IOException {
    int open = openPart(descriptor(), ".", O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0);
    List<String> found = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(LIST_BYTES, 8);
      while (true) {
        long got = LinuxCalls.call(Call.GETDENTS64, open, buffer.address(), LIST_BYTES);
        FileException.check("getdents64", got, List.of(name));
        if (got == 0) {
          return Optional.of(found);
        }
        for (long at = 0; at < got; ) {
          String entry = entryName(buffer.asSlice(at));
          if (!entry.equals(".") && !entry.equals("..")) {
            if (found.size() == maximum) {
              return Optional.empty();
            }
            found.add(entry);
          }
          at += Short.toUnsignedInt(buffer.get(JAVA_SHORT_UNALIGNED, at + 16));
        }
      }
    } finally {
      LinuxCalls.call(Call.CLOSE, open);
    }
  }

  // struct linux_dirent64: inode, position, length, kind, name.
  private static String entryName(MemorySegment entry) {
    int length = 0;
    while (entry.get(JAVA_BYTE, 19L + length) != 0) {
      length++;
    }
    return HostName.text(entry.asSlice(19, length).toArray(JAVA_BYTE));
  }

  // ---- files ----

  /**
   * Opens a plain file. A link at the last name is refused, and so is what is no plain file, which
   * could block for ever.
   *
   * @param createNew whether the file is made, and must not be there yet
   */
  public HostFile open(List<String> names, Access access, boolean createNew) throws IOException {
    int flags =
        switch (access) {
          case READ -> 0;
          case WRITE -> O_WRONLY;
          case READ_AND_WRITE -> O_RDWR;
        };
    int all =
        flags | (createNew ? O_CREAT | O_EXCL : 0) | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    int opened =
        (int)
            inFolder(
                "openat",
                names,
                (folder, last) -> LinuxCalls.call(Call.OPENAT, folder, last, all, FILE_MODE));
    HostFile file = new HostFile(opened, names.getLast());
    try {
      if (file.status().kind() != FileStatus.Kind.FILE) {
        throw new FileException(
            "openat", -FileException.ACCES, "not a plain file, name=" + String.join("/", names));
      }
      return file;
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  // ---- changing ----

  /** Makes a folder. */
  public void createFolder(List<String> names) throws IOException {
    inFolder(
        "mkdirat",
        names,
        (folder, last) -> LinuxCalls.call(Call.MKDIRAT, folder, last, FOLDER_MODE));
  }

  /** Removes what is no folder. */
  public void deleteFile(List<String> names) throws IOException {
    inFolder("unlinkat", names, (folder, last) -> LinuxCalls.call(Call.UNLINKAT, folder, last, 0));
  }

  /** Removes an empty folder. */
  public void deleteFolder(List<String> names) throws IOException {
    inFolder(
        "unlinkat",
        names,
        (folder, last) -> LinuxCalls.call(Call.UNLINKAT, folder, last, AT_REMOVEDIR));
  }

  /**
   * Removes what has this name, and if it is a folder all that is in it. Links are removed, not
   * followed. What is gone already is no error.
   *
   * @throws IOException if something cannot be removed, or folders are in folders more than {@value
   *     #MAX_DELETE_DEPTH} times
   */
  public void deleteTree(String one) throws IOException {
    deleteTree(one, MAX_DELETE_DEPTH);
  }

  private void deleteTree(String one, int levels) throws IOException {
    List<String> names = List.of(one);
    Optional<FileStatus> status = status(names);
    if (status.isEmpty()) {
      return;
    }
    try {
      if (status.get().kind() != FileStatus.Kind.FOLDER) {
        deleteFile(names);
        return;
      }
      if (levels == 0) {
        throw new IOException(
            "folders are in folders more than %d times, name=%s".formatted(MAX_DELETE_DEPTH, name));
      }
      try (HostFolder inner = folder(names)) {
        for (String child : inner.list(Integer.MAX_VALUE).orElseThrow()) {
          inner.deleteTree(child, levels - 1);
        }
      }
      deleteFolder(names);
    } catch (FileException e) {
      if (e.number() != FileException.NOENT) {
        throw e;
      }
    }
  }

  /** Renames, replacing what the target is as {@code renameat} does. */
  public void move(List<String> names, HostFolder targetFolder, List<String> targetNames)
      throws IOException {
    twoNames("renameat", names, targetFolder, targetNames, Call.RENAMEAT2);
  }

  /** Gives a file another name; a link gets one itself and is not followed. */
  public void link(List<String> names, HostFolder targetFolder, List<String> targetNames)
      throws IOException {
    twoNames("linkat", names, targetFolder, targetNames, Call.LINKAT);
  }

  private void twoNames(
      String what, List<String> names, HostFolder targetFolder, List<String> targetNames, Call call)
      throws IOException {
    requireName(targetNames.getLast());
    List<String> above = targetNames.subList(0, targetNames.size() - 1);
    try (Arena arena = Arena.ofConfined();
        HostFolder target = targetFolder.folder(above)) {
      long targetName = path(arena, targetNames.getLast()).address();
      int into = target.descriptor();
      inFolder(
          what, names, (folder, last) -> LinuxCalls.call(call, folder, last, into, targetName, 0));
    }
  }

  /** Makes a symbolic link. */
  public void symbolicLink(String text, List<String> names) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      long target = path(arena, text).address();
      inFolder(
          "symlinkat",
          names,
          (folder, last) -> LinuxCalls.call(Call.SYMLINKAT, target, folder, last));
    }
  }

  /** Sets the times that are given, of a link itself. This folder's own for no names. */
  public void setTimes(List<String> names, OptionalLong accessedNanos, OptionalLong modifiedNanos)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      long times = times(arena, accessedNanos, modifiedNanos).address();
      if (names.isEmpty()) {
        long self = path(arena, ".").address();
        FileException.check(
            "utimensat", LinuxCalls.call(Call.UTIMENSAT, descriptor(), self, times, 0), names);
      } else {
        inFolder(
            "utimensat",
            names,
            (folder, last) ->
                LinuxCalls.call(Call.UTIMENSAT, folder, last, times, AT_SYMLINK_NOFOLLOW));
      }
    }
  }

  static MemorySegment times(Arena arena, OptionalLong accessedNanos, OptionalLong modifiedNanos) {
    MemorySegment times = arena.allocate(32, 8);
    time(times, 0, accessedNanos);
    time(times, 16, modifiedNanos);
    return times;
  }

  private static void time(MemorySegment times, long offset, OptionalLong nanos) {
    times.set(
        JAVA_LONG_UNALIGNED,
        offset,
        nanos.isPresent() ? Math.floorDiv(nanos.getAsLong(), 1_000_000_000L) : 0);
    times.set(
        JAVA_LONG_UNALIGNED,
        offset + 8,
        nanos.isPresent() ? Math.floorMod(nanos.getAsLong(), 1_000_000_000L) : UTIME_OMIT);
  }

  /** Forces the names in this folder to disk. */
  public void sync() throws IOException {
    int open = openPart(descriptor(), ".", O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0);
    try {
      FileException.check("fsync", LinuxCalls.call(Call.FSYNC, open), List.of(name));
    } finally {
      LinuxCalls.call(Call.CLOSE, open);
    }
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      FileException.check("close", LinuxCalls.call(Call.CLOSE, descriptor), List.of(name));
    }
  }
}
