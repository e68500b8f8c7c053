// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import dev.gadus.engine.GuestPath;
import dev.gadus.files.FileException;
import dev.gadus.files.FileStatus;
import dev.gadus.files.HostFile;
import dev.gadus.files.HostFolder;
import java.io.IOException;
import java.util.Optional;
import run.endive.runtime.Memory;

/** The system call that opens a path ({@code path_open}). Used by the program's own thread. */
final class WasiOpen {
  private static final int CREATE = 1;
  private static final int FOLDER = 2;
  private static final int EXCLUSIVE = 4;
  private static final int TRUNCATE = 8;

  /** Times that a file is looked for again when it comes or goes between looking and opening. */
  private static final int ATTEMPTS = 8;

  private final GuestTree tree;
  private final Descriptors descriptors;
  private final DiskBudget disk;

  WasiOpen(GuestTree tree, Descriptors descriptors, DiskBudget disk) {
    this.tree = tree;
    this.descriptors = descriptors;
    this.disk = disk;
  }

  void addTo(WasiFunctions functions) {
    functions.add("path_open", "iiiiillii", this::open);
  }

  /** What a program asks for: flags of opening, rights, and flags that stay with the descriptor. */
  private record Wish(int flags, long rights, int fdFlags) {
    boolean create() {
      return (flags & CREATE) != 0;
    }

    boolean exclusive() {
      return create() && (flags & EXCLUSIVE) != 0;
    }

    boolean truncate() {
      return (flags & TRUNCATE) != 0;
    }

    boolean write() {
      return (rights & Rights.FD_WRITE) != 0
          || truncate()
          || (fdFlags & WasiFiles.FLAG_APPEND) != 0;
    }

    boolean read() {
      return (rights & Rights.FD_READ) != 0 || !write();
    }
  }

  private void open(Memory memory, long[] a) throws IOException {
    descriptors.requireFree();
    Descriptor.Folder from = descriptors.folder((int) a[0], Rights.PATH_OPEN);
    GuestPath path = WasiPaths.path(memory, (int) a[2], (int) a[3]);
    Wish wish = new Wish((int) a[4], a[5], (int) a[7]);
    if ((wish.fdFlags() & ~WasiFiles.ALL_FLAGS) != 0) {
      throw new WasiException(WasiErrno.INVAL);
    }
    if (wish.create()) {
      from.rights().require(Rights.PATH_CREATE_FILE);
    }
    if (wish.truncate()) {
      from.rights().require(Rights.PATH_FILESTAT_SET_SIZE);
    }
    boolean follow = (WasiPaths.follows(a[1]) && !wish.exclusive()) || path.folder();
    Descriptor opened = null;
    for (int attempt = 1; opened == null; attempt++) {
      try {
        opened = open(new PathWalk(tree, from).resolve(path, follow), path, wish);
      } catch (FileException e) {
        boolean came = e.number() == FileException.EXIST && !wish.exclusive();
        boolean went = e.number() == FileException.NOENT && wish.create();
        if (attempt == ATTEMPTS || (!came && !went)) {
          throw e;
        }
      }
    }
    opened.setRights(opened.rights().within(from.rights().inheriting()));
    memory.writeI32((int) a[8], descriptors.add(opened));
  }

  private Descriptor open(GuestTree.Place place, GuestPath path, Wish wish) throws IOException {
    Optional<FileStatus> status =
        place instanceof GuestTree.HostPlace host
            ? host.status()
            : Optional.of(WasiPaths.status(place));
    if (status.isPresent() && wish.exclusive()) {
      throw new WasiException(WasiErrno.EXIST);
    }
    boolean wantsFolder = (wish.flags() & FOLDER) != 0 || path.folder();
    if (status.isPresent() && status.get().kind() == FileStatus.Kind.FOLDER) {
      return openFolder(place, wish);
    }
    if (wantsFolder) {
      throw new WasiException(status.isPresent() ? WasiErrno.NOTDIR : WasiErrno.NOENT);
    }
    if (place instanceof GuestTree.HostPlace host) {
      return openFile(host, status, wish);
    }
    throw new WasiException(WasiErrno.NOENT);
  }

  // Programs ask for the right to write on folders too, as part of all rights: that alone is not an
  // attempt to write. Reading and writing together, and nothing else, is one.
  private static Descriptor openFolder(GuestTree.Place place, Wish wish) throws IOException {
    boolean writes = (wish.flags() & (TRUNCATE | CREATE)) != 0;
    boolean writeRight = (wish.rights() & Rights.FD_WRITE) != 0;
    boolean onlyFileRights = writeRight && (wish.flags() & FOLDER) == 0;
    boolean asFile = wish.rights() == (Rights.FD_READ | Rights.FD_WRITE);
    if (writes || onlyFileRights || asFile) {
      throw new WasiException(WasiErrno.ISDIR);
    }
    return Descriptors.folder(place);
  }

  private Descriptor openFile(GuestTree.HostPlace place, Optional<FileStatus> found, Wish wish)
      throws IOException {
    if (found.isEmpty() && !wish.create()) {
      throw new WasiException(WasiErrno.NOENT);
    }
    if (found.isEmpty()) {
      place.requireChangeable();
      disk.takeFile();
    } else {
      if (wish.write()) {
        place.requireWritable();
      }
      switch (found.get().kind()) {
        case FILE -> {}
        case FOLDER -> throw new WasiException(WasiErrno.ISDIR);
        case LINK -> throw new WasiException(WasiErrno.LOOP);
        // A pipe could block for ever, a device could be anything.
        case OTHER -> throw new WasiException(WasiErrno.ACCES);
      }
    }
    boolean opened = false;
    try {
      HostFile file =
          place.folder().open(place.below(), access(wish, found.isEmpty()), found.isEmpty());
      opened = true;
      return opened(place, file, wish);
    } finally {
      if (!opened && found.isEmpty()) {
        disk.returnFile();
      }
    }
  }

  private static HostFolder.Access access(Wish wish, boolean create) {
    if (!wish.write()) {
      return create ? HostFolder.Access.READ_AND_WRITE : HostFolder.Access.READ;
    }
    return wish.read() ? HostFolder.Access.READ_AND_WRITE : HostFolder.Access.WRITE;
  }

  private Descriptor opened(GuestTree.HostPlace place, HostFile file, Wish wish)
      throws IOException {
    try {
      FileStatus status = file.status();
      if (wish.truncate()) {
        file.truncate(0);
        disk.returnBytes(status.sizeBytes() * Math.max(1, status.links()));
      }
      if ((wish.fdFlags() & WasiFiles.FLAG_APPEND) != 0) {
        file.setAppend(true);
      }
      return new Descriptor.OpenFile(
          file,
          status.identity(),
          wish.read(),
          wish.write(),
          place.mounted().writable(),
          wish.fdFlags());
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }
}
