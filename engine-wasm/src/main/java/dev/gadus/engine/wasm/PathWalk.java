// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import dev.gadus.engine.GuestPath;
import dev.gadus.files.FileStatus;
import dev.gadus.files.HostFolder;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One walk along a path in a program's tree. It starts at the root or at an open folder, goes down
 * by names, and holds where it is: the names from the root, and the open folder of the host with
 * the names below it. Opens nothing itself. For one walk of one thread.
 *
 * <p>A path's own {@code ..} leads no higher than where the walk started; the {@code ..} of a link
 * may lead up to the root, since a link means a place in the tree.
 */
final class PathWalk {
  private final GuestTree tree;

  // Where the walk can go back to: the start's names, and what is open there.
  private List<String> startNames = List.of();
  private @Nullable HostFolder startFolder;
  private GuestTree.@Nullable MountedFolder startMounted;
  private boolean startIsMount;

  private final List<String> names = new ArrayList<>();
  private GuestTree.@Nullable Node node;
  private @Nullable HostFolder folder;
  private GuestTree.@Nullable MountedFolder mounted;
  private List<String> below = new ArrayList<>();
  private boolean mountItself;

  /** A walk from the root. */
  PathWalk(GuestTree tree) {
    this.tree = tree;
    GuestTree.MountedFolder atRoot = tree.root().mounted;
    if (atRoot != null) {
      startFolder = atRoot.folder();
      startMounted = atRoot;
      startIsMount = true;
    }
    restart();
  }

  /** A walk from an open folder. */
  PathWalk(GuestTree tree, Descriptor.Folder from) {
    this(tree);
    startNames = from.names();
    if (from.handle() != null) {
      startFolder = from.handle();
      startMounted = from.mounted();
      startIsMount = from.mountItself();
    }
    restart();
  }

  private void restart() {
    names.clear();
    names.addAll(startNames);
    node = tree.node(startNames);
    folder = startFolder;
    mounted = startMounted;
    below = new ArrayList<>();
    mountItself = startIsMount;
  }

  private void restartAtRoot() {
    startNames = List.of();
    GuestTree.MountedFolder atRoot = tree.root().mounted;
    startFolder = atRoot == null ? null : atRoot.folder();
    startMounted = atRoot;
    startIsMount = atRoot != null;
    restart();
  }

  PathWalk enterAll(List<String> all) throws WasiException {
    for (String name : all) {
      enter(name);
    }
    return this;
  }

  private void enter(String name) throws WasiException {
    names.add(name);
    node = node == null ? null : node.children.get(name);
    mountItself = false;
    if (node != null && node.mounted != null) {
      mounted = node.mounted;
      folder = mounted.folder();
      below = new ArrayList<>(mounted.base());
      mountItself = true;
    } else if (node != null) {
      // It leads to a mount, and hides what the host may have there.
      mounted = null;
      folder = null;
      below = new ArrayList<>();
    } else if (folder != null) {
      below.add(name);
    } else {
      throw new WasiException(WasiErrno.NOENT);
    }
  }

  // Back by one name: down again from the start to the one above.
  private void leave(boolean byLink) throws WasiException {
    List<String> above = new ArrayList<>(names.subList(0, Math.max(0, names.size() - 1)));
    if (names.size() <= startNames.size()) {
      if (!byLink || names.isEmpty()) {
        throw new WasiException(WasiErrno.NOTCAPABLE);
      }
      restartAtRoot();
    } else {
      restart();
    }
    enterAll(above.subList(startNames.size(), above.size()));
  }

  /** Where the walk is. */
  GuestTree.Place place() {
    HostFolder at = folder;
    GuestTree.MountedFolder in = mounted;
    if (at == null || in == null) {
      return new GuestTree.VirtualFolder(
          List.copyOf(names), node == null ? Set.of() : node.children.keySet());
    }
    return new GuestTree.HostPlace(List.copyOf(names), in, at, List.copyOf(below), mountItself);
  }

  /** Walks a path to its end; see {@link GuestTree#resolve}. */
  GuestTree.Place resolve(GuestPath path, boolean followLast) throws IOException {
    if (path.absolute()) {
      throw new WasiException(WasiErrno.NOTCAPABLE);
    }
    Deque<String> todo = new ArrayDeque<>(path.names());
    int pathLeft = todo.size();
    int links = 0;
    while (!todo.isEmpty()) {
      boolean byLink = todo.size() > pathLeft;
      String name = todo.removeFirst();
      pathLeft = Math.min(pathLeft, todo.size());
      if (name.equals("..")) {
        leave(byLink);
        continue;
      }
      GuestTree.requireName(name);
      enter(name);
      if (names.size() > GuestPath.MAX_DEPTH) {
        throw new WasiException(WasiErrno.NAMETOOLONG);
      }
      boolean last = todo.isEmpty();
      Optional<FileStatus.Kind> kind = kind();
      if (kind.isEmpty()) {
        if (last) {
          break;
        }
        throw new WasiException(WasiErrno.NOENT);
      }
      switch (kind.get()) {
        case LINK -> {
          if (!last || followLast) {
            if (++links > GuestTree.MAX_LINKS) {
              throw new WasiException(WasiErrno.LOOP);
            }
            followLink(todo);
          } else if (path.folder()) {
            throw new WasiException(WasiErrno.NOTDIR);
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
    return place();
  }

  private Optional<FileStatus.Kind> kind() throws IOException {
    HostFolder at = folder;
    return at == null
        ? Optional.of(FileStatus.Kind.FOLDER)
        : at.status(below).map(FileStatus::kind);
  }

  private void followLink(Deque<String> todo) throws IOException {
    HostFolder at = folder;
    if (at == null) {
      throw new IllegalStateException("a folder that is nowhere on the host is no link");
    }
    GuestPath target = GuestPath.parse(at.linkText(below));
    if (target.absolute()) {
      restartAtRoot();
    } else {
      leave(true);
    }
    target.names().reversed().forEach(todo::addFirst);
  }
}
