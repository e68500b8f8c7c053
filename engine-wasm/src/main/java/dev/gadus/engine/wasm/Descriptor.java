// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import dev.gadus.engine.BoundedOutput;
import dev.gadus.files.FileStatus;
import dev.gadus.files.HostFile;
import dev.gadus.files.HostFolder;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a program's file descriptor stands for, with the rights that it has. Used by the program's
 * own thread.
 */
abstract sealed class Descriptor {
  private Rights rights;

  private Descriptor(Rights rights) {
    this.rights = rights;
  }

  final Rights rights() {
    return rights;
  }

  /** Gives up rights. */
  final void setRights(Rights fewer) {
    rights = fewer;
  }

  /** Closes what it holds open on the host. */
  void close() throws IOException {}

  /** Standard input: always at its end. */
  static final class Input extends Descriptor {
    Input() {
      super(new Rights(Rights.FD_READ | Rights.POLL_FD_READWRITE, 0));
    }
  }

  /** Standard output or standard error. */
  static final class Output extends Descriptor {
    private final BoundedOutput output;

    Output(BoundedOutput output) {
      super(new Rights(Rights.FD_WRITE | Rights.POLL_FD_READWRITE, 0));
      this.output = output;
    }

    BoundedOutput output() {
      return output;
    }
  }

  /**
   * An open folder: the folder of the host that was opened, whatever becomes of its name. One that
   * is nowhere on the host is a name.
   */
  static final class Folder extends Descriptor {
    private List<String> names;
    private final @Nullable HostFolder handle;
    private final GuestTree.@Nullable MountedFolder mounted;
    private final boolean mountItself;
    private @Nullable List<String> listing;

    /** A folder that is nowhere on the host. */
    Folder(List<String> names) {
      this(names, null, null, false);
    }

    Folder(
        List<String> names,
        @Nullable HostFolder handle,
        GuestTree.@Nullable MountedFolder mounted,
        boolean mountItself) {
      super(Rights.OF_FOLDERS);
      this.names = names;
      this.handle = handle;
      this.mounted = mounted;
      this.mountItself = mountItself;
    }

    /** Its names from the program's root, as far as the program's own renaming tells. */
    List<String> names() {
      return names;
    }

    void renamed(List<String> now) {
      names = now;
    }

    @Nullable HostFolder handle() {
      return handle;
    }

    GuestTree.@Nullable MountedFolder mounted() {
      return mounted;
    }

    boolean mountItself() {
      return mountItself;
    }

    /** The names that were in it when the program began to read it. */
    @Nullable List<String> listing() {
      return listing;
    }

    void setListing(@Nullable List<String> now) {
      listing = now;
    }

    @Override
    void close() throws IOException {
      if (handle != null) {
        handle.close();
      }
    }
  }

  /** An open file: the file of the host that was opened, whatever becomes of its name. */
  static final class OpenFile extends Descriptor {
    private final HostFile file;
    private final FileStatus.Identity identity;
    private final boolean changeable;
    private int flags;

    /**
     * @param changeable whether the file is in a mount that the program may change
     * @param flags the flags of WASI that it was opened with
     */
    OpenFile(
        HostFile file,
        FileStatus.Identity identity,
        boolean readable,
        boolean writable,
        boolean changeable,
        int flags) {
      super(Rights.ofFile(readable, writable));
      this.file = file;
      this.identity = identity;
      this.changeable = changeable;
      this.flags = flags;
    }

    HostFile file() {
      return file;
    }

    FileStatus.Identity identity() {
      return identity;
    }

    boolean changeable() {
      return changeable;
    }

    boolean readable() {
      return rights().has(Rights.FD_READ);
    }

    boolean writable() {
      return rights().has(Rights.FD_WRITE);
    }

    int flags() {
      return flags;
    }

    void setFlags(int now) {
      flags = now;
    }

    boolean append() {
      return (flags & WasiFiles.FLAG_APPEND) != 0;
    }

    @Override
    void close() throws IOException {
      file.close();
    }
  }
}
