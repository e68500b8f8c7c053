// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static dev.gadus.bolt.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** What can be read is saved, and what cannot be is named. */
@Timeout(60)
class SalvageTest {
  static final List<String> READABLE = Fixtures.READABLE;

  @TempDir Path folder;

  private SalvageReport salvage(Path file, List<String> savedDump) {
    try (Database target =
        Database.open(folder.resolve("target.db"), Options.defaults().noSync(true))) {
      SalvageReport report = Database.salvage(file, target);
      try (Transaction transaction = target.beginWrite()) {
        assertThat(transaction.check().findings()).isEmpty();
        savedDump.addAll(Dump.of(transaction));
      }
      return report;
    }
  }

  @ParameterizedTest
  @FieldSource("READABLE")
  void losesNothingOfASoundFile(String name) {
    List<String> saved = new java.util.ArrayList<>();
    SalvageReport report = salvage(Fixtures.copy(name, folder), saved);
    if (name.contains("-corrupt")) {
      // What the damaged meta page named before, nobody knows.
      assertThat(report.losses()).hasSize(1);
      assertThat(report.losses().getFirst().text())
          .startsWith("the meta page is damaged (")
          .contains("; a transaction after ", ", which is saved, may be lost");
    } else {
      assertThat(report.losses()).isEmpty();
      assertThat(report.foundBucket()).isEmpty();
    }
    assertThat(entries(saved)).isEqualTo(entries(Fixtures.dump(name)));
    assertThat("# keys " + report.keyCount()).isEqualTo(Fixtures.dump(name).get(4));
    assertThat("# buckets " + report.bucketCount()).isEqualTo(Fixtures.dump(name).get(3));
  }

  /** Four keys stand in each leaf of the file that was damaged, and 58 altogether. */
  @ParameterizedTest
  @CsvSource({
    "corrupt-leaf-flags, 4, 54, 4",
    "corrupt-page-id, 6, 54, 4",
    "corrupt-ref-far, 1099511627776, 54, 4",
    "corrupt-ref-above-hwm, 30, 54, 4",
    "corrupt-overflow-count, 6, 58, 0",
    "corrupt-elem-pos, 7, 58, 0",
    "corrupt-cycle, 25, 54, 4",
    "corrupt-double-ref, 4, 54, 4"
  })
  void savesEveryKeyAndNamesTheDamagedPage(
      String name, long lostPage, int savedKeys, int foundKeys) {
    List<String> saved = new java.util.ArrayList<>();
    SalvageReport report = salvage(Fixtures.copy(name, folder), saved);
    assertThat(report.losses()).extracting(CheckFinding::pageId).contains(lostPage);
    assertThat(report.keyCount()).isEqualTo(savedKeys);
    assertThat(report.foundKeyCount()).isEqualTo(foundKeys);
    String found = "/" + java.util.HexFormat.of().formatHex(bytes("lost+found"));
    List<String> placed =
        entries(saved).stream().filter(line -> !line.contains(" " + found)).toList();
    assertThat(entries(Fixtures.dump("tree"))).containsAll(placed);
    assertThat(report.foundBucket().isPresent()).isEqualTo(foundKeys > 0);
  }

  /** The newest state's root is gone, and the state before it was empty. */
  @Test
  void whatALostRootLedToIsFound() {
    List<String> saved = new java.util.ArrayList<>();
    SalvageReport report = salvage(Fixtures.copy("zeroed-root", folder), saved);
    assertThat(report.keyCount()).isZero();
    assertThat(report.foundKeyCount()).isEqualTo(23_000); // The others stood on the root's page.
    assertThat(report.foundBucket()).contains("lost+found");
    assertThat(report.losses().getFirst().text())
        .startsWith("the root of transaction ")
        .contains(" is lost: ", " is saved instead");
  }

  @Test
  void aMetaPageWithAWrongChecksumIsFollowedWhenAllThatItNamesIsWhole() throws IOException {
    Path file = Fixtures.copy("newer-meta-checksum", folder);
    List<String> saved = new java.util.ArrayList<>();
    SalvageReport report = salvage(file, saved);
    assertThat(report.keyCount()).isGreaterThan(23_000);
    assertThat(report.foundBucket()).isEmpty();
    assertThat(report.losses()).hasSize(1);
    assertThat(report.losses().getFirst().text())
        .startsWith("the meta page is damaged (checksum), and is followed all the same");

    byte[] content = Files.readAllBytes(file);
    MemorySegment memory = MemorySegment.ofArray(content);
    for (long page = 0; page < 2; page++) {
      Meta.read(memory, page * 4096).writeAs(memory, page * 4096, page);
    }
    Files.write(file, content);
    try (Database repaired = Database.open(file, Options.defaults().readOnly(true));
        Transaction reader = repaired.beginRead()) {
      assertThat(entries(saved)).isEqualTo(entries(Dump.of(reader)));
    }
  }

