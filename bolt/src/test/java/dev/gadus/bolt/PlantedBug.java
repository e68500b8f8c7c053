// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the engine's calls to a disk wrong in one way, as if the engine had the bug. The tests of
 * power loss must notice each of them.
 */
final class PlantedBug implements OperatingSystem {
  /** What is wrong. */
  enum Kind {
    /** The meta page is written while the pages that it names may not be on disk. */
    NO_SYNC_BEFORE_META,
    /** A commit returns before its meta page is on disk. */
    NO_SYNC_AFTER_META,
    /** The meta page goes to disk first, the pages that it names later. */
    META_BEFORE_DATA,
    /** After the file has grown, its length is not synced. */
    NO_SYNC_OF_GROWTH,
    /** A page that a commit frees is written to before the commit is on disk. */
    PAGE_REUSED_TOO_EARLY,
    /** A new database is used before it is on disk. */
    NO_SYNC_OF_NEW_FILE,
    /** The name of a new file is not synced. */
    NO_SYNC_OF_DIRECTORY,
    /** What another process has left unsynced is taken to be on disk. */
    NO_SYNC_WHEN_OPENED
  }

  private final Kind kind;
  private final OperatingSystem disk;
  private final int pageSize;

  PlantedBug(Kind kind, OperatingSystem disk, int pageSize) {
    this.kind = kind;
    this.disk = disk;
    this.pageSize = pageSize;
  }

  @Override
  public Optional<StorageFile> open(Path path, boolean writable) {
    return disk.open(path, writable).map(file -> new BuggyFile(file, false));
  }

  @Override
  public StorageFile create(Path path, int fileMode) {
    return new BuggyFile(disk.create(path, fileMode), true);
  }

  @Override
  public void syncName(Path path) {
    if (kind != Kind.NO_SYNC_OF_DIRECTORY) {
      disk.syncName(path);
    }
  }

  @Override
  public int pageSize() {
    return disk.pageSize();
  }

  @Override
  public long nanoTime() {
    return disk.nanoTime();
  }

  @Override
  public void pause(long nanos) {
    disk.pause(nanos);
  }

  private final class BuggyFile implements StorageFile {
    private final StorageFile file;
    private final boolean fresh;
    private final Map<Long, MemorySegment> held = new LinkedHashMap<>();
    private boolean syncedBefore;
    private boolean metaWritten;

    BuggyFile(StorageFile file, boolean fresh) {
      this.file = file;
      this.fresh = fresh;
    }

    @Override
    public long size() {
      return file.size();
    }

    @Override
    public long read(long position, MemorySegment target) {
      return file.read(position, target);
    }

    @Override
    public void write(long position, MemorySegment source) {
      if (source.byteSize() == Meta.BYTES) {
        metaWritten = true;
        if (kind == Kind.PAGE_REUSED_TOO_EARLY) {
          writeOverOldRoot(Meta.read(source, 0));
        }
      } else if (kind == Kind.META_BEFORE_DATA && syncedBefore && position > 0) {
        MemorySegment copy = Arena.ofAuto().allocate(source.byteSize()).copyFrom(source);
        held.put(position, copy);
        return;
      }
      file.write(position, source);
    }

    private void writeOverOldRoot(Meta next) {
      MemorySegment page = Arena.ofAuto().allocate(pageSize);
      long position = (1 - next.metaPage()) * pageSize;
      file.read(position, page);
      Meta previous = Meta.read(page, 0);
      if (previous.root() != next.root()) {
        file.write(previous.root() * pageSize, Arena.ofAuto().allocate(pageSize));
      }
    }

    @Override
    public void resize(long size) {
      file.resize(size);
    }

    @Override
    public void sync() {
      if (kind == Kind.NO_SYNC_OF_GROWTH && syncedBefore) {
        syncData();
      } else {
        syncUnlessForgotten(file::sync);
      }
    }

    @Override
    public void syncData() {
      syncUnlessForgotten(file::syncData);
    }

    private void syncUnlessForgotten(Runnable sync) {
      boolean first = !syncedBefore;
      boolean meta = metaWritten;
      syncedBefore = true;
      metaWritten = false;
      boolean forgotten =
          switch (kind) {
            case NO_SYNC_BEFORE_META, META_BEFORE_DATA -> !first && !meta;
            case NO_SYNC_AFTER_META -> meta;
            case NO_SYNC_OF_NEW_FILE -> first && fresh;
            case NO_SYNC_WHEN_OPENED -> first && !fresh;
            case NO_SYNC_OF_GROWTH, PAGE_REUSED_TOO_EARLY, NO_SYNC_OF_DIRECTORY -> false;
          };
      if (!forgotten) {
        sync.run();
      }
      if (meta && !held.isEmpty()) {
        held.forEach(file::write);
        held.clear();
        file.sync();
      }
    }

    @Override
    public long usableBytes() {
      return file.usableBytes();
    }

    @Override
    public Mapping map(long length) {
      return file.map(length);
    }

    @Override
    public boolean tryLock(boolean exclusive) {
      return file.tryLock(exclusive);
    }

    @Override
    public boolean isAt(Path path) {
      return file.isAt(path);
    }

    @Override
    public void close() {
      file.close();
    }
  }
}
