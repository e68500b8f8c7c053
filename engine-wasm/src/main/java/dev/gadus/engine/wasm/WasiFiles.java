// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.Memory;

/**
 * The system calls about files and folders that are open ({@code fd_*}), but for their data, which
 * {@link WasiData} moves. Used by the program's own thread.
 */
final class WasiFiles {
  /**
   * Names in one folder that can be listed; the list is held in memory while a program reads it.
   */
  static final int MAX_FOLDER_ENTRIES = 1_000_000;

  private static final int STATUS_BYTES = 64;
  private static final int DIRECTORY_ENTRY_BYTES = 24;

  private static final int FLAG_APPEND = 1;
  private static final long RIGHT_READ = 1L << 1;
  private static final long RIGHT_WRITE = 1L << 6;
  private static final long RIGHT_SEEK_AND_TELL = 1L << 2 | 1L << 5;
  private static final long ALL_RIGHTS = (1L << 30) - 1;

  private static final int TIMES_ACCESSED = 1;
  private static final int TIMES_ACCESSED_NOW = 2;
  private static final int TIMES_MODIFIED = 4;
  private static final int TIMES_MODIFIED_NOW = 8;

  private final GuestTree tree;
  private final Descriptors descriptors;
  private final InstantSource clock;

  // The names of the folder that was listed last. One list at a time is enough for programs that
  // read a folder to its end
  // before they open another, and cannot be used to hoard memory.
  private List<String> listedFolder = List.of();
  private @Nullable List<String> listing;

  WasiFiles(GuestTree tree, Descriptors descriptors, InstantSource clock) {
    this.tree = tree;
    this.descriptors = descriptors;
    this.clock = clock;
  }

  void addTo(WasiFunctions functions) {
    functions.add("fd_advise", "illi", (_, a) -> descriptors.file((int) a[0], WasiErrno.SPIPE));
    functions.add("fd_close", "i", (_, a) -> descriptors.close((int) a[0]));
    functions.add("fd_fdstat_get", "ii", (m, a) -> describe(m, (int) a[0], (int) a[1]));
    functions.add("fd_fdstat_set_flags", "ii", (_, a) -> setFlags((int) a[0], (int) a[1]));
    functions.add("fd_fdstat_set_rights", "ill", (_, a) -> descriptors.get((int) a[0]));
    functions.add("fd_filestat_get", "ii", (m, a) -> status(m, (int) a[0], (int) a[1]));
    functions.add(
        "fd_filestat_set_times", "illi", (_, a) -> setTimes((int) a[0], a[1], a[2], (int) a[3]));
    functions.add("fd_prestat_get", "ii", (m, a) -> preopened(m, (int) a[0], (int) a[1]));
    functions.add("fd_prestat_dir_name", "iii", (m, a) -> preopenedName(m, (int) a[0], a));
    functions.add("fd_readdir", "iiili", this::readFolder);
    functions.add("fd_renumber", "ii", (_, a) -> descriptors.renumber((int) a[0], (int) a[1]));
  }

  private void describe(Memory memory, int number, int result) throws IOException {
    int kind = 0;
    int flags = 0;
    long rights = 0;
    long inherited = 0;
    switch (descriptors.get(number)) {
      case Descriptor.Input _ -> rights = RIGHT_READ;
      case Descriptor.Output _ -> rights = RIGHT_WRITE;
      case Descriptor.Folder _ -> {
        kind = FileStatus.Kind.FOLDER.wasiNumber();
        rights = ALL_RIGHTS;
        inherited = ALL_RIGHTS;
      }
      case Descriptor.OpenFile file -> {
        kind = FileStatus.Kind.FILE.wasiNumber();
        flags = file.append() ? FLAG_APPEND : 0;
        rights =
            RIGHT_SEEK_AND_TELL
                | (file.readable() ? RIGHT_READ : 0)
                | (file.writable() ? RIGHT_WRITE : 0);
      }
    }
    memory.write(result, new byte[24]);
    memory.writeByte(result, (byte) kind);
    memory.writeShort(result + 2, (short) flags);
    memory.writeLong(result + 8, rights);
    memory.writeLong(result + 16, inherited);
  }

