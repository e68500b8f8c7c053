// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import dev.gadus.engine.GuestPath;
import dev.gadus.files.FileStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import run.endive.runtime.Memory;

/**
 * The system calls on paths ({@code path_*}), but for opening, which {@link WasiOpen} does. Used by
 * the program's own thread.
 *
 * <p>Programs can make links where nobody else on the host looks: hard links within one mount, and
 * symbolic links with a relative text in their own result folders. A folder that was lent is looked
 * at by others, who would follow a symbolic link on the host.
 */
final class WasiPaths {
  private static final int FOLLOW = 1;

  /** Bytes of a symbolic link's text, as on Linux. */
  private static final int MAX_LINK_TEXT_BYTES = 4095;

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
        "path_create_directory",
        "iii",
        (m, a) -> createFolder(entry(m, Rights.PATH_CREATE_DIRECTORY, a[0], a[1], a[2])));
    functions.add(
        "path_filestat_get",
        "iiiii",
        (m, a) ->
            WasiFiles.writeStatus(
                m, (int) a[4], status(place(m, Rights.PATH_FILESTAT_GET, a[0], a[1], a[2], a[3]))));
    functions.add(
        "path_filestat_set_times",
        "iiiilli",
        (m, a) ->
            files.setTimes(
                place(m, Rights.PATH_FILESTAT_SET_TIMES, a[0], a[1], a[2], a[3]),
                a[4],
                a[5],
                (int) a[6]));
    functions.add("path_link", "iiiiiii", this::link);
    functions.add("path_readlink", "iiiiii", this::readLink);
    functions.add(
        "path_remove_directory",
        "iii",
        (m, a) -> removeFolder(entry(m, Rights.PATH_REMOVE_DIRECTORY, a[0], a[1], a[2])));
    functions.add("path_rename", "iiiiii", this::rename);
    functions.add("path_symlink", "iiiii", this::symbolicLink);
    functions.add(
        "path_unlink_file",
        "iii",
        (m, a) -> removeFile(entry(m, Rights.PATH_UNLINK_FILE, a[0], a[1], a[2])));
  }

  static boolean follows(long lookupFlags) {
    return (lookupFlags & FOLLOW) != 0;
  }

  // What a path names, a link at its last name followed when the flags say so, or a slash does.
  private GuestTree.Place place(
      Memory memory, long right, long descriptor, long flags, long address, long length)
      throws IOException {
    GuestPath path = path(memory, (int) address, (int) length);
    return new PathWalk(tree, descriptors.folder((int) descriptor, right))
        .resolve(path, follows(flags) || path.folder());
  }

  // A name itself, to be made, removed or renamed: a link at it is never followed.
  private GuestTree.Place entry(
      Memory memory, long right, long descriptor, long address, long length) throws IOException {
    return new PathWalk(tree, descriptors.folder((int) descriptor, right))
        .resolve(path(memory, (int) address, (int) length), false);
  }

  static GuestPath path(Memory memory, int address, int length) throws WasiException {
    String text = text(memory, address, length, GuestTree.MAX_PATH_BYTES);
    if (text.isEmpty()) {
      throw new WasiException(WasiErrno.NOENT);
    }
    return GuestPath.parse(text);
  }

  private static String text(Memory memory, int address, int length, int maximum)
      throws WasiException {
    if (length < 0 || length > maximum) {
      throw new WasiException(WasiErrno.NAMETOOLONG);
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(memory.readBytes(address, length)))
          .toString();
    } catch (CharacterCodingException e) {
      throw new WasiException(WasiErrno.ILSEQ);
    }
  }

  static FileStatus status(GuestTree.Place place) throws IOException {
    return switch (place) {
      case GuestTree.VirtualFolder folder -> folder.status();
      case GuestTree.HostPlace host -> host.requireStatus();
    };
  }

  private static boolean exists(GuestTree.Place place) throws IOException {
    return switch (place) {
      case GuestTree.VirtualFolder _ -> true;
      case GuestTree.HostPlace host -> host.status().isPresent();
    };
  }

  private interface Making {
    void apply() throws IOException;
  }

  // Counts a name before it is made, and not if it could not be made.
  private void make(Making making) throws IOException {
    disk.takeFile();
    boolean made = false;
    try {
      making.apply();
      made = true;
    } finally {
      if (!made) {
        disk.returnFile();
      }
    }
  }

  private void createFolder(GuestTree.Place place) throws IOException {
    if (exists(place)) {
      throw new WasiException(WasiErrno.EXIST);
    }
    GuestTree.HostPlace host = WasiFiles.changeable(place);
    make(() -> host.folder().createFolder(host.below()));
  }

  private void link(Memory memory, long[] a) throws IOException {
    GuestTree.Place from = entry(memory, Rights.PATH_LINK_SOURCE, a[0], a[2], a[3]);
    GuestPath path = path(memory, (int) a[5], (int) a[6]);
    GuestTree.Place to = entry(memory, Rights.PATH_LINK_TARGET, a[4], a[5], a[6]);
    if (follows(a[1])) {
      throw new WasiException(WasiErrno.INVAL);
    }
    FileStatus status = status(from);
    if (exists(to)) {
      GuestTree.HostPlace existing = WasiFiles.writable(to);
      throw new WasiException(existing.mountItself() ? WasiErrno.BUSY : WasiErrno.EXIST);
    }
    GuestTree.HostPlace target = WasiFiles.changeable(to);
    GuestTree.HostPlace source = WasiFiles.changeable(from);
    if (!source.mounted().equals(target.mounted())) {
      throw new WasiException(WasiErrno.XDEV);
    }
    switch (status.kind()) {
      case FOLDER, OTHER -> throw new WasiException(WasiErrno.PERM);
      case FILE, LINK -> {}
    }
    if (path.folder()) {
      throw new WasiException(WasiErrno.NOENT);
    }
    // Each name counts with all bytes of its file: publishing costs them for each.
    long bytes = status.kind() == FileStatus.Kind.FILE ? status.sizeBytes() : 0;
    disk.takeBytes(bytes);
    boolean made = false;
    try {
      make(() -> source.folder().link(source.below(), target.folder(), target.below()));
      made = true;
    } finally {
      if (!made) {
        disk.returnBytes(bytes);
      }
    }
  }

  private void symbolicLink(Memory memory, long[] a) throws IOException {
    String text = text(memory, (int) a[0], (int) a[1], MAX_LINK_TEXT_BYTES);
    GuestPath path = path(memory, (int) a[3], (int) a[4]);
    GuestTree.Place place = entry(memory, Rights.PATH_SYMLINK, a[2], a[3], a[4]);
    GuestTree.HostPlace host = WasiFiles.writable(place);
    if (host.mountItself()) {
      throw new WasiException(WasiErrno.BUSY);
    }
    if (host.status().isPresent()) {
      throw new WasiException(WasiErrno.EXIST);
    }
    if (path.folder() || text.isEmpty()) {
      throw new WasiException(WasiErrno.NOENT);
    }
    if (host.mounted().lent() || text.startsWith("/")) {
      throw new WasiException(WasiErrno.NOTSUP);
    }
    if (text.indexOf('\0') >= 0) {
      throw new WasiException(WasiErrno.INVAL);
    }
    make(() -> host.folder().symbolicLink(text, host.below()));
  }

  private void removeFolder(GuestTree.Place place) throws IOException {
    if (status(place).kind() != FileStatus.Kind.FOLDER) {
      throw new WasiException(WasiErrno.NOTDIR);
    }
    GuestTree.HostPlace host = WasiFiles.changeable(place);
    host.folder().deleteFolder(host.below());
    disk.returnFile();
  }

  private void removeFile(GuestTree.Place place) throws IOException {
    FileStatus status = status(place);
    if (status.kind() == FileStatus.Kind.FOLDER) {
      throw new WasiException(WasiErrno.ISDIR);
    }
    GuestTree.HostPlace host = WasiFiles.changeable(place);
    host.folder().deleteFile(host.below());
    descriptors.deleted(status);
  }

  private void rename(Memory memory, long[] a) throws IOException {
    GuestTree.Place from = entry(memory, Rights.PATH_RENAME_SOURCE, a[0], a[1], a[2]);
    GuestPath path = path(memory, (int) a[4], (int) a[5]);
    GuestTree.Place to = entry(memory, Rights.PATH_RENAME_TARGET, a[3], a[4], a[5]);
    GuestTree.HostPlace source = WasiFiles.changeable(from);
    GuestTree.HostPlace target = WasiFiles.changeable(to);
    FileStatus moved = status(source);
    if (!source.mounted().equals(target.mounted())) {
      throw new WasiException(WasiErrno.XDEV);
    }
    boolean movesFolder = moved.kind() == FileStatus.Kind.FOLDER;
    if (path.folder() && !movesFolder) {
      throw new WasiException(WasiErrno.NOTDIR);
    }
    if (movesFolder) {
      tree.requireMovable(source, target);
    }
    Optional<FileStatus> replaced = target.status();
    if (replaced.isPresent()) {
      if (replaced.get().identity().equals(moved.identity())) {
        return;
      }
      boolean targetIsFolder = replaced.get().kind() == FileStatus.Kind.FOLDER;
      if (targetIsFolder != movesFolder) {
        throw new WasiException(targetIsFolder ? WasiErrno.ISDIR : WasiErrno.NOTDIR);
      }
    }
    source.folder().move(source.below(), target.folder(), target.below());
    replaced.ifPresent(descriptors::deleted);
    if (movesFolder) {
      descriptors.renamed(source.names(), target.names());
    }
  }

  private void readLink(Memory memory, long[] a) throws IOException {
    if (!(entry(memory, Rights.PATH_READLINK, a[0], a[1], a[2])
        instanceof GuestTree.HostPlace host)) {
      throw new WasiException(WasiErrno.INVAL);
    }
    if (status(host).kind() != FileStatus.Kind.LINK) {
      throw new WasiException(WasiErrno.INVAL);
    }
    byte[] text = host.folder().linkText(host.below()).getBytes(StandardCharsets.UTF_8);
    int kept = Math.min(text.length, Math.max(0, (int) a[4]));
    memory.write((int) a[3], text, 0, kept);
    memory.writeI32((int) a[5], kept);
  }
}
