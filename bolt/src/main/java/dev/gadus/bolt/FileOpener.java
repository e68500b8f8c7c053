// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Opens or makes a database file, takes its lock and finds its state.
 *
 * <p>A new database is made in the file itself, which keeps its owner, its permissions, the links
 * that lead to it and what is mounted on it. When the power goes meanwhile, the file holds a part
 * of what a new database is, which is never taken for one, and made again by the next opening. The
 * lock is on the file, not on its name: after waiting for it, the file may have been replaced, and
 * is then opened again.
 */
final class FileOpener {
  /** Time between two tries to get a lock that another holds; the same as bbolt's. */
  static final long LOCK_RETRY_NANOS = 50_000_000;

  /** A file that is shorter cannot be told from something else; the same bound as bbolt's. */
  private static final int PROBE_BYTES = 4096;

  private static final int SMALLEST_PROBED_PAGE = 1024;

  /** Smallest mapping: address space costs nothing, and making a new one does. */
  private static final long MIN_MAP_BYTES = 1 << 20;

  private final OperatingSystem system;
  private final Path path;
  private final Options options;

  FileOpener(OperatingSystem system, Path path, Options options) {
    this.system = system;
    this.path = path;
    this.options = options;
  }

  /** An open, locked file and the state that it holds. */
  record Opened(StorageFile file, Snapshot snapshot) {}

  /** Returns the length of a mapping that holds this many bytes and some growth. */
  static long mapLength(long bytes) {
    long atLeast = Math.max(bytes, MIN_MAP_BYTES);
    return Long.bitCount(atLeast) == 1 ? atLeast : Long.highestOneBit(atLeast) << 1;
  }

  Opened open() {
    while (true) {
      StorageFile file = find();
      boolean kept = false;
      try {
        lock(file);
        if (file.isAt(path)) {
          if (!options.readOnly()) {
            settle(file);
          }
          Opened opened = new Opened(file, readState(file));
          kept = true;
          return opened;
        }
      } finally {
        if (!kept) {
          file.close();
        }
      }
    }
  }

  private StorageFile find() {
    Optional<StorageFile> file = system.open(path, !options.readOnly());
    if (file.isPresent()) {
      return file.get();
    }
    if (options.readOnly()) {
      throw new BoltException.Storage("open failed: no such file: " + path, 2);
    }
    return system.create(path, options.fileMode());
  }

  private void lock(StorageFile file) {
    long start = system.nanoTime();
    long timeout = options.lockTimeout().toNanos();
    while (!file.tryLock(!options.readOnly())) {
      if (timeout > 0 && system.nanoTime() - start > timeout - LOCK_RETRY_NANOS) {
        throw new BoltException.LockTimeout(
            path
                + " is in use by another process or another open database; waited "
                + options.lockTimeout());
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new BoltException.InterruptedWait(
            "while waiting for the lock of " + path + ", which somebody else has");
      }
      system.pause(LOCK_RETRY_NANOS);
    }
  }

  /**
   * Makes what is found durable, name and all. A process that was killed may have left a commit
   * that can be read and is not on disk yet; the next one writes over the pages that it freed.
   */
  private void settle(StorageFile file) {
    NewDatabase fresh = new NewDatabase(file);
    if (fresh.isUnfinished()) {
      fresh.write(options.pageSize() > 0 ? options.pageSize() : system.pageSize());
    }
    file.sync();
    system.syncName(path);
  }

  private Snapshot readState(StorageFile file) {
    long size = file.size();
    int pageSize = findPageSize(file, size);
    if (size < 2L * pageSize) {
      throw new BoltException.FileTooSmall(size, "file=" + path + " page size=" + pageSize);
    }
    Mapping mapping = file.map(mapLength(Math.max(size, options.initialMapSize())));
    boolean kept = false;
    try {
      Snapshot snapshot =
          new Snapshot(chooseMeta(mapping.segment(), pageSize), mapping, size, new BranchCache());
      checkExtent(snapshot.meta(), pageSize, size);
      kept = true;
      return snapshot;
    } finally {
      if (!kept) {
        mapping.close();
      }
    }
  }

