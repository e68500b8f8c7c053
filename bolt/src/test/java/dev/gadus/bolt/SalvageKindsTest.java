// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static dev.gadus.bolt.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each page of a file is damaged in each way, one at a time. What does not stand on the damaged
 * page is saved with its value, whatever led to it; and when something is not at its place, the
 * report says that something was lost.
 */
class SalvageKindsTest {
  private static final Path PATH = SimulatedDisk.path("data.db");
  private static final Path SAVED = SimulatedDisk.path("saved.db");
  private static final int PAGE_SIZE = 1024;
  private static final MemoryPool MEMORY = new MemoryPool();

  /** What is done to a page. */
  enum Way {
    ZEROED,
    CUT,
    ONE_BIT_OF_HEADER,
    COUNT_ZERO,
    COUNT_TOO_LARGE,
    COUNT_MUCH_TOO_LARGE,
    POSITIONS_ZERO;

    /** Returns whether all that stands on the damaged page stands there still. */
    boolean keepsTheEntries() {
      return this == COUNT_ZERO
          || this == COUNT_TOO_LARGE
          || this == COUNT_MUCH_TOO_LARGE
          || this == POSITIONS_ZERO
          || this == ONE_BIT_OF_HEADER;
    }
  }

  /** Where an entry stands: its bucket and key, its value, and the pages that it lies on. */
  private record Entry(String place, String key, String value, Set<Long> pages) {}

  private static byte[] sound = new byte[0];
  private static final Map<String, Entry> entries = new TreeMap<>();

  @BeforeAll
  static void makeTheFile() {
    SimulatedDisk disk = new SimulatedDisk(1, MEMORY);
    try (Database database = disk.openDatabase(PATH, Options.defaults().pageSize(PAGE_SIZE))) {
      database.update(writing -> {
        writing.createBucket(bytes("gone")).put(bytes("old"), bytes("old"));
        return null;
      });
      database.update(writing -> {
        writing.deleteBucket(bytes("gone"));
        fill(writing.createBucket(bytes("deep")), 300, 20);
        Bucket nested = writing.createBucket(bytes("nested"));
        fill(nested, 20, 20);
        for (int i = 0; i < 12; i++) {
          Bucket child = nested.createBucket(bytes("child " + i));
          child.setSequence(i);
          fill(child, i * 5, 10); // The first are inline.
        }
        fill(writing.createBucket(bytes("long values")), 8, 3000);
        return null;
      });
      database.update(writing -> {
        writing.bucket(bytes("deep")).orElseThrow().put(bytes("key 0007"), bytes("new"));
        return null;
      });
    }
    sound = disk.content(PATH);
    disk.discard();
    collect();
  }

  private static void fill(Bucket bucket, int count, int valueBytes) {
    for (int i = 0; i < count; i++) {
      byte[] value = new byte[valueBytes];
      Arrays.fill(value, (byte) ('a' + i % 26));
      bucket.put(bytes("key %04d".formatted(i)), value);
    }
  }

  /** Reads the sound file by its bytes, to know on which pages each entry lies. */
  private static void collect() {
    MemorySegment file = MemorySegment.ofArray(sound);
    collectTree(file, newest(file).root(), "");
    assertThat(entries).hasSizeGreaterThan(600);
  }

  private static Meta newest(MemorySegment file) {
    Meta first = Meta.read(file, 0);
    Meta second = Meta.read(file, PAGE_SIZE);
    return first.transactionId() > second.transactionId() ? first : second;
  }

  private static void collectTree(MemorySegment file, long pageId, String place) {
    long page = pageId * PAGE_SIZE;
    for (int i = 0; i < Layout.count(file, page); i++) {
      if (Layout.flags(file, page) == Layout.BRANCH_FLAG) {
        collectTree(file, Layout.branchChild(file, Layout.element(page, i)), place);
      } else {
        collectElement(file, page, i, place);
      }
    }
  }

  private static void collectElement(MemorySegment file, long page, int index, String place) {
    long element = Layout.element(page, index);
    long start = Layout.leafKey(file, element);
    long keySize = Layout.leafKeySize(file, element);
    long valueSize = Layout.leafValueSize(file, element);
    String key = hex(file, start, keySize);
    if (Layout.leafFlags(file, element) == Layout.BUCKET_FLAG) {
      long value = start + keySize;
      long root = Layout.bucketRoot(file, value);
      if (root != 0) {
        collectTree(file, root, place + "/" + key);
      } else {
        long inline = value + Layout.BUCKET_HEADER_BYTES;
        for (int i = 0; i < Layout.count(file, inline); i++) {
          collectElement(file, inline, i, place + "/" + key);
        }
      }
      return;
    }
    Set<Long> pages = new HashSet<>();
    pages.add(page / PAGE_SIZE);
    for (long at = start; at < start + keySize + valueSize; at++) {
      pages.add(at / PAGE_SIZE);
    }
    String value = hex(file, start + keySize, valueSize);
    entries.put(place + "=" + key, new Entry(place, key, value, pages));
  }

  private static String hex(MemorySegment file, long start, long length) {
    return HexFormat.of().formatHex(Keys.copy(file, start, length));
  }

