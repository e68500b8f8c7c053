// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import dev.gadus.files.FileStatus;
import dev.gadus.files.HostFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import run.endive.runtime.Memory;

/**
 * The system calls about files and folders that are open ({@code fd_*}), but for their data, which
 * {@link WasiData} moves. Used by the program's own thread.
 */
final class WasiFiles {
  static final int FLAG_APPEND = 1;
  static final int FLAG_DSYNC = 2;
  static final int FLAG_NONBLOCK = 4;
  static final int FLAG_RSYNC = 8;
  static final int FLAG_SYNC = 16;
  static final int ALL_FLAGS = FLAG_APPEND | FLAG_DSYNC | FLAG_NONBLOCK | FLAG_RSYNC | FLAG_SYNC;

  private static final int STATUS_BYTES = 64;
  private static final int DIRECTORY_ENTRY_BYTES = 24;

  private static final int TIMES_ACCESSED = 1;
  private static final int TIMES_ACCESSED_NOW = 2;
  private static final int TIMES_MODIFIED = 4;
  private static final int TIMES_MODIFIED_NOW = 8;

  private final GuestTree tree;
  private final Descriptors descriptors;
  private final InstantSource clock;

  WasiFiles(GuestTree tree, Descriptors descriptors, InstantSource clock) {
    this.tree = tree;
    this.descriptors = descriptors;
    this.clock = clock;
  }

  void addTo(WasiFunctions functions) {
    functions.add("fd_advise", "illi", (_, a) -> advise((int) a[0], a[1], a[2], (int) a[3]));
    functions.add("fd_close", "i", (_, a) -> descriptors.close((int) a[0]));
    functions.add("fd_fdstat_get", "ii", (m, a) -> describe(m, (int) a[0], (int) a[1]));
    functions.add("fd_fdstat_set_flags", "ii", (_, a) -> setFlags((int) a[0], (int) a[1]));
    functions.add("fd_fdstat_set_rights", "ill", (_, a) -> setRights((int) a[0], a[1], a[2]));
    functions.add("fd_filestat_get", "ii", (m, a) -> status(m, (int) a[0], (int) a[1]));
    functions.add(
        "fd_filestat_set_times", "illi", (_, a) -> setTimes((int) a[0], a[1], a[2], (int) a[3]));
    functions.add("fd_prestat_get", "ii", (m, a) -> preopened(m, (int) a[0], (int) a[1]));
    functions.add("fd_prestat_dir_name", "iii", (m, a) -> preopenedName(m, (int) a[0], a));
    functions.add("fd_readdir", "iiili", this::readFolder);
    functions.add("fd_renumber", "ii", (_, a) -> descriptors.renumber((int) a[0], (int) a[1]));
  }

  // Advice is checked and not followed: the system reads ahead by itself.
  private void advise(int number, long offset, long length, int advice) throws IOException {
    descriptors.file(number, WasiErrno.SPIPE).rights().require(Rights.FD_ADVISE);
    if (offset < 0 || length < 0 || advice < 0 || advice > 5) {
      throw new WasiException(WasiErrno.INVAL);
    }
  }

  private void describe(Memory memory, int number, int result) throws IOException {
    Descriptor descriptor = descriptors.get(number);
    int kind = 0;
    int flags = 0;
    switch (descriptor) {
      case Descriptor.Input _, Descriptor.Output _ -> {}
      case Descriptor.Folder _ -> kind = wasiNumber(FileStatus.Kind.FOLDER);
      case Descriptor.OpenFile file -> {
        kind = wasiNumber(FileStatus.Kind.FILE);
        flags = file.flags();
      }
    }
    memory.write(result, new byte[24]);
    memory.writeByte(result, (byte) kind);
    memory.writeShort(result + 2, (short) flags);
    memory.writeLong(result + 8, descriptor.rights().base());
    memory.writeLong(result + 16, descriptor.rights().inheriting());
  }

  private static int wasiNumber(FileStatus.Kind kind) {
    return switch (kind) {
      case OTHER -> 0;
      case FOLDER -> 3;
      case FILE -> 4;
      case LINK -> 7;
    };
  }

  private void setFlags(int number, int flags) throws IOException {
    if ((flags & ~ALL_FLAGS) != 0) {
      throw new WasiException(WasiErrno.INVAL);
    }
    switch (descriptors.get(number)) {
      case Descriptor.OpenFile file -> {
        file.rights().require(Rights.FD_FDSTAT_SET_FLAGS);
        // That writes reach the disk is seen to after each write: an open file cannot be told.
        file.file().setAppend((flags & FLAG_APPEND) != 0);
        file.setFlags(flags);
      }
      case Descriptor.Input _, Descriptor.Output _, Descriptor.Folder _ -> {}
    }
  }

  private void setRights(int number, long base, long inheriting) throws WasiException {
    Descriptor descriptor = descriptors.get(number);
    descriptor.setRights(descriptor.rights().reducedTo(base, inheriting));
  }

  private void status(Memory memory, int number, int result) throws IOException {
    FileStatus status =
        switch (descriptors.get(number)) {
          case Descriptor.Input _, Descriptor.Output _ ->
              new FileStatus(FileStatus.Kind.OTHER, 0, number, 1, 0, 0, 0, 0);
          case Descriptor.Folder folder -> folderStatus(folder);
          case Descriptor.OpenFile file -> file.file().status();
        };
    writeStatus(memory, result, status);
  }

  private static FileStatus folderStatus(Descriptor.Folder folder) throws IOException {
    HostFolder handle = folder.handle();
    return handle == null ? virtualStatus(folder.names()) : handle.status();
  }

  private static FileStatus virtualStatus(List<String> names) {
    return new GuestTree.VirtualFolder(names, Set.of()).status();
  }

