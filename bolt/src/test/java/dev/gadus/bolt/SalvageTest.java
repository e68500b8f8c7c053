// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static dev.gadus.bolt.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
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
    assertThat(report.losses()).isEmpty();
    assertThat(entries(saved)).isEqualTo(entries(Fixtures.dump(name)));
    assertThat("# keys " + report.keyCount()).isEqualTo(Fixtures.dump(name).get(4));
    assertThat("# buckets " + report.bucketCount()).isEqualTo(Fixtures.dump(name).get(3));
  }

  /** Four keys stand in each leaf of the file that was damaged, and 58 altogether. */
  @ParameterizedTest
  @CsvSource({
    "corrupt-leaf-flags, 4, 54",
    "corrupt-page-id, 6, 54",
    "corrupt-ref-far, 1099511627776, 54",
    "corrupt-ref-above-hwm, 30, 54",
    "corrupt-overflow-count, 6, 54",
    "corrupt-elem-pos, 7, 57",
    "corrupt-cycle, 25, 54",
    "corrupt-double-ref, 4, 54"
  })
  void savesAllButTheDamagedPage(String name, long lostPage, int savedKeys) {
    List<String> saved = new java.util.ArrayList<>();
    SalvageReport report = salvage(Fixtures.copy(name, folder), saved);
    assertThat(report.losses()).extracting(CheckFinding::pageId).contains(lostPage);
    assertThat(report.keyCount()).isEqualTo(savedKeys);
    assertThat(entries(Fixtures.dump("tree"))).containsAll(entries(saved));
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
      assertThatThrownBy(() -> Database.open(cut)).isInstanceOf(CorruptDatabaseException.class);
      try {
        SalvageReport report = Database.salvage(cut, target);
        assertThat(report.losses()).isNotEmpty();
      } catch (InvalidDatabaseException e) {
        assertThat(e).hasMessageContaining("no meta page leads to a readable tree");
      }
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
    assertThatThrownBy(() -> Database.open(file)).isInstanceOf(ChecksumException.class);
    List<String> saved = new java.util.ArrayList<>();
    salvage(file, saved);
    assertThat(entries(saved)).isEqualTo(entries(Fixtures.dump("small")));
  }

  private static List<String> entries(List<String> dump) {
    return dump.stream().filter(line -> !line.startsWith("#")).toList();
  }
}
