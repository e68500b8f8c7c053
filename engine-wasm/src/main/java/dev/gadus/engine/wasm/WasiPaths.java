// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import dev.gadus.engine.GuestPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import run.endive.runtime.Memory;

/**
 * The system calls on paths ({@code path_*}). Programs cannot make links of either kind: a link is
 * the one thing that could make a name mean something else to whoever reads the results later. Used
 * by the program's own thread.
 */
final class WasiPaths {
  private static final int FOLLOW = 1;

  private static final int OPEN_CREATE = 1;
  private static final int OPEN_FOLDER = 2;
  private static final int OPEN_EXCLUSIVE = 4;
  private static final int OPEN_TRUNCATE = 8;

  private static final int FLAG_APPEND = 1;
  private static final int FLAG_DSYNC = 2;
  private static final int FLAG_SYNC = 16;

  private static final long RIGHT_READ = 1L << 1;
  private static final long RIGHT_WRITE = 1L << 6;

  private final GuestTree tree;
  private final Descriptors descriptors;
  private final DiskBudget disk;
  private final WasiFiles files;

  WasiPaths(GuestTree tree, Descriptors descriptors, DiskBudget disk, WasiFiles files) {
    this.tree = tree;
    this.descriptors = descriptors;
    this.disk = disk;
    this.files = files;
  }

  void addTo(WasiFunctions functions) {
    functions.add(
        "path_create_directory", "iii", (m, a) -> createFolder(place(m, a[0], a[1], a[2], false)));
    functions.add(
        "path_filestat_get",
        "iiiii",
        (m, a) ->
            WasiFiles.writeStatus(
                m, (int) a[4], status(place(m, a[0], a[2], a[3], follows(a[1])))));
    functions.add(
        "path_filestat_set_times",
        "iiiilli",
        (m, a) ->
            files.setTimes(place(m, a[0], a[2], a[3], follows(a[1])), a[4], a[5], (int) a[6]));
    functions.add("path_link", "iiiiiii", (m, a) -> refuseLink(place(m, a[4], a[5], a[6], false)));
    functions.add("path_open", "iiiiillii", this::open);
    functions.add("path_readlink", "iiiiii", this::readLink);
    functions.add(
        "path_remove_directory", "iii", (m, a) -> removeFolder(place(m, a[0], a[1], a[2], false)));
    functions.add(
        "path_rename",
        "iiiiii",
        (m, a) -> rename(place(m, a[0], a[1], a[2], false), place(m, a[3], a[4], a[5], false)));
    functions.add("path_symlink", "iiiii", (m, a) -> refuseLink(place(m, a[2], a[3], a[4], false)));
    functions.add("path_unlink_file", "iii", (m, a) -> removeFile(m, a));
  }

  private static boolean follows(long lookupFlags) {
    return (lookupFlags & FOLLOW) != 0;
  }

  private GuestTree.Place place(
      Memory memory, long descriptor, long address, long length, boolean followLast)
      throws IOException {
    GuestPath path = path(memory, (int) address, (int) length);
    return tree.resolve(descriptors.folder((int) descriptor).names(), path, followLast);
  }

