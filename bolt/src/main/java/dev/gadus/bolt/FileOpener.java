// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Opens or makes a database file, takes its lock and finds its state.
 *
 * <p>A new database is written under another name, {@code NAME.new}, made durable, and only then
 * given its own, so that nobody ever sees half of one. The lock is on the file, not on its name:
 * after waiting for it, the file may have been replaced, and is then opened again.
 */
final class FileOpener {
  /** Time between two tries to get a lock that another holds; the same as bbolt's. */
  static final long LOCK_RETRY_NANOS = 50_000_000;

  /** Two meta pages, a freelist and the root: the shortest file that there is. */
  static final long NEW_DATABASE_PAGES = 4;

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
      Optional<StorageFile> file = system.open(path, !options.readOnly());
      if (file.isEmpty() && options.readOnly()) {
        throw new StorageException("open failed: no such file: " + path, 2);
      }
      StorageFile storage = file.isEmpty() ? createFile() : file.get();
      boolean kept = false;
      try {
        if (file.isPresent()) {
          lock(storage);
        }
        if (file.isEmpty() ? initialise(storage) : storage.isAt(path)) {
          if (storage.size() == 0 && !options.readOnly()) {
            replaceEmpty();
            continue;
          }
          if (file.isPresent() && !options.readOnly()) {
            settle(storage);
          }
          Opened opened = new Opened(storage, readState(storage));
          kept = true;
          return opened;
        }
      } finally {
        if (!kept) {
          storage.close();
        }
      }
    }
  }

  private void lock(StorageFile file) {
    long start = system.nanoTime();
    long timeout = options.lockTimeout().toNanos();
    while (!file.tryLock(!options.readOnly())) {
      if (timeout > 0 && system.nanoTime() - start > timeout - LOCK_RETRY_NANOS) {
        throw new LockTimeoutException(
            path
                + " is in use by another process or another open database; waited "
                + options.lockTimeout());
      }
      system.pause(LOCK_RETRY_NANOS);
    }
  }

  private Path temporaryPath() {
    return path.resolveSibling(path.getFileName() + ".new");
  }

  private StorageFile createFile() {
    StorageFile file = system.create(temporaryPath(), options.fileMode());
    boolean locked = false;
    try {
      lock(file);
      locked = true;
      return file;
    } finally {
      if (!locked) {
        file.close();
      }
    }
  }

  /** Writes a new database and gives it its name; returns false when another was quicker. */
  private boolean initialise(StorageFile file) {
    if (system.exists(path) || !file.isAt(temporaryPath())) {
      return false;
    }
    writeEmptyDatabase(file);
    file.rename(path);
    syncDirectory();
    return true;
  }

  /** An empty file, whose lock we hold, becomes a database by being replaced by one. */
  private void replaceEmpty() {
    try (StorageFile fresh = createFile()) {
      if (fresh.isAt(temporaryPath())) {
        writeEmptyDatabase(fresh);
        fresh.rename(path);
        syncDirectory();
      }
    }
  }

  /**
   * Makes what is found durable, name and all. A process that was killed may have left a commit
   * that can be read and is not on disk yet; the next one writes over the pages that it freed.
   */
  private void settle(StorageFile file) {
    file.sync();
    syncDirectory();
  }

  private void syncDirectory() {
    Path directory = path.toAbsolutePath().getParent();
    if (directory != null) {
      system.syncDirectory(directory);
    }
  }

  private void writeEmptyDatabase(StorageFile file) {
    int pageSize = options.pageSize() > 0 ? options.pageSize() : system.pageSize();
    long root = 3;
    long freelist = 2;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment image = arena.allocate(NEW_DATABASE_PAGES * pageSize);
      for (long id = 0; id < Layout.FIRST_DATA_PAGE; id++) {
        new Meta(pageSize, 0, root, 0, freelist, NEW_DATABASE_PAGES, id)
            .write(image, id * pageSize);
      }
      Layout.setHeader(image, freelist * pageSize, freelist, Layout.FREELIST_FLAG, 0, 0);
      Layout.setHeader(image, root * pageSize, root, Layout.LEAF_FLAG, 0, 0);
      file.resize(0);
      file.write(0, image);
      file.sync();
    }
  }

  private Snapshot readState(StorageFile file) {
    long size = file.size();
    int pageSize = findPageSize(file, size);
    if (size < 2L * pageSize) {
      throw new FileTooSmallException(size, "file=" + path + " page size=" + pageSize);
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

  /**
   * Opens a damaged file for reading what is left of it: by the newest meta page that is whole and
   * whose tree can be entered, else by one that looks like a meta page.
   */
  Opened openDamaged() {
    StorageFile file =
        system
            .open(path, false)
            .orElseThrow(() -> new StorageException("open failed: no such file: " + path, 2));
    boolean kept = false;
    Mapping mapping = null;
    try {
      lock(file);
      long size = file.size();
      mapping = file.map(mapLength(size));
      Opened opened = new Opened(file, anyState(mapping, size));
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

  private Snapshot anyState(Mapping mapping, long size) {
    List<Meta> candidates = new ArrayList<>(metas(mapping.segment(), size, true));
    candidates.sort(Comparator.comparingLong(Meta::transactionId).reversed());
    candidates.addAll(metas(mapping.segment(), size, false));
    for (Meta meta : candidates) {
      Snapshot snapshot = new Snapshot(meta, mapping, size, new BranchCache());
      if (hasReadableRoot(snapshot)) {
        return snapshot;
      }
    }
    throw new InvalidDatabaseException("no meta page leads to a readable tree: file=" + path);
  }

  private static boolean hasReadableRoot(Snapshot snapshot) {
    try {
      return new Pages(snapshot, null).page(snapshot.meta().root()) > 0;
    } catch (CorruptDatabaseException e) {
      return false;
    }
  }

  /** Returns what stands where meta pages can be: whole ones, or damaged ones. */
  private List<Meta> metas(MemorySegment file, long size, boolean whole) {
    List<Meta> found = new ArrayList<>();
    for (long position = 0; position <= Options.MAX_PAGE_SIZE; ) {
      if (position + Meta.BYTES <= size) {
        Meta.Fault fault = Meta.fault(file, position);
        Meta meta = Meta.read(file, position);
        boolean possible =
            meta.pageSize() >= SMALLEST_PROBED_PAGE
                && meta.pageSize() <= Options.MAX_PAGE_SIZE
                && (position == 0 || position == meta.pageSize());
        if (possible && (whole ? fault == Meta.Fault.NONE : fault == Meta.Fault.CHECKSUM)) {
          found.add(meta);
        }
      }
      position = position == 0 ? SMALLEST_PROBED_PAGE : position * 2;
    }
    return found;
  }

  private void checkExtent(Meta meta, int pageSize, long size) {
    long pages = size / pageSize;
    if (meta.pageSize() != pageSize) {
      throw new InvalidDatabaseException(
          "the meta pages differ in page size: " + pageSize + " and " + meta.pageSize());
    }
    if (meta.highWaterMark() < NEW_DATABASE_PAGES - 1 || meta.highWaterMark() > pages) {
      throw new CorruptDatabaseException(
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
      throw new InvalidDatabaseException("file=" + path + " size=" + size);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment probe = arena.allocate(PROBE_BYTES);
      file.read(0, probe);
      Meta.Fault fault = Meta.fault(probe, 0);
      if (fault == Meta.Fault.NONE) {
        int pageSize = Meta.read(probe, 0).pageSize();
        if (pageSize < Meta.BYTES || pageSize > Options.MAX_PAGE_SIZE) {
          throw new InvalidDatabaseException("file=" + path + " page size=" + pageSize);
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
      case MAGIC -> new InvalidDatabaseException(detail);
      case VERSION -> new VersionMismatchException(detail);
      case CHECKSUM -> new ChecksumException(detail);
      case NONE -> throw new IllegalStateException("a whole meta page is not unusable");
    };
  }
}
