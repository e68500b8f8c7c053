// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import dev.gadus.engine.BoundedOutput;
import dev.gadus.files.FileStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The file descriptors of one running program: 0, 1 and 2 are the standard streams, 3 is the root
 * folder. Also knows which deleted files are still open, so that their space is given back when it
 * really is free. Used by the program's own thread.
 */
final class Descriptors implements AutoCloseable {
  /** Descriptors a program can have at once; each open file is also one of the node's. */
  static final int MAXIMUM = 128;

  /** The descriptor of the root folder, which programs find as their one preopened folder. */
  static final int ROOT = 3;

  /**
   * Names that can be listed at once, in all open folders together; the lists are held in memory
   * while a program reads them.
   */
  static final int MAX_LISTED_NAMES = 1_000_000;

  private final List<@Nullable Descriptor> table = new ArrayList<>();
  private final Descriptor rootFolder;
  private final Map<FileStatus.Identity, Integer> openFiles = new HashMap<>();
  private final Set<FileStatus.Identity> deletedWhileOpen = new HashSet<>();
  private final DiskBudget disk;

  Descriptors(GuestTree tree, BoundedOutput stdout, BoundedOutput stderr, DiskBudget disk)
      throws IOException {
    this.disk = disk;
    this.rootFolder = folder(tree.place(List.of()));
    table.add(new Descriptor.Input());
    table.add(new Descriptor.Output(stdout));
    table.add(new Descriptor.Output(stderr));
    table.add(rootFolder);
  }

  /** Opens a folder. */
  static Descriptor.Folder folder(GuestTree.Place place) throws IOException {
    return switch (place) {
      case GuestTree.VirtualFolder virtual -> new Descriptor.Folder(virtual.names());
      case GuestTree.HostPlace host ->
          new Descriptor.Folder(
              host.names(), host.folder().folder(host.below()), host.mounted(), host.mountItself());
    };
  }

  /**
   * What a descriptor stands for.
   *
   * @throws WasiException with {@link WasiErrno#BADF} if it is not open
   */
  Descriptor get(int number) throws WasiException {
    Descriptor descriptor = number >= 0 && number < table.size() ? table.get(number) : null;
    if (descriptor == null) {
      throw new WasiException(WasiErrno.BADF);
    }
    return descriptor;
  }

  /** The folder that a descriptor stands for, if it has a right. */
  Descriptor.Folder folder(int number, long right) throws WasiException {
    return switch (get(number)) {
      case Descriptor.Folder folder -> {
        folder.rights().require(right);
        yield folder;
      }
      case Descriptor.Input _, Descriptor.Output _, Descriptor.OpenFile _ ->
          throw new WasiException(WasiErrno.NOTDIR);
    };
  }

  /**
   * The file that a descriptor stands for; {@code ifStream} is the answer when it is a standard
   * stream.
   */
  Descriptor.OpenFile file(int number, WasiErrno ifStream) throws WasiException {
    return switch (get(number)) {
      case Descriptor.OpenFile file -> file;
      case Descriptor.Folder _ -> throw new WasiException(WasiErrno.ISDIR);
      case Descriptor.Input _, Descriptor.Output _ -> throw new WasiException(ifStream);
    };
  }

  /** Whether a descriptor is the root folder that was there from the start. */
  boolean isRoot(int number) throws WasiException {
    return get(number) == rootFolder;
  }

  /** Refuses when no further descriptor can be had. */
  void requireFree() throws WasiException {
    if (table.stream().filter(descriptor -> descriptor != null).count() >= MAXIMUM) {
      throw new WasiException(WasiErrno.MFILE);
    }
  }

  /** Adds a descriptor under the lowest free number. Call {@link #requireFree} first. */
  int add(Descriptor descriptor) {
    if (descriptor instanceof Descriptor.OpenFile file) {
      openFiles.merge(file.identity(), 1, Integer::sum);
    }
    for (int number = 0; number < table.size(); number++) {
      if (table.get(number) == null) {
        table.set(number, descriptor);
        return number;
      }
    }
    table.add(descriptor);
    return table.size() - 1;
  }

  /** Closes a descriptor. */
  void close(int number) throws IOException {
    Descriptor descriptor = get(number);
    table.set(number, null);
    if (descriptor instanceof Descriptor.OpenFile file) {
      closeFile(file);
    } else {
      descriptor.close();
    }
  }

  /** Makes {@code to} stand for what {@code from} stands for, and closes {@code from}. */
  void renumber(int from, int to) throws IOException {
    Descriptor moved = get(from);
    get(to);
    if (from != to) {
      close(to);
      table.set(to, moved);
      table.set(from, null);
    }
  }

  /** Tells the open folders that a folder has other names from now on. */
  void renamed(List<String> from, List<String> to) {
    for (Descriptor descriptor : table) {
      if (descriptor instanceof Descriptor.Folder folder
          && folder.names().size() >= from.size()
          && folder.names().subList(0, from.size()).equals(from)) {
        List<String> now = new ArrayList<>(to);
        now.addAll(folder.names().subList(from.size(), folder.names().size()));
        folder.renamed(List.copyOf(now));
      }
    }
  }

  /** How many names a folder can list, beside what other folders hold listed. */
  int listableNames(Descriptor.Folder asking) {
    int listed = 0;
    for (Descriptor descriptor : table) {
      if (descriptor instanceof Descriptor.Folder folder && folder != asking) {
        List<String> names = folder.listing();
        listed += names == null ? 0 : names.size();
      }
    }
    return MAX_LISTED_NAMES - listed;
  }

  /**
   * Gives back the space of a name that is gone: now, or when the last descriptor of its file is
   * closed. Each name of a file counts with all of its bytes.
   */
  void deleted(FileStatus file) {
    disk.returnFile();
    if (file.kind() != FileStatus.Kind.FILE) {
      return;
    }
    if (file.links() <= 1 && openFiles.containsKey(file.identity())) {
      deletedWhileOpen.add(file.identity());
    } else {
      disk.returnBytes(file.sizeBytes());
    }
  }

  private void closeFile(Descriptor.OpenFile file) throws IOException {
    int left = openFiles.merge(file.identity(), -1, Integer::sum);
    if (left == 0) {
      openFiles.remove(file.identity());
      if (deletedWhileOpen.remove(file.identity())) {
        disk.returnBytes(file.file().status().sizeBytes());
      }
    }
    file.close();
  }

  /** Closes all that is open. */
  @Override
  public void close() throws IOException {
    IOException first = null;
    for (Descriptor descriptor : table) {
      try {
        if (descriptor != null) {
          descriptor.close();
        }
      } catch (IOException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    table.clear();
    if (first != null) {
      throw first;
    }
  }
}
