// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A command that reads shows all that can be read, says where the damage is, and fails. */
final class DamagedFileTest {
  private static final int PAGE_BYTES = 1024;

  @TempDir Path folder;

  /** The rows are those of the undamaged file, but for what the damaged header says by itself. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "corrupt-page-id        | page 6: self identifies as 7",
        "corrupt-overflow-count | page 6: overflows the end: overflow=268435455",
        "corrupt-leaf-flags     | page 4: has unexpected type/flags: 20",
        "corrupt-freelist-flags | page 27: invalid freelist page: 27",
        "corrupt-freelist-dup   | page 27: the freelist names page 10 twice",
      })
  void pagesGoesOnBehindADamagedPage(String name, String damage) {
    Run run = Run.of("pages", Run.fixture(name));
    List<String> whole = Run.of("pages", Run.fixture("tree")).text().lines().toList();

    assertThat(run.exitCode()).as(run.toString()).isEqualTo(1);
    assertThat(ids(run.text().lines().toList())).isEqualTo(ids(whole));
    assertThat(run.errors()).startsWith("Error: corrupt database: " + damage);
    assertThat(run.errors().lines()).hasSize(1);
  }

  private static List<String> ids(List<String> rows) {
    return rows.stream().map(row -> row.substring(0, 8)).toList();
  }

  @Test
  void pagesAsJsonHasTheDamageInItsPage() {
    Run run = Run.of("pages", "--output", "json", Run.fixture("corrupt-page-id"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.text())
        .containsPattern("\"id\": ?6,[^}]*\"damage\": ?\"self identifies as 7\"")
        .containsPattern("\"id\": ?27,");
  }

  /** 58 keys and a bucket are there, four on each leaf and 20 below the damaged branch. */
  @ParameterizedTest
  @CsvSource({
    "corrupt-page-id, 6, 53",
    "corrupt-leaf-flags, 4, 53",
    "corrupt-branch-flags, 18, 37",
    "corrupt-overflow-count, 6, 57",
    "corrupt-elem-pos, 7, 57",
    "corrupt-ref-far, 1099511627776, 53"
  })
  void treesAreReadPastADamagedPage(String name, String page, int keys) {
    Run inspect = Run.of("inspect", Run.fixture(name));
    Run stats = Run.of("stats", Run.fixture(name));
    Run listed = Run.of("keys", Run.fixture(name), "tree");

    assertThat(inspect.text()).contains("\"keyN\": " + keys, "\"name\": \"sub\"").endsWith("}\n");
    assertThat(stats.text()).contains("Number of keys/value pairs: " + (keys + 2) + "\n");
    assertThat(listed.text().lines()).hasSize(keys + 1).contains("sub");
    for (Run run : List.of(inspect, stats, listed)) {
      assertThat(run.exitCode()).as(run.toString()).isEqualTo(1);
      assertThat(run.errors()).startsWith("Error: corrupt database: page " + page + ": ");
      assertThat(run.errors().lines()).hasSize(1);
    }
  }

  @Test
  void keysOfARangeGoOnBehindADamagedPage() {
    Run run =
        Run.of(
            "keys", Run.fixture("corrupt-page-id"), "tree", "--from", "key-0006", "--limit", "4");

    assertThat(run.exitCode()).as(run.toString()).isEqualTo(1);
    assertThat(run.text().lines().map(line -> line.substring(0, 8)))
        .containsExactly("key-0006", "key-0007", "key-0012", "key-0013");
  }

  /** Whichever page is zeroed, the commands end, show the rest and say so. */
  @ParameterizedTest
  @ValueSource(strings = {"pages", "inspect", "stats", "buckets", "page"})
  void eachZeroedPageIsPassedOver(String command) throws IOException {
    byte[] whole = Files.readAllBytes(Run.FIXTURES.resolve("tree.db"));
    for (int page = 2; page < 28; page++) {
      byte[] content = whole.clone();
      Arrays.fill(content, page * PAGE_BYTES, (page + 1) * PAGE_BYTES, (byte) 0);
      Path file = folder.resolve("zeroed.db");
      Files.write(file, content);
      Run run =
          command.equals("page")
              ? Run.of("page", "--all", file.toString())
              : Run.of(command, file.toString());
      assertThat(run.exitCode()).as(page + ": " + run).isBetween(0, 1);
      if (run.exitCode() == 1) {
        assertThat(run.errors()).as("page " + page).startsWith("Error: corrupt database: page ");
      }
      List<String> shown = new ArrayList<>(run.text().lines().toList());
      switch (command) {
        case "pages" -> assertThat(shown).as("page " + page).hasSize(30);
        case "inspect" -> assertThat(shown).as("page " + page).startsWith("{").endsWith("}");
        case "stats" -> assertThat(shown).as("page " + page).hasSize(19);
        case "page" ->
            assertThat(run.text()).contains(page == 21 ? "Page ID:    20\n" : "Page ID:    21\n");
        default -> assertThat(shown.size()).isBetween(0, 1);
      }
    }
  }

  @Test
  void aBrokenItemOfAPageIsSaidInItsPlace() {
    Run run = Run.of("page", Run.fixture("corrupt-elem-pos"), "7");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.text())
        .contains("\n\"key-0012-x", "\n\"key-0014-x", "\n\"key-0015-x")
        .contains("Printing item 1 failed: the data of item 1 lies outside");
  }

  @Test
  void aCountThatIsTooLargeIsSaidOnce() throws IOException {
    byte[] content = Files.readAllBytes(Run.FIXTURES.resolve("tree.db"));
    content[7 * PAGE_BYTES + 10] = (byte) 0xff;
    content[7 * PAGE_BYTES + 11] = (byte) 0xff;
    Path file = Files.write(folder.resolve("count.db"), content);

    Run run = Run.of("page", file.toString(), "7");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.text()).contains("Printing items 63 to 65534 failed: item 63 lies outside");
  }
}
