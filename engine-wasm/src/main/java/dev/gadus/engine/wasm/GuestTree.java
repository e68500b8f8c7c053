// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import dev.gadus.engine.GuestPath;
import dev.gadus.engine.Mount;
import dev.gadus.files.FileStatus;
import dev.gadus.files.HostFolder;
import dev.gadus.files.HostName;
import dev.gadus.files.HostPath;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The one folder tree that a program sees: a root that cannot be changed, folders that lead to the
 * mounts, and the mounts, each of which is open from the beginning to the end. Used by the
 * program's own thread.
 *
 * <p>Paths are worked out by {@link PathWalk}, on names, and never by the host: {@code ..},
 * symbolic links that are found in a mount, and absolute link texts are all followed inside this
 * tree, as after a {@code chroot}. What comes out is an open folder of the host and plain names
 * below it. So there is no spelling of a path that means something outside.
 *
 * <p>Where mounts are nested, the inner one hides what the outer one has under that name.
 */
final class GuestTree implements AutoCloseable {
  /** Symbolic links followed in one path, as on Linux. */
  static final int MAX_LINKS = 40;

  /** Longest path taken from a program, in bytes, as on Linux. */
  static final int MAX_PATH_BYTES = 4096;

  /** Longest name in a path, in bytes, as most file systems have it. */
  static final int MAX_NAME_BYTES = 255;

  /** Where a path leads. */
  sealed interface Place {
    /** The names from the program's root, without {@code ..} and links. */
    List<String> names();
  }

  /** A folder that is nowhere on the host. */
  record VirtualFolder(List<String> names, Set<String> children) implements Place {
    /** What a program gets to know of it: always the same number for the same place. */
    FileStatus status() {
      return new FileStatus(
          FileStatus.Kind.FOLDER, 0, names.hashCode() & 0xffff_ffffL, 1, 0, 0, 0, 0);
    }
  }

  /**
   * Something in a mount, whether it exists or not.
   *
   * @param folder an open folder: the mount's own, or the one of a descriptor that the path started
   *     at
   * @param below the names from that folder; empty for the folder itself
   * @param mountItself whether this is what is mounted, and not something in it
   */
  record HostPlace(
      List<String> names,
      MountedFolder mounted,
      HostFolder folder,
      List<String> below,
      boolean mountItself)
      implements Place {

    Optional<FileStatus> status() throws IOException {
      return folder.status(below);
    }

    FileStatus requireStatus() throws IOException {
      return status().orElseThrow(() -> new WasiException(WasiErrno.NOENT));
    }

    /** Refuses when the program may not change this name. */
    void requireChangeable() throws WasiException {
      requireWritable();
      if (mountItself) {
        throw new WasiException(WasiErrno.BUSY);
      }
      if (below.isEmpty()) {
        throw new WasiException(WasiErrno.INVAL);
      }
    }

    /** Refuses when the program may not change what is here. */
    void requireWritable() throws WasiException {
      if (!mounted.writable()) {
        throw new WasiException(WasiErrno.ROFS);
      }
    }
  }

  /**
   * A mount with the access to it.
   *
   * @param folder what is mounted, or the folder around it when it is a file
   * @param base the names from the folder to what is mounted: none for a folder, its own name for a
   *     file
   * @param lent whether others on the host use the folder as well
   */
  record MountedFolder(HostFolder folder, List<String> base, boolean writable, boolean lent) {}

  /** A name of the tree that leads to mounts, or is one. */
  static final class Node {
    final TreeMap<String, Node> children = new TreeMap<>();
    @Nullable MountedFolder mounted;
  }

  private final Node root = new Node();
  private final List<HostFolder> open = new ArrayList<>();

  /**
   * Builds the tree and opens the mounts. Two mounts at the same path are an error.
   *
   * @throws IOException if a mount cannot be opened, or is reached through a link by now
   */
  GuestTree(List<Mount> mounts) throws IOException {
    boolean built = false;
    try {
      for (Mount mount : mounts) {
        Node node = node(mount);
        if (node.mounted != null) {
          throw new IllegalArgumentException(
              "two mounts have the same path, guestPath=" + mount.guestPath());
        }
        node.mounted = mountedFolder(mount);
      }
      built = true;
    } finally {
      if (!built) {
        close();
      }
    }
  }

  /** A tree whose root is a folder of the host, for programs that are tried on one. */
  static GuestTree ofRoot(Path folder) throws IOException {
    GuestTree tree = new GuestTree(List.of());
    HostFolder opened = HostFolder.open(folder);
    tree.open.add(opened);
    tree.root.mounted = new MountedFolder(opened, List.of(), true, false);
    return tree;
  }