  private void setFlags(int number, int flags) throws IOException {
    switch (descriptors.get(number)) {
      case Descriptor.OpenFile file -> {
        // An open channel cannot change how it writes.
        if (file.append() != ((flags & FLAG_APPEND) != 0)) {
          throw new WasiException(WasiErrno.NOTSUP);
        }
      }
      case Descriptor.Input _, Descriptor.Output _, Descriptor.Folder _ -> {}
    }
  }

  private void status(Memory memory, int number, int result) throws IOException {
    FileTime never = FileTime.fromMillis(0);
    FileStatus status =
        switch (descriptors.get(number)) {
          case Descriptor.Input _, Descriptor.Output _ ->
              new FileStatus(FileStatus.Kind.OTHER, 0, number, 1, 0, never, never, never);
          case Descriptor.Folder folder -> folderStatus(folder);
          case Descriptor.OpenFile file -> openFileStatus(file);
        };
    writeStatus(memory, result, status);
  }

  private FileStatus folderStatus(Descriptor.Folder folder) throws IOException {
    return switch (tree.place(folder.names())) {
      case GuestTree.VirtualFolder virtual ->
          FileStatus.virtualFolder(virtual.names().hashCode() & 0xffff_ffffL);
      case GuestTree.HostPlace place ->
          place.status().orElseThrow(() -> new WasiException(WasiErrno.NOENT));
    };
  }

  private static FileStatus openFileStatus(Descriptor.OpenFile file) throws IOException {
    Optional<FileStatus> named = file.place().status();
    if (named.isPresent() && named.get().identity().equals(file.identity())) {
      return named.get();
    }
    // Renamed or deleted since it was opened: what the open file itself can tell.
    FileTime never = FileTime.fromMillis(0);
    return new FileStatus(
        FileStatus.Kind.FILE,
        file.identity().device(),
        file.identity().inode(),
        0,
        file.channel().size(),
        never,
        never,
        never);
  }

