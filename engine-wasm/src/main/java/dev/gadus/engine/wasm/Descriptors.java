// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import dev.gadus.engine.BoundedOutput;
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

  private final List<@Nullable Descriptor> table = new ArrayList<>();
  private final Map<FileStatus.Identity, Integer> openFiles = new HashMap<>();
  private final Set<FileStatus.Identity> deletedWhileOpen = new HashSet<>();
  private final DiskBudget disk;

  Descriptors(BoundedOutput stdout, BoundedOutput stderr, DiskBudget disk) {
    this.disk = disk;
    table.add(new Descriptor.Input());
    table.add(new Descriptor.Output(stdout));
    table.add(new Descriptor.Output(stderr));
    table.add(new Descriptor.Folder(List.of()));
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

  /** The folder that a descriptor stands for. */
  Descriptor.Folder folder(int number) throws WasiException {
    return switch (get(number)) {
      case Descriptor.Folder folder -> folder;
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

  /**
   * Gives back the space of a file whose last name is about to go: now, or when its last descriptor
   * is closed.
   */
  void deleted(FileStatus file) {
    disk.returnFile();
    if (file.kind() != FileStatus.Kind.FILE || file.links() > 1) {
      return;
    }
    if (openFiles.containsKey(file.identity())) {
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
        disk.returnBytes(file.channel().size());
      }
    }
    file.channel().close();
  }

  /** Closes all open files. */
  @Override
  public void close() throws IOException {
    IOException first = null;
    for (Descriptor descriptor : table) {
      if (descriptor instanceof Descriptor.OpenFile file) {
        try {
          file.channel().close();
        } catch (IOException e) {
          if (first == null) {
            first = e;
          } else {
            first.addSuppressed(e);
          }
        }
      }
    }
    table.clear();
    if (first != null) {
      throw first;
    }
  }
}