  private Node node(Mount mount) {
    Node node = root;
    for (String name : GuestPath.parse(mount.guestPath()).names()) {
      if (name.equals("..")) {
        throw new IllegalArgumentException(
            "a mount's path must not contain '..', got guestPath=" + mount.guestPath());
      }
      node = node.children.computeIfAbsent(name, _ -> new Node());
    }
    return node;
  }

  private MountedFolder mountedFolder(Mount mount) throws IOException {
    Path path = mount.hostPath();
    Path parent = path.getParent();
    if (parent == null || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return new MountedFolder(open(path), List.of(), mount.writable(), mount.lent());
    }
    // Of the folder around a mounted file nothing but the file's own name is ever used.
    MountedFolder file =
        new MountedFolder(open(parent), List.of(lastName(path)), false, mount.lent());
    Optional<FileStatus> status = file.folder().status(file.base());
    if (status.isEmpty() || status.get().kind() != FileStatus.Kind.FILE) {
      throw new IOException(
          "what is to be mounted is neither a folder nor a plain file any more, guestPath="
              + mount.guestPath());
    }
    return file;
  }

  private HostFolder open(Path folder) throws IOException {
    HostFolder opened = HostFolder.open(folder);
    open.add(opened);
    return opened;
  }

  private static String lastName(Path path) {
    String text = HostPath.text(path);
    return text.substring(text.lastIndexOf('/') + 1);
  }

  Node root() {
    return root;
  }

  /** The node with these names; none when no mount is there or below. */
  @Nullable Node node(List<String> names) {
    Node node = root;
    for (String name : names) {
      node = node == null ? null : node.children.get(name);
    }
    return node;
  }

  /** The place with these names, looked up from the root, links not followed. */
  Place place(List<String> names) throws IOException {
    return new PathWalk(this).enterAll(names).place();
  }

  /**
   * The names in an open folder, sorted.
   *
   * @param folder the open folder; none for one that is nowhere on the host
   */
  List<String> list(List<String> names, @Nullable HostFolder folder, int maximum)
      throws IOException {
    Set<String> found = new TreeSet<>();
    if (folder != null) {
      found.addAll(folder.list(maximum).orElseThrow(() -> new WasiException(WasiErrno.OVERFLOW)));
    }
    Node node = node(names);
    if (node != null) {
      found.addAll(node.children.keySet());
    }
    return List.copyOf(found);
  }

  /**
   * Finds where a path leads, from the root. All folders on the way must exist; the last name need
   * not, unless it is above the mounts.
   *
   * @param followLast whether a symbolic link at the last name is followed
   * @throws WasiException if the path is not well-formed, goes above the root, or goes through what
   *     is no folder
   */
  Place resolve(GuestPath path, boolean followLast) throws IOException {
    return new PathWalk(this).resolve(path, followLast || path.folder());
  }

  /**
   * Refuses to move a folder so deep that what is in it would be deeper than names can be: nothing
   * could reach it there, or remove it again.
   */
  void requireMovable(HostPlace from, HostPlace to) throws IOException {
    if (to.names().size() > from.names().size()) {
      try (HostFolder moved = from.folder().folder(from.below())) {
        requireLevels(moved, GuestPath.MAX_DEPTH - to.names().size());
      }
    }
  }

  private static void requireLevels(HostFolder folder, int levels) throws IOException {
    List<String> names =
        folder
            .list(Descriptors.MAX_LISTED_NAMES)
            .orElseThrow(() -> new WasiException(WasiErrno.OVERFLOW));
    if (levels <= 0 && !names.isEmpty()) {
      throw new WasiException(WasiErrno.NAMETOOLONG);
    }
    for (String name : names) {
      WasiFunctions.stopWhenInterrupted();
      Optional<FileStatus> status = folder.status(List.of(name));
      if (status.isPresent() && status.get().kind() == FileStatus.Kind.FOLDER) {
        try (HostFolder inner = folder.folder(List.of(name))) {
          requireLevels(inner, levels - 1);
        }
      }
    }
  }

  /** Refuses what cannot be a name. */
  static void requireName(String name) throws WasiException {
    if (name.indexOf('\0') >= 0) {
      throw new WasiException(WasiErrno.INVAL);
    }
    try {
      if (HostName.bytes(name).length > MAX_NAME_BYTES) {
        throw new WasiException(WasiErrno.NAMETOOLONG);
      }
    } catch (CharacterCodingException e) {
      throw new WasiException(WasiErrno.ILSEQ);
    }
  }

  @Override
  public void close() throws IOException {
    for (HostFolder folder : open) {
      folder.close();
    }
    open.clear();
  }
}