  static void writeStatus(Memory memory, int result, FileStatus status) {
    ByteBuffer bytes = ByteBuffer.allocate(STATUS_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(status.device());
    bytes.putLong(status.inode());
    bytes.putLong(status.kind().wasiNumber());
    bytes.putLong(status.links());
    bytes.putLong(status.sizeBytes());
    bytes.putLong(status.accessed().to(TimeUnit.NANOSECONDS));
    bytes.putLong(status.modified().to(TimeUnit.NANOSECONDS));
    bytes.putLong(status.changed().to(TimeUnit.NANOSECONDS));
    memory.write(result, bytes.array());
  }

  private void setTimes(int number, long accessed, long modified, int flags) throws IOException {
    GuestTree.Place place =
        switch (descriptors.get(number)) {
          case Descriptor.Input _, Descriptor.Output _ -> throw new WasiException(WasiErrno.INVAL);
          case Descriptor.Folder folder -> tree.place(folder.names());
          case Descriptor.OpenFile file -> file.place();
        };
    setTimes(place, accessed, modified, flags);
  }

  /** Sets a file's times as a program asks for. */
  void setTimes(GuestTree.Place place, long accessed, long modified, int flags) throws IOException {
    boolean bothAccessed = (flags & TIMES_ACCESSED) != 0 && (flags & TIMES_ACCESSED_NOW) != 0;
    boolean bothModified = (flags & TIMES_MODIFIED) != 0 && (flags & TIMES_MODIFIED_NOW) != 0;
    if (bothAccessed || bothModified) {
      throw new WasiException(WasiErrno.INVAL);
    }
    GuestTree.HostPlace host = changeable(place);
    FileStatus status = host.status().orElseThrow(() -> new WasiException(WasiErrno.NOENT));
    switch (status.kind()) {
      case FILE, FOLDER ->
          host.mounted()
              .folder()
              .setTimes(
                  host.hostNames(),
                  time(modified, flags, TIMES_MODIFIED, TIMES_MODIFIED_NOW),
                  time(accessed, flags, TIMES_ACCESSED, TIMES_ACCESSED_NOW));
      case LINK, OTHER -> throw new WasiException(WasiErrno.PERM);
    }
  }

  private @Nullable FileTime time(long nanos, int flags, int given, int now) {
    if ((flags & given) != 0) {
      return FileTime.from(nanos, TimeUnit.NANOSECONDS);
    }
    return (flags & now) != 0 ? FileTime.from(clock.instant()) : null;
  }

  /** The place on the host that a change goes to; refuses when the program may not change it. */
  static GuestTree.HostPlace changeable(GuestTree.Place place) throws WasiException {
    return switch (place) {
      case GuestTree.VirtualFolder _ -> throw new WasiException(WasiErrno.ROFS);
      case GuestTree.HostPlace host -> {
        host.requireChangeable();
        yield host;
      }
    };
  }

  private void preopened(Memory memory, int number, int result) throws IOException {
    requireRoot(number);
    memory.writeI32(result, 0);
    memory.writeI32(result + 4, 1);
  }

  private void preopenedName(Memory memory, int number, long[] a) throws IOException {
    requireRoot(number);
    if (a[2] < 1) {
      throw new WasiException(WasiErrno.NAMETOOLONG);
    }
    memory.writeByte((int) a[1], (byte) '/');
  }

  private void requireRoot(int number) throws WasiException {
    boolean root =
        number == Descriptors.ROOT
            && descriptors.get(number) instanceof Descriptor.Folder(List<String> names)
            && names.isEmpty();
    if (!root) {
      throw new WasiException(WasiErrno.BADF);
    }
  }

  private void readFolder(Memory memory, long[] a) throws IOException {
    List<String> folder = descriptors.folder((int) a[0]).names();
    int result = (int) a[1];
    int capacity = (int) a[2];
    long cookie = a[3];
    if (cookie < 0 || capacity < 0) {
      throw new WasiException(WasiErrno.INVAL);
    }
    List<String> names = namesIn(folder, cookie == 0);
    int used = 0;
    for (long at = cookie; at < names.size() + 2L && used < capacity; at++) {
      WasiFunctions.stopWhenInterrupted();
      String name = at == 0 ? "." : at == 1 ? ".." : names.get((int) (at - 2));
      FileStatus status = entryStatus(folder, name);
      byte[] text = name.getBytes(StandardCharsets.UTF_8);
      ByteBuffer entry =
          ByteBuffer.allocate(DIRECTORY_ENTRY_BYTES + text.length).order(ByteOrder.LITTLE_ENDIAN);
      entry.putLong(at + 1).putLong(status.inode()).putInt(text.length);
      entry.putInt(status.kind().wasiNumber()).put(text);
      // The last entry may be cut: a full buffer tells the program that there is more.
      int kept = Math.min(entry.capacity(), capacity - used);
      memory.write(result + used, entry.array(), 0, kept);
      used += kept;
    }
    memory.writeI32((int) a[4], used);
  }

  private List<String> namesIn(List<String> folder, boolean afresh) throws IOException {
    List<String> names = listing;
    if (afresh || names == null || !listedFolder.equals(folder)) {
      names = tree.list(folder, MAX_FOLDER_ENTRIES);
      listing = names;
      listedFolder = folder;
    }
    return names;
  }

  private FileStatus entryStatus(List<String> folder, String name) throws IOException {
    if (name.equals(".") || name.equals("..")) {
      return FileStatus.virtualFolder(folder.hashCode() & 0xffff_ffffL);
    }
    List<String> names = new ArrayList<>(folder);
    names.add(name);
    FileTime never = FileTime.fromMillis(0);
    FileStatus gone = new FileStatus(FileStatus.Kind.OTHER, 0, 0, 0, 0, never, never, never);
    return switch (tree.place(names)) {
      case GuestTree.VirtualFolder _ -> FileStatus.virtualFolder(names.hashCode() & 0xffff_ffffL);
      case GuestTree.HostPlace place -> place.status().orElse(gone);
    };
  }
}
