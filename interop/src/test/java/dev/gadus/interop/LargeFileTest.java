// SPDX-License-Identifier: Apache-2.0
package dev.gadus.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.bolt.Bucket;
import dev.gadus.bolt.Cursor;
import dev.gadus.bolt.Database;
import dev.gadus.bolt.Options;
import dev.gadus.bolt.SparseFile;
import dev.gadus.bolt.Transaction;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files, values and lists of free pages that do not fit into 32 or 16 bits, in both directions. */
@Timeout(180)
class LargeFileTest {
  private static final byte[] BUCKET = SparseFile.BUCKET.getBytes(StandardCharsets.UTF_8);
  private static final int VALUES = 3;
  private static final int KEYS = 300;
  private static final int LONG_VALUE_BYTES = 300_000_000;

  /** The count in a freelist page's header does not go further. */
  private static final long SHORT_LIST_PAGES = 0xFFFF;

  private static final Options OPTIONS = Options.defaults().noSync(true);

  @TempDir Path folder;

  private static byte[] key(String by, int number) {
    return "%s %04d".formatted(by, number).getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void bothLibrariesWriteAndReadAFileBeyondFourGibibytes() throws IOException {
    GoPrograms programs = GoPrograms.orSkip();
    Path file = folder.resolve("large.db");
    SparseFile.create(file, VALUES);
    try (GoPeer go = new GoPeer(programs)) {
      putByGo(go, file, "go far out");
      try (Database database = Database.open(file, OPTIONS)) {
        assertSound(database, "go far out");
        long root = rootPage(database);
        assertThat(root * database.pageSize()).isGreaterThan(1L << 32);
        putByUs(database, "ours far out");
      }
      assertThat(programs.bbolt("check", file.toString()).textOfSuccess()).isEqualTo("OK\n");
      try (Database database = Database.open(file, OPTIONS)) {
        database.update(writing -> {
          writing.bucket(BUCKET).orElseThrow().delete(SparseFile.key(0));
          writing.bucket(BUCKET).orElseThrow().delete(SparseFile.key(1));
          return null;
        });
      }
      // Go reads our list, writes its own, and we read that.
      putByGo(go, file, "go after us");
      assertThat(programs.bbolt("check", file.toString()).textOfSuccess()).isEqualTo("OK\n");
      try (Database database = Database.open(file, OPTIONS)) {
        assertThat(database.statistics().freePageCount()).isGreaterThan(8 * SHORT_LIST_PAGES);
        assertSound(database, "go far out");
        assertSound(database, "ours far out");
        assertSound(database, "go after us");
        database.shrink();
        assertSound(database, "go after us");
      }
      assertThat(programs.bbolt("check", file.toString()).textOfSuccess()).isEqualTo("OK\n");
    }
  }

  private static long rootPage(Database database) {
    return database.view(reader -> reader.bucket(BUCKET).orElseThrow().rootPageId());
  }

  private static void putByGo(GoPeer go, Path file, String by) {
    HexFormat hex = HexFormat.of();
    List<String> lines = new ArrayList<>();
    lines.add("open " + file + " 4096 freelist hashmap nosync");
    for (int i = 0; i < KEYS; i++) {
      String key = hex.formatHex(key(by, i));
      lines.add("put /" + hex.formatHex(BUCKET) + " " + key + " " + key);
    }
    lines.addAll(List.of("commit", "close"));
    assertThat(go.ask(lines)).containsOnly("ok");
  }

  private static void putByUs(Database database, String by) {
    database.update(writing -> {
      Bucket bucket = writing.bucket(BUCKET).orElseThrow();
      for (int i = 0; i < KEYS; i++) {
        bucket.put(key(by, i), key(by, i));
      }
      return null;
    });
  }

  private static void assertSound(Database database, String by) {
    try (Transaction reader = database.beginRead()) {
      Bucket bucket = reader.bucket(BUCKET).orElseThrow();
      for (int i = 0; i < KEYS; i++) {
        assertThat(bucket.get(key(by, i))).contains(key(by, i));
      }
      assertThat(reader.check().findings()).isEmpty();
    }
  }

  @Test
  void bothLibrariesReadAValueOfHundredsOfMegabytesOfTheOther() throws Exception {
    GoPrograms programs = GoPrograms.orSkip();
    byte[] value = new byte[LONG_VALUE_BYTES];
    for (int i = 0; i < value.length; i += 4093) {
      value[i] = (byte) (i >>> 7);
    }
    Path ours = folder.resolve("ours.db");
    try (Database database = Database.open(ours, OPTIONS)) {
      database.update(writing -> {
        writing.createBucket(BUCKET).put(BUCKET, value);
        return null;
      });
    }
    Process get =
        programs.start(
            "bbolt",
            "get",
            "--format",
            "bytes",
            ours.toString(),
            SparseFile.BUCKET,
            SparseFile.BUCKET);
    assertStreams(get.getInputStream(), value);
    assertThat(get.waitFor()).isZero();

    Path go = folder.resolve("go.db");
    programs.bbolt("compact", "-o", go.toString(), ours.toString()).textOfSuccess();
    try (Database database = Database.open(go, OPTIONS);
        Transaction reader = database.beginRead()) {
      Cursor cursor = reader.bucket(BUCKET).orElseThrow().cursor();
      assertThat(cursor.first()).isTrue();
      assertThat(cursor.valueSegment().mismatch(MemorySegment.ofArray(value))).isEqualTo(-1);
      assertThat(reader.check().findings()).isEmpty();
    }
  }

  /** The value, and the line end behind it. */
  private static void assertStreams(InputStream stream, byte[] value) throws IOException {
    byte[] part = new byte[1 << 20];
    int at = 0;
    while (at < value.length) {
      int wanted = Math.min(part.length, value.length - at);
      int count = stream.readNBytes(part, 0, wanted);
      assertThat(count).as("bytes at %d", at).isEqualTo(wanted);
      assertThat(Arrays.equals(part, 0, count, value, at, at + count)).as("at %d", at).isTrue();
      at += count;
    }
    assertThat(stream.readAllBytes()).isEqualTo("\n".getBytes(StandardCharsets.UTF_8));
  }
}
