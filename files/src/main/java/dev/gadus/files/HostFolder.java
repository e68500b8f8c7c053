// SPDX-License-Identifier: Apache-2.0
package dev.gadus.files;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.gadus.files.LinuxCalls.Call;
import java.io.IOException;
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
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int AT_REMOVEDIR = 0x200;

  private static final int MAX_LINK_BYTES = 4096;

  /** Much deeper than programs can make folders; one descriptor is open for each. */
  private static final int MAX_DELETE_DEPTH = 500;

  private static final int LIST_BYTES = 32 * 1024;
  private static final int FILE_MODE = 0666;
  private static final int FOLDER_MODE = 0777;
  private static final long UTIME_OMIT = (1L << 30) - 2;

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
        // A process may be forbidden to look there. The classes are initialized all the same.
        return;
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
    int root = Opening.root();
    return new HostFolder(Opening.below(root, true, names), text);
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
      return new HostFolder(Opening.again(descriptor()), last);
    }
    return new HostFolder(Opening.below(descriptor(), false, names), last);
  }

  // What is done to a name in its folder: gets the folder's descriptor and the address of the name.
  private interface NameCall {
    long apply(int folder, long name);
  }

  private long inFolder(String call, List<String> names, NameCall action) throws IOException {
    Opening.requireName(names.getLast());
    List<String> above = names.subList(0, names.size() - 1);
    int folder = above.isEmpty() ? descriptor() : Opening.below(descriptor(), false, above);
    try (Arena arena = Arena.ofConfined()) {
      long result = action.apply(folder, Opening.path(arena, names.getLast()).address());
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
              Call.NEWFSTATAT,
              descriptor,
              Opening.path(arena, path).address(),
              stat.address(),
              flags);
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
    int open = Opening.forReading(descriptor());
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
    int flags = Opening.flags(access, createNew);
    int opened =
        (int)
            inFolder(
                "openat",
                names,
                (folder, last) -> LinuxCalls.call(Call.OPENAT, folder, last, flags, FILE_MODE));
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
    Opening.requireName(targetNames.getLast());
    List<String> above = targetNames.subList(0, targetNames.size() - 1);
    try (Arena arena = Arena.ofConfined();
        HostFolder target = targetFolder.folder(above)) {
      long targetName = Opening.path(arena, targetNames.getLast()).address();
      int into = target.descriptor();
      inFolder(
          what, names, (folder, last) -> LinuxCalls.call(call, folder, last, into, targetName, 0));
    }
  }

  /** Makes a symbolic link. */
  public void symbolicLink(String text, List<String> names) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      long target = Opening.path(arena, text).address();
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
        long self = Opening.path(arena, ".").address();
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
    int open = Opening.forReading(descriptor());
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