  @Test
  void keysOutOfOrderAreNamedAndKept() {
    SalvageReport report =
        salvage(Fixtures.copy("corrupt-leaf-order", folder), new java.util.ArrayList<>());
    assertThat(report.keyCount()).isEqualTo(58);
    assertThat(report.losses())
        .allSatisfy(loss -> {
          assertThat(loss.pageId()).isEqualTo(5);
          assertThat(loss.text()).contains(" is out of order, and kept, in bucket /74726565/");
        })
        .isNotEmpty();
  }

  @Test
  void whatIsFoundDoesNotMixWithABucketOfThatName() throws IOException {
    Path file = folder.resolve("taken.db");
    long lostRoot;
    int pageSize;
    try (Database database = Database.open(file)) {
      database.update(writing -> {
        writing.createBucket(bytes("lost+found")).put(bytes("mine"), bytes("1"));
        Bucket bucket = writing.createBucket(bytes("bucket"));
        for (int i = 0; i < 1000; i++) {
          bucket.put(bytes("key %04d".formatted(i)), bytes("value"));
        }
        return null;
      });
      lostRoot =
          database.view(reading -> reading.bucket(bytes("bucket")).orElseThrow().rootPageId());
      pageSize = database.pageSize();
    }
    byte[] content = Files.readAllBytes(file);
    java.util.Arrays.fill(
        content, (int) lostRoot * pageSize, (int) (lostRoot + 1) * pageSize, (byte) 0);
    Files.write(file, content);
    SalvageReport report = salvage(file, new java.util.ArrayList<>());
    assertThat(report.keyCount()).isEqualTo(1);
    assertThat(report.foundBucket()).contains("lost+found-2");
    assertThat(report.foundKeyCount()).isEqualTo(1000);
  }

  @Test
  void saysWhichKeysAreGone() {
    SalvageReport report =
        salvage(Fixtures.copy("corrupt-page-id", folder), new java.util.ArrayList<>());
    String from = java.util.HexFormat.of().formatHex(bytes("key-0008-"));
    String to = java.util.HexFormat.of().formatHex(bytes("key-0012-"));
    assertThat(report.losses().getFirst().text()).contains("keys from " + from, " to " + to);
  }

  @Test
  void readsATruncatedFileAsFarAsItGoes() throws IOException {
    Path whole = Fixtures.copy("nested", folder);
    byte[] content = Files.readAllBytes(whole);
    long used;
    try (Database database = Database.open(whole, Options.defaults().readOnly(true));
        Transaction transaction = database.beginRead()) {
      used = transaction.size();
    }
    Path cut = folder.resolve("cut.db");
    Files.write(cut, java.util.Arrays.copyOf(content, (int) used / 2));
    try (Database target = Database.open(folder.resolve("t.db"))) {
      assertThatThrownBy(() -> Database.open(cut))
          .isInstanceOf(BoltException.CorruptDatabase.class);
      SalvageReport report = Database.salvage(cut, target);
      assertThat(report.losses()).isNotEmpty();
      assertThat(report.keyCount() + report.foundKeyCount()).isGreaterThan(100);
    }
  }

  @Test
  void usesAMetaPageWithABadChecksumWhenThereIsNoBetterOne() throws IOException {
    Path file = Fixtures.copy("small", folder);
    byte[] content = Files.readAllBytes(file);
    for (int page = 0; page < 2; page++) {
      ByteBuffer.wrap(content).put(page * 4096 + 72, (byte) 0);
      ByteBuffer.wrap(content).put(page * 4096 + 73, (byte) 0);
    }
    Files.write(file, content);
    assertThatThrownBy(() -> Database.open(file)).isInstanceOf(BoltException.Checksum.class);
    List<String> saved = new java.util.ArrayList<>();
    salvage(file, saved);
    assertThat(entries(saved)).isEqualTo(entries(Fixtures.dump("small")));
  }

  private static List<String> entries(List<String> dump) {
    return dump.stream().filter(line -> !line.startsWith("#")).toList();
  }
}
