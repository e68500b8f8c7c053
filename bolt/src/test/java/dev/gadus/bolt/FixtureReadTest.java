// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Files of Go's bbolt are read as it reads them, and can be written to. */
class FixtureReadTest {
  static final List<String> READABLE = Fixtures.READABLE;

  @TempDir Path folder;

  @ParameterizedTest
  @FieldSource("READABLE")
  void readsWhatTheDumpSays(String name) {
    Path file = Fixtures.copy(name, folder);
    try (Database database = Database.open(file, Options.defaults().readOnly(true));
        Transaction transaction = database.beginRead()) {
      assertThat(Dump.of(transaction)).isEqualTo(Fixtures.dump(name));
      assertThat(transaction.check().findings()).isEmpty();
    }
  }

  @ParameterizedTest
  @FieldSource("READABLE")
  void keepsEverythingWhenWrittenTo(String name) {
    Path file = Fixtures.copy(name, folder);
    List<String> before = entries(Fixtures.dump(name));
    byte[] added = "\uffff added".getBytes(StandardCharsets.UTF_8);
    try (Database database = Database.open(file)) {
      database.update(transaction -> transaction.createBucket(added));
      database.update(transaction -> {
        transaction.bucket(added).orElseThrow().put(added, added);
        return true;
      });
    }
    try (Database database = Database.open(file, Options.defaults().strictMode(true))) {
      database.update(transaction -> {
        transaction.deleteBucket(added);
        return true;
      });
      try (Transaction transaction = database.beginRead()) {
        assertThat(entries(Dump.of(transaction))).isEqualTo(before);
      }
      try (Transaction transaction = database.beginWrite()) {
        assertThat(transaction.check().findings()).isEmpty();
      }
    }
  }

  private static List<String> entries(List<String> dump) {
    return dump.stream().filter(line -> !line.startsWith("#")).toList();
  }
}