  private static GuestPath path(Memory memory, int address, int length) throws WasiException {
    if (length < 0 || length > GuestTree.MAX_PATH_BYTES) {
      throw new WasiException(WasiErrno.NAMETOOLONG);
    }
    String text;
    try {
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(memory.readBytes(address, length)))
              .toString();
    } catch (CharacterCodingException e) {
      throw new WasiException(WasiErrno.ILSEQ);
    }
    if (text.isEmpty()) {
      throw new WasiException(WasiErrno.NOENT);
    }
    return GuestPath.parse(text);
  }

  private static FileStatus status(GuestTree.Place place) throws IOException {
    return switch (place) {
      case GuestTree.VirtualFolder folder ->
          FileStatus.virtualFolder(folder.names().hashCode() & 0xffff_ffffL);
      case GuestTree.HostPlace host ->
          host.status().orElseThrow(() -> new WasiException(WasiErrno.NOENT));
    };
  }

  private static void refuseLink(GuestTree.Place place) throws IOException {
    WasiFiles.changeable(place);
    throw new WasiException(WasiErrno.NOTSUP);
  }

  private void createFolder(GuestTree.Place place) throws IOException {
    if (exists(place)) {
      throw new WasiException(WasiErrno.EXIST);
    }
    GuestTree.HostPlace host = WasiFiles.changeable(place);
    disk.takeFile();
    boolean created = false;
    try {
      host.mounted().folder().createFolder(host.hostNames());
      created = true;
    } finally {
      if (!created) {
        disk.returnFile();
      }
    }
  }

  private static boolean exists(GuestTree.Place place) throws IOException {
    return switch (place) {
      case GuestTree.VirtualFolder _ -> true;
      case GuestTree.HostPlace host -> host.status().isPresent();
    };
  }

  private void removeFolder(GuestTree.Place place) throws IOException {
    if (status(place).kind() != FileStatus.Kind.FOLDER) {
      throw new WasiException(WasiErrno.NOTDIR);
    }
    GuestTree.HostPlace host = WasiFiles.changeable(place);
    host.mounted().folder().deleteFolder(host.hostNames());
    disk.returnFile();
  }

  private void removeFile(Memory memory, long[] a) throws IOException {
    GuestPath path = path(memory, (int) a[1], (int) a[2]);
    GuestTree.Place place = tree.resolve(descriptors.folder((int) a[0]).names(), path, false);
    FileStatus status = status(place);
    if (status.kind() == FileStatus.Kind.FOLDER) {
      throw new WasiException(WasiErrno.ISDIR);
    }
    GuestTree.HostPlace host = WasiFiles.changeable(place);
    host.mounted().folder().deleteFile(host.hostNames());
    descriptors.deleted(status);
  }

  private void rename(GuestTree.Place from, GuestTree.Place to) throws IOException {
    GuestTree.HostPlace source = WasiFiles.changeable(from);
    GuestTree.HostPlace target = WasiFiles.changeable(to);
    FileStatus moved = status(source);
    if (!source.mounted().equals(target.mounted())) {
      throw new WasiException(WasiErrno.XDEV);
    }
    Optional<FileStatus> replaced = target.status();
    if (replaced.isPresent()) {
      if (replaced.get().identity().equals(moved.identity())) {
        return;
      }
      boolean targetIsFolder = replaced.get().kind() == FileStatus.Kind.FOLDER;
      if (targetIsFolder != (moved.kind() == FileStatus.Kind.FOLDER)) {
        throw new WasiException(targetIsFolder ? WasiErrno.ISDIR : WasiErrno.NOTDIR);
      }
    }
    source
        .mounted()
        .folder()
        .move(source.hostNames(), target.mounted().folder(), target.hostNames());
    replaced.ifPresent(descriptors::deleted);
  }

  private void readLink(Memory memory, long[] a) throws IOException {
    if (!(place(memory, a[0], a[1], a[2], false) instanceof GuestTree.HostPlace host)) {
      throw new WasiException(WasiErrno.INVAL);
    }
    if (status(host).kind() != FileStatus.Kind.LINK) {
      throw new WasiException(WasiErrno.INVAL);
    }
    byte[] text =
        host.mounted().folder().linkText(host.hostNames()).getBytes(StandardCharsets.UTF_8);
    int kept = Math.min(text.length, Math.max(0, (int) a[4]));
    memory.write((int) a[3], text, 0, kept);
    memory.writeI32((int) a[5], kept);
  }

  private void open(Memory memory, long[] a) throws IOException {
    descriptors.requireFree();
    GuestPath path = path(memory, (int) a[2], (int) a[3]);
    int flags = (int) a[4];
    boolean exclusive = (flags & OPEN_EXCLUSIVE) != 0 && (flags & OPEN_CREATE) != 0;
    GuestTree.Place place =
        tree.resolve(descriptors.folder((int) a[0]).names(), path, follows(a[1]) && !exclusive);
    Optional<FileStatus> status =
        place instanceof GuestTree.HostPlace host ? host.status() : Optional.of(status(place));
    if (status.isPresent() && exclusive) {
      throw new WasiException(WasiErrno.EXIST);
    }
    boolean wantsFolder = (flags & OPEN_FOLDER) != 0 || path.folder();
    Descriptor opened;
    if (status.isPresent() && status.get().kind() == FileStatus.Kind.FOLDER) {
      opened = openFolder(place, flags, a[5]);
    } else if (wantsFolder) {
      throw new WasiException(status.isPresent() ? WasiErrno.NOTDIR : WasiErrno.NOENT);
    } else if (place instanceof GuestTree.HostPlace host) {
      opened = openFile(host, status, flags, a[5], (int) a[7]);
    } else {
      throw new WasiException(WasiErrno.NOENT);
    }
    memory.writeI32((int) a[8], descriptors.add(opened));
  }

  // Programs ask for the right to write on folders too, as part of all rights: that alone is not an
  // attempt to write.
  private static Descriptor openFolder(GuestTree.Place place, int flags, long rights)
      throws WasiException {
    boolean writes = (flags & (OPEN_TRUNCATE | OPEN_CREATE)) != 0;
    boolean onlyFileRights = (rights & RIGHT_WRITE) != 0 && (flags & OPEN_FOLDER) == 0;
    if (writes || onlyFileRights) {
      throw new WasiException(WasiErrno.ISDIR);
    }
    return new Descriptor.Folder(place.names());
  }

  private Descriptor openFile(
      GuestTree.HostPlace place, Optional<FileStatus> found, int flags, long rights, int fdFlags)
      throws IOException {
    boolean create = (flags & OPEN_CREATE) != 0;
    boolean truncate = (flags & OPEN_TRUNCATE) != 0;
    boolean append = (fdFlags & FLAG_APPEND) != 0;
    boolean write = (rights & RIGHT_WRITE) != 0 || truncate || append;
    boolean read = (rights & RIGHT_READ) != 0 || !write;
    if (found.isEmpty() && !create) {
      throw new WasiException(WasiErrno.NOENT);
    }
    if (write || found.isEmpty()) {
      place.requireChangeable();
    }
    if (found.isPresent()) {
      switch (found.get().kind()) {
        case FILE -> {}
        case FOLDER -> throw new WasiException(WasiErrno.ISDIR);
        case LINK -> throw new WasiException(WasiErrno.LOOP);
        // A pipe could block for ever, a device could be anything.
        case OTHER -> throw new WasiException(WasiErrno.ACCES);
      }
    } else {
      disk.takeFile();
    }
    boolean opened = false;
    try {
      FileChannel channel =
          place.mounted().folder().open(place.hostNames(), options(found, read, write, fdFlags));
      opened = true;
      return opened(place, channel, read, write, append, truncate);
    } finally {
      if (!opened && found.isEmpty()) {
        disk.returnFile();
      }
    }
  }

  private static Set<OpenOption> options(
      Optional<FileStatus> found, boolean read, boolean write, int fdFlags) {
    Set<OpenOption> options = new HashSet<>();
    if (read) {
      options.add(StandardOpenOption.READ);
    }
    if (write || found.isEmpty()) {
      options.add(StandardOpenOption.WRITE);
    }
    if (found.isEmpty()) {
      options.add(StandardOpenOption.CREATE_NEW);
    }
    if ((fdFlags & FLAG_SYNC) != 0) {
      options.add(StandardOpenOption.SYNC);
    } else if ((fdFlags & FLAG_DSYNC) != 0) {
      options.add(StandardOpenOption.DSYNC);
    }
    return options;
  }

  private Descriptor opened(
      GuestTree.HostPlace place,
      FileChannel channel,
      boolean read,
      boolean write,
      boolean append,
      boolean truncate)
      throws IOException {
    try {
      FileStatus status = place.status().orElseThrow(() -> new WasiException(WasiErrno.NOENT));
      if (truncate) {
        long before = channel.size();
        channel.truncate(0);
        disk.returnBytes(before);
      }
      return new Descriptor.OpenFile(place, channel, status.identity(), read, write, append);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }
}