  /** A damaged file that is open, and what of it can be read. */
  record Damaged(StorageFile file, DamagedFile.State state) implements AutoCloseable {
    @Override
    public void close() {
      state.snapshot().mapping().close();
      file.close();
    }
  }

  /** Opens a damaged file for reading what is left of it. */
  Damaged openDamaged() {
    StorageFile file =
        system
            .open(path, false)
            .orElseThrow(() -> new BoltException.Storage("open failed: no such file: " + path, 2));
    boolean kept = false;
    Mapping mapping = null;
    try {
      lock(file);
      long size = file.size();
      mapping = file.map(mapLength(size));
      Damaged opened = new Damaged(file, DamagedFile.choose(mapping, size, path));
      kept = true;
      return opened;
    } finally {
      if (!kept) {
        if (mapping != null) {
          mapping.close();
        }
        file.close();
      }
    }
  }

  private void checkExtent(Meta meta, int pageSize, long size) {
    long pages = size / pageSize;
    if (meta.pageSize() != pageSize) {
      throw new BoltException.InvalidDatabase(
          "the meta pages differ in page size: " + pageSize + " and " + meta.pageSize());
    }
    if (meta.transactionId() < 0) {
      throw new BoltException.CorruptDatabase(
          meta.metaPage(),
          "the meta page names a transaction that cannot be: transaction id="
              + Long.toUnsignedString(meta.transactionId())
              + ", the greatest is "
              + Long.MAX_VALUE);
    }
    if (meta.highWaterMark() < NewDatabase.PAGES - 1 || meta.highWaterMark() > pages) {
      throw new BoltException.CorruptDatabase(
          meta.metaPage(),
          "the file is shorter than the pages that it should hold: size="
              + size
              + " high-water mark="
              + Long.toUnsignedString(meta.highWaterMark())
              + " page size="
              + pageSize);
    }
  }

  /** Finds the page size by the first meta page that is whole. */
  private int findPageSize(StorageFile file, long size) {
    if (size < PROBE_BYTES) {
      throw new BoltException.InvalidDatabase("file=" + path + " size=" + size);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment probe = arena.allocate(PROBE_BYTES);
      file.read(0, probe);
      Meta.Fault fault = Meta.fault(probe, 0);
      if (fault == Meta.Fault.NONE) {
        int pageSize = Meta.read(probe, 0).pageSize();
        if (pageSize < Meta.BYTES || pageSize > Options.MAX_PAGE_SIZE) {
          throw new BoltException.InvalidDatabase("file=" + path + " page size=" + pageSize);
        }
        return pageSize;
      }
      for (int position = SMALLEST_PROBED_PAGE;
          position <= Options.MAX_PAGE_SIZE && position < size - SMALLEST_PROBED_PAGE;
          position <<= 1) {
        probe.fill((byte) 0);
        file.read(position, probe);
        // A bolt file kept as a value also has meta pages, but not where its page size says.
        if (Meta.fault(probe, 0) == Meta.Fault.NONE && Meta.read(probe, 0).pageSize() == position) {
          return position;
        }
      }
      throw unusable(fault);
    }
  }

  private Meta chooseMeta(MemorySegment file, int pageSize) {
    Meta.Fault first = Meta.fault(file, 0);
    Meta.Fault second = Meta.fault(file, pageSize);
    if (first != Meta.Fault.NONE) {
      if (second != Meta.Fault.NONE) {
        throw unusable(first);
      }
      return Meta.read(file, pageSize);
    }
    Meta meta = Meta.read(file, 0);
    if (second != Meta.Fault.NONE) {
      return meta;
    }
    Meta other = Meta.read(file, pageSize);
    return Long.compareUnsigned(other.transactionId(), meta.transactionId()) > 0 ? other : meta;
  }

  private BoltException unusable(Meta.Fault fault) {
    String detail = "neither meta page is whole: file=" + path;
    return switch (fault) {
      case MAGIC -> new BoltException.InvalidDatabase(detail);
      case VERSION -> new BoltException.VersionMismatch(detail);
      case CHECKSUM -> new BoltException.Checksum(detail);
      case NONE -> throw new IllegalStateException("a whole meta page is not unusable");
    };
  }
}
