// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static dev.gadus.bolt.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A file that somebody else cuts short while it is mapped. Reading what is gone faults; whatever
 * the engine was asked for then ends with its own exception, which has the fault as its cause.
 */
@Timeout(120)
class CutFileTest {
  private static final byte[] BUCKET = bytes("bucket");
  private static final byte[] NESTED = bytes("nested");
  private static final byte[] KEY = bytes("a key that is not there");
  private static final int KEYS = 5000;

  /** Both meta pages, and nothing of the tree. */
  private static final long PAGES_LEFT = 2;

  /** Calls after which the code that reads is compiled, where a fault comes out otherwise. */
  private static final int CALLS_TO_COMPILE = 20_000;

  private static final Options OPTIONS = Options.defaults().noSync(true);

  @TempDir Path folder;

  /** What a database can be asked for, each of which reads pages. */
  enum Use {
    GET {
      @Override
      void run(Database database) {
        database.view(reader -> reader.bucket(BUCKET).orElseThrow().get(KEY));
      }
    },
    WALK {
      @Override
      void run(Database database) {
        database.view(reader -> {
          Cursor cursor = reader.rootBucket().bucket(BUCKET).orElseThrow().cursor();
          int count = 0;
          while (cursor.previous() || (count == 0 && cursor.last())) {
            count += cursor.keySize();
          }
          return count;
        });
      }
    },
    SEEK {
      @Override
      void run(Database database) {
        database.view(reader -> reader.cursor().seek(KEY));
      }
    },
    CHECK {
      @Override
      void run(Database database) {
        database.view(Transaction::check);
      }
    },
    MEASURE {
      @Override
      void run(Database database) {
        database.view(reader -> reader.rootBucket().statistics());
      }
    },
    INSPECT {
      @Override
      void run(Database database) {
        database.view(reader -> reader.rootBucket().inspect());
      }
    },
    LOOK_AT_PAGE {
      @Override
      void run(Database database) {
        database.view(reader -> reader.page(3));
      }
    },
    COPY {
      @Override
      void run(Database database) {
        try {
          database.writeSnapshot(OutputStream.nullOutputStream());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    },
    PUT {
      @Override
      void run(Database database) {
        database.update(writing -> {
          writing.createBucketIfAbsent(BUCKET).put(KEY, KEY);
          return null;
        });
      }
    },
    PUT_AMONG_OTHERS {
      @Override
      void run(Database database) {
        database.batch(writing -> writing.bucket(BUCKET).orElseThrow().nextSequence());
      }
    },
    DELETE {
      @Override
      void run(Database database) {
        database.update(writing -> {
          writing.rootBucket().delete(KEY);
          return null;
        });
      }
    },
    SET_SEQUENCE {
      @Override
      void run(Database database) {
        database.update(writing -> writing.rootBucket().nextSequence());
      }
    },
    CREATE_BUCKET {
      @Override
      void run(Database database) {
        database.update(writing -> writing.createBucket(KEY));
      }
    },
    DELETE_BUCKET {
      @Override
      void run(Database database) {
        database.update(writing -> {
          writing.deleteBucket(BUCKET);
          return null;
        });
      }
    },
    MOVE_BUCKET {
      @Override
      void run(Database database) {
        database.update(writing -> {
          Bucket from = writing.bucket(BUCKET).orElseThrow();
          from.moveBucket(NESTED, writing.rootBucket());
          return null;
        });
      }
    },
    SHRINK {
      @Override
      void run(Database database) {
        database.shrink();
      }
    },
    COMPACT {
      @Override
      void run(Database database) {
        Path target = database.path().resolveSibling("target.db");
        try (Database compacted = Database.open(target, OPTIONS)) {
          Database.compact(database, compacted, 0);
        }
      }
    };

    abstract void run(Database database);
  }

  private Database filled() {
    Database database = Database.open(folder.resolve("cut.db"), OPTIONS);
    database.update(writing -> {
      Bucket bucket = writing.createBucket(BUCKET);
      bucket.createBucket(NESTED);
      for (int i = 0; i < KEYS; i++) {
        bucket.put(bytes("key %05d".formatted(i)), new byte[40]);
      }
      return null;
    });
    // Pages to move down, for a shrink.
    database.update(writing -> {
      Bucket bucket = writing.bucket(BUCKET).orElseThrow();
      for (int i = 0; i < KEYS / 2; i++) {
        bucket.delete(bytes("key %05d".formatted(i)));
      }
      return null;
    });
    return database;
  }

  private static void cut(Database database) {
    try (RandomAccessFile file = new RandomAccessFile(database.path().toFile(), "rw")) {
      file.setLength(PAGES_LEFT * database.pageSize());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertSaysThatTheFileWasCut(Throwable failure) {
    assertThat(failure)
        .isInstanceOf(BoltException.CorruptDatabase.class)
        .hasMessageContaining("the file was cut short by somebody else while it was open")
        .hasCauseInstanceOf(InternalError.class);
  }

  @ParameterizedTest
  @EnumSource(Use.class)
  void everyUseEndsWithTheExceptionThatSaysSo(Use use) {
    Database database = filled();
    cut(database);
    assertSaysThatTheFileWasCut(catchThrowable(() -> use.run(database)));
    // Another try is answered in the same way, and nothing is locked.
    assertSaysThatTheFileWasCut(catchThrowable(() -> use.run(database)));
    assertThat(database.statistics().openReadTransactionCount()).isZero();
    database.close();
  }

  /** A compiled loop goes on for a moment after the fault, with whatever it has read. */
  @Test
  void loopsThatAreCompiledAndRunningEndWithAnExceptionOfTheEngine() throws InterruptedException {
    for (int round = 0; round < 10; round++) {
      Database database = filled();
      CountDownLatch compiled = new CountDownLatch(2);
      AtomicReference<@Nullable Throwable> getFailure = new AtomicReference<>();
      AtomicReference<@Nullable Throwable> walkFailure = new AtomicReference<>();
      Thread getting = Thread.ofPlatform().start(() -> loopOfGets(database, compiled, getFailure));
      Thread walking =
          Thread.ofPlatform().start(() -> loopOfSteps(database, compiled, walkFailure));
      compiled.await();
      cut(database);
      getting.join();
      walking.join();
      assertThat(getFailure.get()).isInstanceOf(BoltException.CorruptDatabase.class);
      assertThat(walkFailure.get()).isInstanceOf(BoltException.CorruptDatabase.class);
      database.close();
      assertThat(database.path().toFile().delete()).isTrue();
    }
  }

  private static void loopOfGets(
      Database database, CountDownLatch compiled, AtomicReference<@Nullable Throwable> failure) {
    byte[][] keys = new byte[KEYS][];
    for (int i = 0; i < KEYS; i++) {
      keys[i] = bytes("key %05d".formatted(i));
    }
    try (Transaction reader = database.beginRead()) {
      Bucket bucket = reader.bucket(BUCKET).orElseThrow();
      for (int i = 0; true; i++) {
        bucket.get(keys[i % KEYS]);
        if (i == CALLS_TO_COMPILE) {
          compiled.countDown();
        }
      }
    } catch (Throwable e) {
      failure.set(e);
    }
  }

  private static void loopOfSteps(
      Database database, CountDownLatch compiled, AtomicReference<@Nullable Throwable> failure) {
    try (Transaction reader = database.beginRead()) {
      Cursor cursor = reader.bucket(BUCKET).orElseThrow().cursor();
      long bytes = 0;
      for (int i = 0; bytes >= 0; i++) {
        if (!cursor.next()) {
          cursor.first();
        }
        bytes += cursor.key().length + cursor.value().length;
        if (i == CALLS_TO_COMPILE) {
          compiled.countDown();
        }
      }
    } catch (Throwable e) {
      failure.set(e);
    }
  }

  @Test
  void anotherProcessMayBeTheOneThatCutsIt() throws Exception {
    try (Database database = filled();
        Transaction reader = database.beginRead()) {
      Process truncate =
          new ProcessBuilder("truncate", "--size=8192", database.path().toString())
              .inheritIO()
              .start();
      assertThat(truncate.waitFor()).isZero();
      assertSaysThatTheFileWasCut(
          catchThrowable(() -> reader.bucket(BUCKET).orElseThrow().get(KEY)));
    }
    assertThatThrownBy(() -> Database.open(folder.resolve("cut.db")))
        .isInstanceOf(BoltException.CorruptDatabase.class)
        .hasMessageContaining("the file is shorter than the pages that it should hold");
  }
}
