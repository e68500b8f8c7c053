// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.jspecify.annotations.Nullable;

/**
 * H2's MVStore. It commits when it is told to, not by itself; durable means a sync after the
 * commit, since a commit alone does not wait for the disk.
 */
final class MvStoreEngine implements Engine {
  /**
   * Enough for every page of the million records; the others use the system's cache as they like.
   */
  private static final int CACHE_MEBIBYTES = 512;

  /** Its own unit for how much may wait for a commit; 0 is no limit, as with the others. */
  private static final int NO_COMMIT_BY_SIZE = 0;

  private static final int SHRINK_MILLIS = 30_000;

  private record Opened(MVStore store, MVMap<byte[], byte[]> records, boolean durable) {}

  private @Nullable Opened opened;

  @Override
  public void open(Path file, Opening opening, String bucket) {
    boolean durable = opening != Opening.FAST;
    MVStore store =
        new MVStore.Builder()
            .fileName(file.toString())
            .autoCommitDisabled()
            .autoCommitBufferSize(NO_COMMIT_BY_SIZE)
            .cacheSize(CACHE_MEBIBYTES)
            .open();
    MVMap<byte[], byte[]> records =
        store.openMap(
            bucket,
            new MVMap.Builder<byte[], byte[]>()
                .keyType(ByteArrayDataType.INSTANCE)
                .valueType(ByteArrayDataType.INSTANCE));
    opened = new Opened(store, records, durable);
  }

  private Opened opened() {
    if (opened == null) {
      throw new IllegalStateException("no file is open");
    }
    return opened;
  }

  @Override
  public void write(Consumer<Writes> body) {
    body.accept(new MvStoreWrites(opened().records()));
    long _ = opened().store().commit();
    if (opened().durable()) {
      opened().store().sync();
    }
  }

  @Override
  public void writeTogether(Consumer<Writes> body) {
    write(body);
  }

  @Override
  public Reads beginRead() {
    return new MvStoreReads(opened().records());
  }

  @Override
  public boolean shrink() {
    opened().store().compactFile(SHRINK_MILLIS);
    return true;
  }

  @Override
  public long freePages() {
    return -1;
  }

  @Override
  public void close() {
    if (opened != null) {
      opened.store().close();
      opened = null;
    }
  }

  /** The map keeps the arrays that it is given. */
  private record MvStoreWrites(MVMap<byte[], byte[]> records) implements Writes {
    @Override
    public void put(long id, long version, int valueBytes) {
      records.put(Records.key(id), Records.value(id, version, valueBytes));
    }

    @Override
    public void delete(long id) {
      records.remove(Records.key(id));
    }
  }

  /** Each call reads the newest version; a cursor stays with the one that it began with. */
  private static final class MvStoreReads implements Reads {
    private final MVMap<byte[], byte[]> records;
    private final byte[] key = new byte[Records.KEY_BYTES];
    private @Nullable Cursor<byte[], byte[]> cursor;

    MvStoreReads(MVMap<byte[], byte[]> records) {
      this.records = records;
    }

    private byte @Nullable [] find(long id) {
      Records.fillKey(key, id);
      return records.get(key);
    }

    @Override
    public long get(long id) {
      byte[] value = find(id);
      return value == null ? ABSENT : Records.longAt(value, 0) + value.length;
    }

    @Override
    public long copy(long id) {
      byte[] value = find(id);
      if (value == null) {
        return ABSENT;
      }
      byte[] copy = value.clone();
      return Records.longAt(copy, 0) + copy.length;
    }

    @Override
    public long version(long id) {
      byte[] value = find(id);
      return value == null ? ABSENT : Records.longAt(value, Long.BYTES);
    }

    @Override
    public boolean first() {
      return moveTo(records.cursor(null));
    }

    @Override
    public boolean seek(long id) {
      Cursor<byte[], byte[]> at = records.cursor(Records.key(id));
      return moveTo(at) && Records.longAt(at.getKey(), 0) == id;
    }

    private boolean moveTo(Cursor<byte[], byte[]> at) {
      cursor = at;
      return moveOn(at);
    }

    private static boolean moveOn(Cursor<byte[], byte[]> at) {
      if (!at.hasNext()) {
        return false;
      }
      byte[] _ = at.next();
      return true;
    }

    @Override
    public void addUp(long most, Sum sum) {
      Cursor<byte[], byte[]> at = cursor;
      if (at == null) {
        throw new IllegalStateException("the cursor is nowhere");
      }
      long total = 0;
      long count = 0;
      do {
        total += Engine.entrySum(Records.longAt(at.getKey(), 0), Records.longAt(at.getValue(), 0));
        count++;
      } while (count < most && moveOn(at));
      sum.total += total;
      sum.count += count;
    }

    @Override
    public void close() {}
  }
}
