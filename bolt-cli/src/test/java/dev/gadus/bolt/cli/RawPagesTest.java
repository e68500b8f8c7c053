// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.interop.GoPrograms;
import dev.gadus.interop.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code page}, {@code page-item} and {@code dump} against recorded output, and against the real
 * command where Go is there.
 */
final class RawPagesTest {
  @ParameterizedTest
  @ValueSource(strings = {"empty", "small", "tree"})
  void pageAllPrintsWhatWasRecorded(String name) throws IOException {
    Run run = Run.of("page", "--all", Run.fixture(name));

    assertThat(run.exitCode()).isZero();
    assertThat(run.text())
        .isEqualTo(Files.readString(Run.FIXTURES.resolve("expected/" + name + ".page-all.txt")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "empty",
        "small",
        "nested",
        "overflow",
        "deletes",
        "page1024",
        "page8192",
        "page16384",
        "nofreelistsync",
        "tree",
        "meta0-corrupt",
        "meta1-corrupt",
        "page1024-meta0-corrupt",
        "both-metas-corrupt",
        "bad-version",
        "corrupt-leaf-flags",
        "corrupt-page-id",
        "corrupt-cycle",
        "corrupt-overflow-count",
        "corrupt-freelist-flags",
        "corrupt-ref-far",
        "truncated-data",
        "truncated-1page"
      })
  void pageAllPrintsWhatTheRealCommandPrints(String name) {
    Outcome real = GoPrograms.orSkip().bbolt("page", "--all", Run.fixture(name));

    Run run = Run.of("page", "--all", Run.fixture(name));

    // The published 1.5.0 has a slip of the pen here that was corrected right after it.
    assertThat(run.text()).isEqualTo(real.text().replace("Prining page", "Printing page"));
    assertThat(run.exitCode()).isEqualTo(real.exitCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "ascii-encoded", "hex", "bytes", "redacted"})
  void everyValueFormatIsThatOfTheRealCommand(String format) {
    String[] arguments = {
      "page", "--format-value", format, Run.fixture("nested"), "2", "4", "9", "19", "24"
    };

    assertThat(Run.of(arguments).output()).isEqualTo(GoPrograms.orSkip().bbolt(arguments).output());
  }

  @Test
  void dumpPrintsWhatTheRealCommandPrints() {
    String[] arguments = {"dump", Run.fixture("tree"), "0", "1", "4", "27", "31"};

    Run run = Run.of(arguments);

    assertThat(run.exitCode()).isZero();
    assertThat(run.text()).isEqualTo(GoPrograms.orSkip().bbolt(arguments).textOfSuccess());
  }

  @Test
  void dumpShowsPlaceAndBytesAndLeavesOutRepeats() {
    assertThat(Run.of("dump", Run.fixture("empty"), "2").text())
        .isEqualTo(
            """
            0002000 0200 0000 0000 0000 1000 0000 0000 0000
            0002010 0000 0000 0000 0000 0000 0000 0000 0000
            0002020 *
            0002ff0 0000 0000 0000 0000 0000 0000 0000 0000

            """);
  }

  @Test
  void anElementThatPointsOutOfItsPageIsReportedWhereItStands() {
    Run run = Run.of("page", Run.fixture("corrupt-elem-pos"), "7");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.text())
        .startsWith("Page ID:    7\nPage Type:  leaf\n")
        .contains("Printing item 1 failed: the data of item 1 lies outside of the page")
        .contains("Continuing...\n\"key-0014");
  }

  @Test
  void pageItemPrintsKeyAndValue() {
    String[] arguments = {"page-item", Run.fixture("small"), "4", "0"};

    Run run = Run.of(arguments);

    assertThat(run.output()).isEqualTo(GoPrograms.orSkip().bbolt(arguments).output());
    assertThat(Run.of("page-item", "--key-only", Run.fixture("small"), "4", "0").text())
        .isEqualTo("log\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "page FILE",
        "page FILE x",
        "page FILE --all 1",
        "page",
        "page-item FILE 4",
        "page-item FILE 4 99",
        "page-item FILE 25 0",
        "page-item FILE x 0",
        "page-item --key-only --value-only FILE 4 0",
        "page-item FILE 99 0",
        "dump FILE",
        "dump FILE 99",
        "dump FILE 18446744073709551616",
        "dump nowhere.db 1",
        "page nowhere.db 1",
        "page FILE 1 --nope",
        "page FILE 1 -x"
      })
  void wrongArgumentsGetTheRealCommandsReasonAndExitCode(String line) {
    String[] arguments = line.replace("FILE", Run.fixture("tree")).split(" ");

    Outcome real = GoPrograms.orSkip().bbolt(arguments);
    Run run = Run.of(arguments);

    assertThat(run.reason()).isEqualTo(real.errors().lines().findFirst().orElse(""));
    assertThat(run.exitCode()).isEqualTo(real.exitCode()).isEqualTo(1);
    assertThat(run.output()).isEmpty();
  }
}