  @Test
  void aSoundFileLosesNothing() {
    Saved saved = salvage(sound);
    assertThat(saved.report.losses()).isEmpty();
    assertThat(saved.report.foundBucket()).isEmpty();
    assertThat(saved.placed).hasSize(entries.size());
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void whatIsNotOnTheDamagedPageIsSaved(Way way) {
    int pageCount = sound.length / PAGE_SIZE;
    for (long pageId = 0; pageId < pageCount; pageId++) {
      byte[] damaged = damage(way, pageId);
      if (damaged == null || Arrays.equals(damaged, sound)) {
        continue;
      }
      String where = way + " page " + pageId;
      Saved saved;
      try {
        saved = salvage(damaged);
      } catch (BoltException.InvalidDatabase e) {
        assertThat(way).as(where).isEqualTo(Way.CUT);
        continue;
      }
      judge(way, pageId, saved, where);
    }
  }

  private static void judge(Way way, long pageId, Saved saved, String where) {
    long missing = 0;
    for (Map.Entry<String, Entry> one : entries.entrySet()) {
      Entry entry = one.getValue();
      boolean touched =
          way == Way.CUT
              ? entry.pages.stream().anyMatch(id -> id >= pageId)
              : entry.pages.contains(pageId);
      boolean placed = entry.value.equals(saved.placed.get(one.getKey()));
      boolean found = saved.found.contains(entry.key + "=" + entry.value);
      if (!touched || (way.keepsTheEntries() && !isInsideAValue(pageId))) {
        assertThat(placed || found).as(where + " " + one.getKey()).isTrue();
      }
      missing += placed ? 0 : 1;
    }
    boolean hidden = missing > 0 && isInsideAValue(pageId);
    if (missing > 0 && !hidden) {
      assertThat(saved.report.losses()).as(where + " misses " + missing).isNotEmpty();
    }
    saved.placed.forEach((key, value) -> {
      Entry entry = entries.get(key);
      boolean asItWas = entry != null && value.equals(entry.value);
      assertThat(asItWas || isInsideAValue(pageId)).as(where + " " + key).isTrue();
    });
  }

  /** A page of a long value has nothing by which a damage shows. */
  private static boolean isInsideAValue(long pageId) {
    long page = pageId * PAGE_SIZE;
    return Layout.id(MemorySegment.ofArray(sound), page) != pageId;
  }

  /** Returns the file with one damaged page; nothing when there is nothing to damage so. */
  private static byte[] damage(Way way, long pageId) {
    byte[] content = sound.clone();
    MemorySegment file = MemorySegment.ofArray(content);
    long page = pageId * PAGE_SIZE;
    int flags = Layout.flags(file, page);
    boolean tree =
        Layout.id(file, page) == pageId
            && (flags == Layout.LEAF_FLAG || flags == Layout.BRANCH_FLAG);
    int count = Layout.count(file, page);
    switch (way) {
      case ZEROED -> Arrays.fill(content, (int) page, (int) page + PAGE_SIZE, (byte) 0);
      case CUT -> content = Arrays.copyOf(content, (int) page);
      case ONE_BIT_OF_HEADER -> {
        int at = (int) page + (int) (pageId * 7 % Layout.PAGE_HEADER_BYTES);
        content[at] ^= (byte) (1 << (pageId % 8));
      }
      case COUNT_ZERO -> setCount(file, page, tree, 0);
      case COUNT_TOO_LARGE -> setCount(file, page, tree, count + 1);
      case COUNT_MUCH_TOO_LARGE -> setCount(file, page, tree, 0xFFFF);
      case POSITIONS_ZERO -> {
        for (int i = 0; i < count && tree; i++) {
          long element = Layout.element(page, i);
          file.set(Layout.U32, flags == Layout.LEAF_FLAG ? element + 4 : element, 0);
        }
      }
    }
    return content;
  }

  private static void setCount(MemorySegment file, long page, boolean tree, int count) {
    if (tree) {
      file.set(Layout.U16, page + 10, (short) count);
    }
  }

  /** What a salvage left: values by place and key, and what was found elsewhere. */
  private record Saved(SalvageReport report, Map<String, String> placed, Set<String> found) {}

  private static Saved salvage(byte[] content) {
    SimulatedDisk disk = new SimulatedDisk(1, MEMORY);
    disk.useConfinedMappings();
    disk.install(PATH, content);
    try (Database target = disk.openDatabase(SAVED, Options.defaults().noSync(true))) {
      SalvageReport report = Database.salvage(disk, PATH, target);
      Saved saved = new Saved(report, new HashMap<>(), new HashSet<>());
      try (Transaction reader = target.beginRead()) {
        assertThat(reader.check().findings()).isEmpty();
        String foundBucket =
            report.foundBucket().map(name -> HexFormat.of().formatHex(bytes(name))).orElse("none");
        read(reader.rootBucket(), "", "/" + foundBucket, saved);
      }
      assertThat(saved.placed).hasSize((int) report.keyCount());
      return saved;
    } finally {
      disk.discard();
    }
  }

  private static void read(Bucket bucket, String place, String foundPlace, Saved saved) {
    Cursor cursor = bucket.cursor();
    while (cursor.next()) {
      String key = HexFormat.of().formatHex(cursor.key());
      if (cursor.isBucket()) {
        read(bucket.bucket(cursor.key()).orElseThrow(), place + "/" + key, foundPlace, saved);
      } else if (place.startsWith(foundPlace)) {
        saved.found.add(key + "=" + HexFormat.of().formatHex(cursor.value()));
      } else {
        saved.placed.put(place + "=" + key, HexFormat.of().formatHex(cursor.value()));
      }
    }
  }
}
