// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.GetOp;
import org.lmdbjava.PutFlags;
import org.lmdbjava.Txn;

/**
 * LMDB through lmdbjava, with direct buffers, which suit it best. Durable is its default: the data
 * is synced, and the meta page is written through a descriptor that syncs by itself.
 */
final class LmdbEngine implements Engine {
  /** Address space, not memory or disk: more than any file of the benchmark. */
  private static final long MAP_BYTES = 16L << 30;

  private static final int MAX_BUCKETS = 2;

  private record Opened(Env<ByteBuffer> env, Dbi<ByteBuffer> records) {}

  private @Nullable Opened opened;

  @Override
  public void open(Path file, Opening opening, String bucket) {
    boolean durable = opening != Opening.FAST;
    Env.Builder<ByteBuffer> builder = Env.create().setMapSize(MAP_BYTES).setMaxDbs(MAX_BUCKETS);
    Env<ByteBuffer> env =
        durable
            ? builder.open(file.toFile(), EnvFlags.MDB_NOSUBDIR)
            : builder.open(file.toFile(), EnvFlags.MDB_NOSUBDIR, EnvFlags.MDB_NOSYNC);
    opened = new Opened(env, env.openDbi(bucket, DbiFlags.MDB_CREATE));
  }

  private Opened opened() {
    if (opened == null) {
      throw new IllegalStateException("no file is open");
    }
    return opened;
  }

  @Override
  public void write(Consumer<Writes> body) {
    try (Txn<ByteBuffer> transaction = opened().env().txnWrite()) {
      body.accept(new LmdbWrites(opened().records(), transaction));
      transaction.commit();
    }
  }

  /** It has one writer at a time, and no commits that are shared. */
  @Override
  public void writeTogether(Consumer<Writes> body) {
    write(body);
  }

  @Override
  public Reads beginRead() {
    return new LmdbReads(opened().records(), opened().env().txnRead());
  }

  @Override
  public boolean shrink() {
    return false;
  }

  @Override
  public long freePages() {
    return -1;
  }

  @Override
  public void close() {
    if (opened != null) {
      opened.env().close();
      opened = null;
    }
  }

  private static ByteBuffer keyBuffer() {
    return ByteBuffer.allocateDirect(Records.KEY_BYTES).order(ByteOrder.BIG_ENDIAN);
  }

  private static void fillKey(ByteBuffer key, long id) {
    key.putLong(0, id).putLong(Long.BYTES, Records.secondKeyPart(id));
  }

  private static final class LmdbWrites implements Writes {
    /** Each thread keeps its own: making a direct buffer costs more than a small transaction. */
    private static final ThreadLocal<ByteBuffer> KEYS =
        ThreadLocal.withInitial(LmdbEngine::keyBuffer);

    private static final ThreadLocal<ByteBuffer> VALUES =
        ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(0));

    private final Dbi<ByteBuffer> records;
    private final Txn<ByteBuffer> transaction;
    private final ByteBuffer key = KEYS.get();
    private ByteBuffer value = VALUES.get();

    LmdbWrites(Dbi<ByteBuffer> records, Txn<ByteBuffer> transaction) {
      this.records = records;
      this.transaction = transaction;
    }

    @Override
    public void put(long id, long version, int valueBytes) {
      fillKey(key, id);
      if (value.capacity() != valueBytes) {
        value = ByteBuffer.allocateDirect(valueBytes).order(ByteOrder.BIG_ENDIAN);
        value.put(Records.value(id, version, valueBytes)).flip();
        VALUES.set(value);
      }
      value.putLong(0, Records.mark(id)).putLong(Long.BYTES, version);
      records.put(transaction, key, value, NO_FLAGS);
    }

    private static final PutFlags[] NO_FLAGS = {};

    @Override
    public void delete(long id) {
      fillKey(key, id);
      records.delete(transaction, key);
    }
  }

  private static final class LmdbReads implements Reads {
    private static final ThreadLocal<ByteBuffer> KEYS =
        ThreadLocal.withInitial(LmdbEngine::keyBuffer);

    private final Dbi<ByteBuffer> records;
    private final Txn<ByteBuffer> transaction;
    private final ByteBuffer key = KEYS.get();
    private @Nullable Cursor<ByteBuffer> cursor;

    LmdbReads(Dbi<ByteBuffer> records, Txn<ByteBuffer> transaction) {
      this.records = records;
      this.transaction = transaction;
    }

    private Cursor<ByteBuffer> cursor() {
      if (cursor == null) {
        cursor = records.openCursor(transaction);
      }
      return cursor;
    }

    private @Nullable ByteBuffer find(long id) {
      fillKey(key, id);
      return records.get(transaction, key);
    }

    @Override
    public long get(long id) {
      ByteBuffer value = find(id);
      return value == null ? ABSENT : value.getLong(0) + value.capacity();
    }

    @Override
    public long copy(long id) {
      ByteBuffer value = find(id);
      if (value == null) {
        return ABSENT;
      }
      byte[] copy = new byte[value.capacity()];
      value.get(copy);
      return Records.longAt(copy, 0) + copy.length;
    }

    @Override
    public long version(long id) {
      ByteBuffer value = find(id);
      return value == null ? ABSENT : value.getLong(Long.BYTES);
    }

    @Override
    public boolean first() {
      return cursor().first();
    }

    @Override
    public boolean seek(long id) {
      fillKey(key, id);
      return cursor().get(key, GetOp.MDB_SET_KEY);
    }

    @Override
    public void addUp(long most, Sum sum) {
      Cursor<ByteBuffer> at = cursor();
      long total = 0;
      long count = 0;
      do {
        total += Engine.entrySum(at.key().getLong(0), at.val().getLong(0));
        count++;
      } while (count < most && at.next());
      sum.total += total;
      sum.count += count;
    }

    @Override
    public void close() {
      if (cursor != null) {
        cursor.close();
      }
      transaction.close();
    }
  }
}
