// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import dev.gadus.engine.GuestPath;
import dev.gadus.engine.Mount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The one folder tree that a program sees: a root that cannot be changed, folders that lead to the
 * mounts, and the mounts. Thread-safe, as it never changes.
 *
 * <p>Paths are worked out here, on names, and never by the host: {@code ..}, symbolic links that
 * are found in a mount, and absolute link texts are all followed inside this tree, as after a
 * {@code chroot}. What comes out is a mount and plain names below it. So there is no spelling of a
 * path that means something outside.
 *
 * <p>Where mounts are nested, the inner one hides what the outer one has under that name.
 */
final class GuestTree {
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
  record VirtualFolder(List<String> names, Set<String> children) implements Place {}

  /**
   * Something in a mount, whether it exists or not.
   *
   * @param below the names below the mount's own place; empty for the mount itself
   */
  record HostPlace(List<String> names, MountedFolder mounted, List<String> below) implements Place {

    /** The names below the host folder. */
    List<String> hostNames() {
      List<String> all = new ArrayList<>(mounted.base());
      all.addAll(below);
      return all;
    }

    Optional<FileStatus> status() throws IOException {
      List<String> hostNames = hostNames();
      return mounted.folder().status(hostNames);
    }

    /** Refuses when the program may not change this name. */
    void requireChangeable() throws WasiException {
      if (!mounted.writable()) {
        throw new WasiException(WasiErrno.ROFS);
      }
      if (below.isEmpty()) {
        throw new WasiException(WasiErrno.BUSY);
      }
    }
  }

  /**
   * A mount with the access to it.
   *
   * @param base the names from the folder to what is mounted: none for a folder, its own name for a
   *     file
   */
  record MountedFolder(HostFolder folder, List<String> base, boolean writable) {}

  private static final class Node {
    final TreeMap<String, Node> children = new TreeMap<>();
    @Nullable MountedFolder mounted;
  }

  private final Node root = new Node();

  /** Builds the tree. Two mounts at the same path are an error. */
  GuestTree(List<Mount> mounts) {
    for (Mount mount : mounts) {
      Node node = root;
      for (String name : GuestPath.parse(mount.guestPath()).names()) {
        if (name.equals("..")) {
          throw new IllegalArgumentException(
              "a mount's path must not contain '..', got guestPath=" + mount.guestPath());
        }
        node = node.children.computeIfAbsent(name, _ -> new Node());
      }
      if (node.mounted != null) {
        throw new IllegalArgumentException(
            "two mounts have the same path, guestPath=" + mount.guestPath());
      }
      node.mounted = mountedFolder(mount);
    }
  }

  private static MountedFolder mountedFolder(Mount mount) {
    Path path = mount.hostPath();
    Path parent = path.getParent();
    if (Files.isDirectory(path) || parent == null) {
      return new MountedFolder(new HostFolder(path), List.of(), mount.writable());
    }
    // Of the folder around a mounted file nothing but the file's own name is ever used.
    return new MountedFolder(
        new HostFolder(parent), List.of(String.valueOf(path.getFileName())), false);
  }

  /** The place with these names, which must come from this tree. */
  Place place(List<String> names) throws WasiException {
    Node node = root;
    MountedFolder mounted = null;
    int mountDepth = 0;
    for (int depth = 0; ; depth++) {
      if (node.mounted != null) {
        mounted = node.mounted;
        mountDepth = depth;
      }
      if (depth == names.size()) {
        if (node.mounted == null) {
          return new VirtualFolder(names, node.children.keySet());
        }
        break;
      }
      Node child = node.children.get(names.get(depth));
      if (child == null) {
        break;
      }
      node = child;
    }
    if (mounted == null) {
      throw new WasiException(WasiErrno.NOENT);
    }
    return new HostPlace(names, mounted, names.subList(mountDepth, names.size()));
  }

  /** The names in a folder, sorted. */
  List<String> list(List<String> names, int maximum) throws IOException {
    Node node = root;
    for (String name : names) {
      node = node == null ? null : node.children.get(name);
    }
    Set<String> found = new TreeSet<>();
    if (place(names) instanceof HostPlace host) {
      found.addAll(
          host.mounted()
              .folder()
              .list(host.hostNames(), maximum)
              .orElseThrow(() -> new WasiException(WasiErrno.OVERFLOW)));
    }
    if (node != null) {
      found.addAll(node.children.keySet());
    }
    return List.copyOf(found);
  }

  /**
   * Finds where a path leads. All folders on the way must exist; the last name need not, unless it
   * is above the mounts.
   *
   * @param from the names of the folder that a relative path starts at
   * @param followLast whether a symbolic link at the last name is followed
   * @throws WasiException if the path is not well-formed, goes above the root, or goes through what
   *     is no folder
   */
  Place resolve(List<String> from, GuestPath path, boolean followLast) throws IOException {
    if (path.absolute()) {
      throw new WasiException(WasiErrno.NOTCAPABLE);
    }
    Deque<String> todo = new ArrayDeque<>(path.names());
    List<String> at = new ArrayList<>(from);
    boolean follow = followLast || path.folder();
    int links = 0;
    while (!todo.isEmpty()) {
      String name = todo.removeFirst();
      if (name.equals("..")) {
        if (at.isEmpty()) {
          throw new WasiException(WasiErrno.NOTCAPABLE);
        }
        at.removeLast();
        continue;
      }
      requireName(name);
      at.add(name);
      if (at.size() > GuestPath.MAX_DEPTH) {
        throw new WasiException(WasiErrno.NAMETOOLONG);
      }
      boolean last = todo.isEmpty();
      if (!(place(List.copyOf(at)) instanceof HostPlace host)) {
        continue;
      }
      Optional<FileStatus> status = host.status();
      if (status.isEmpty()) {
        if (last) {
          break;
        }
        throw new WasiException(WasiErrno.NOENT);
      }
      switch (status.get().kind()) {
        case LINK -> {
          if (!last || follow) {
            if (++links > MAX_LINKS) {
              throw new WasiException(WasiErrno.LOOP);
            }
            GuestPath target = GuestPath.parse(host.mounted().folder().linkText(host.hostNames()));
            at.removeLast();
            if (target.absolute()) {
              at.clear();
            }
            target.names().reversed().forEach(todo::addFirst);
          }
        }
        case FILE, OTHER -> {
          if (!last || path.folder()) {
            throw new WasiException(WasiErrno.NOTDIR);
          }
        }
        case FOLDER -> {}
      }
    }
    return place(List.copyOf(at));
  }

  private static void requireName(String name) throws WasiException {
    if (name.indexOf('\0') >= 0) {
      throw new WasiException(WasiErrno.INVAL);
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
      throw new WasiException(WasiErrno.NAMETOOLONG);
    }
  }
}
