// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged files give an exception that says what is wrong, and a check that ends. */
@Timeout(30)
class FixtureDamageTest {
  private static final Options READ_ONLY = Options.defaults().readOnly(true);

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "both-metas-corrupt, Checksum, checksum error",
    "bad-magic, InvalidDatabase, invalid database",
    "bad-version, VersionMismatch, version mismatch",
    "truncated-100, InvalidDatabase, invalid database",
    "truncated-1page, FileTooSmall, file size too small 4096",
    "truncated-data, CorruptDatabase, corrupt database"
  })
  void doesNotOpen(String name, String exception, String text) {
    Path file = Fixtures.copy(name, folder);
    for (Options options : List.of(READ_ONLY, Options.defaults())) {
      assertThatThrownBy(() -> Database.open(file, options).close())
          .isInstanceOf(BoltException.class)
          .hasMessageStartingWith(text)
          .extracting(e -> e.getClass().getSimpleName())
          .isEqualTo(exception);
    }
  }

  @Test
  void emptyFileIsANewDatabaseForAWriterAndNoneForAReader() {
    Path file = Fixtures.copy("zero-length", folder);
    assertThatThrownBy(() -> Database.open(file, READ_ONLY))
        .isInstanceOf(BoltException.InvalidDatabase.class);
    try (Database database = Database.open(file)) {
      database.update(
          transaction -> transaction.createBucket("a".getBytes(StandardCharsets.UTF_8)));
    }
    try (Database database = Database.open(file, READ_ONLY);
        Transaction transaction = database.beginRead()) {
      assertThat(transaction.bucket("a".getBytes(StandardCharsets.UTF_8))).isPresent();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "corrupt-leaf-flags",
        "corrupt-branch-flags",
        "corrupt-leaf-order",
        "corrupt-branch-order",
        "corrupt-double-ref",
        "corrupt-freelist-dup",
        "corrupt-freelist-reachable",
        "corrupt-page-id",
        "corrupt-ref-above-hwm"
      })
  void checkFindsWhatBboltFinds(String name) {
    List<String> expected =
        Fixtures.expectedCheck(name).stream()
            .filter(line -> !line.endsWith("errors found"))
            .map(line -> line.replaceFirst("^panic: ", ""))
            .toList();
    assertThat(check(name)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "corrupt-ref-far | page 1099511627776: out of bounds: 28 (stack: [25 18 1099511627776])",
        "corrupt-cycle | page 25: multiple references (stack: [25 18 25])",
        "corrupt-overflow-count | page 6: overflow out of bounds: 268435455 pages follow",
        "corrupt-elem-pos | page 7: element 1 reaches beyond the page",
        "corrupt-freelist-flags | page 27: invalid freelist page: 27, page type is leaf"
      })
  void checkNamesThePageWhereBboltHangsOrCrashes(String name, String finding) {
    assertThat(check(name)).first().asString().startsWith(finding);
  }

  private List<String> check(String name) {
    Path file = Fixtures.copy(name, folder);
    CheckOptions options =
        CheckOptions.defaults().keyFormat(key -> new String(key, StandardCharsets.UTF_8));
    try (Database database = Database.open(file, READ_ONLY);
        Transaction transaction = database.beginRead()) {
      return transaction.check(options).findings().stream().map(CheckFinding::text).toList();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "corrupt-leaf-flags",
        "corrupt-branch-flags",
        "corrupt-page-id",
        "corrupt-ref-above-hwm",
        "corrupt-ref-far",
        "corrupt-cycle",
        "corrupt-overflow-count",
        "corrupt-elem-pos"
      })
  void readingThroughADamagedTreeNamesThePage(String name) {
    Path file = Fixtures.copy(name, folder);
    try (Database database = Database.open(file, READ_ONLY);
        Transaction transaction = database.beginRead()) {
      assertThatThrownBy(() -> Dump.of(transaction))
          .isInstanceOf(BoltException.CorruptDatabase.class);
    }
  }

  @Test
  void damagedFreelistIsRefusedByAWriter() {
    for (String name : List.of("corrupt-freelist-dup", "corrupt-freelist-flags")) {
      Path file = Fixtures.copy(name, folder);
      assertThatThrownBy(() -> Database.open(file))
          .isInstanceOf(BoltException.CorruptDatabase.class)
          .hasMessageContaining("page 27");
    }
  }
}