  static void writeStatus(Memory memory, int result, FileStatus status) {
    ByteBuffer bytes = ByteBuffer.allocate(STATUS_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(status.device());
    bytes.putLong(status.inode());
    bytes.putLong(wasiNumber(status.kind()));
    bytes.putLong(status.links());
    bytes.putLong(status.sizeBytes());
    bytes.putLong(status.accessedNanos());
    bytes.putLong(status.modifiedNanos());
    bytes.putLong(status.changedNanos());
    memory.write(result, bytes.array());
  }

  /** The times that a call sets. */
  private record Times(OptionalLong accessed, OptionalLong modified) {}

  private Times times(long accessed, long modified, int flags) throws WasiException {
    boolean bothAccessed = (flags & TIMES_ACCESSED) != 0 && (flags & TIMES_ACCESSED_NOW) != 0;
    boolean bothModified = (flags & TIMES_MODIFIED) != 0 && (flags & TIMES_MODIFIED_NOW) != 0;
    if (bothAccessed || bothModified) {
      throw new WasiException(WasiErrno.INVAL);
    }
    return new Times(
        time(accessed, flags, TIMES_ACCESSED, TIMES_ACCESSED_NOW),
        time(modified, flags, TIMES_MODIFIED, TIMES_MODIFIED_NOW));
  }

  private OptionalLong time(long nanos, int flags, int given, int now) {
    if ((flags & given) != 0) {
      return OptionalLong.of(nanos);
    }
    if ((flags & now) == 0) {
      return OptionalLong.empty();
    }
    Instant instant = clock.instant();
    return OptionalLong.of(instant.getEpochSecond() * 1_000_000_000L + instant.getNano());
  }

  private void setTimes(int number, long accessed, long modified, int flags) throws IOException {
    Times times = times(accessed, modified, flags);
    switch (descriptors.get(number)) {
      case Descriptor.Input _, Descriptor.Output _ -> throw new WasiException(WasiErrno.INVAL);
      case Descriptor.Folder folder -> {
        folder.rights().require(Rights.FD_FILESTAT_SET_TIMES);
        HostFolder handle = folder.handle();
        GuestTree.MountedFolder mounted = folder.mounted();
        if (handle == null || mounted == null || !mounted.writable()) {
          throw new WasiException(WasiErrno.ROFS);
        }
        handle.setTimes(List.of(), times.accessed(), times.modified());
      }
      case Descriptor.OpenFile file -> {
        file.rights().require(Rights.FD_FILESTAT_SET_TIMES);
        if (!file.changeable()) {
          throw new WasiException(WasiErrno.ROFS);
        }
        file.file().setTimes(times.accessed(), times.modified());
      }
    }
  }

  /** Sets the times of what is at a place: of a link itself, as it was not followed. */
  void setTimes(GuestTree.Place place, long accessed, long modified, int flags) throws IOException {
    Times times = times(accessed, modified, flags);
    GuestTree.HostPlace host = writable(place);
    if (host.requireStatus().kind() == FileStatus.Kind.OTHER) {
      throw new WasiException(WasiErrno.PERM);
    }
    host.folder().setTimes(host.below(), times.accessed(), times.modified());
  }

  /** The place on the host that a change goes to; refuses when the program may not change it. */
  static GuestTree.HostPlace changeable(GuestTree.Place place) throws WasiException {
    GuestTree.HostPlace host = writable(place);
    host.requireChangeable();
    return host;
  }

  /** The place on the host, when the program may change what is there. */
  static GuestTree.HostPlace writable(GuestTree.Place place) throws WasiException {
    return switch (place) {
      case GuestTree.VirtualFolder _ -> throw new WasiException(WasiErrno.ROFS);
      case GuestTree.HostPlace host -> {
        host.requireWritable();
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
    if (number != Descriptors.ROOT || !descriptors.isRoot(number)) {
      throw new WasiException(WasiErrno.BADF);
    }
  }

  private void readFolder(Memory memory, long[] a) throws IOException {
    Descriptor.Folder folder = descriptors.folder((int) a[0], Rights.FD_READDIR);
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
      entry.putInt(wasiNumber(status.kind())).put(text);
      // The last entry may be cut: a full buffer tells the program that there is more.
      int kept = Math.min(entry.capacity(), capacity - used);
      memory.write(result + used, entry.array(), 0, kept);
      used += kept;
    }
    memory.writeI32((int) a[4], used);
  }

  // What was there when reading began: removing what was read moves nothing past the reader.
  private List<String> namesIn(Descriptor.Folder folder, boolean afresh) throws IOException {
    List<String> names = folder.listing();
    if (afresh || names == null) {
      folder.setListing(null);
      names = tree.list(folder.names(), folder.handle(), descriptors.listableNames(folder));
      folder.setListing(names);
    }
    return names;
  }

  private FileStatus entryStatus(Descriptor.Folder folder, String name) throws IOException {
    if (name.equals(".")) {
      return folderStatus(folder);
    }
    if (name.equals("..")) {
      List<String> names = folder.names();
      return switch (tree.place(names.isEmpty() ? names : names.subList(0, names.size() - 1))) {
        case GuestTree.VirtualFolder virtual -> virtual.status();
        case GuestTree.HostPlace host -> host.status().orElseGet(() -> virtualStatus(names));
      };
    }
    Optional<FileStatus> status =
        switch (new PathWalk(tree, folder).enterAll(List.of(name)).place()) {
          case GuestTree.VirtualFolder virtual -> Optional.of(virtual.status());
          case GuestTree.HostPlace place -> place.status();
        };
    return status.orElseGet(() -> new FileStatus(FileStatus.Kind.OTHER, 0, 0, 0, 0, 0, 0, 0));
  }
}
