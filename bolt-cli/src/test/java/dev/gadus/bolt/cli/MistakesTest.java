// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people type when they are mistaken: they are told what, where, and what would be right. */
final class MistakesTest {
  @TempDir Path folder;

  @BeforeEach
  void makeWhatIsNoDatabase() throws Exception {
    Files.createDirectory(folder.resolve("folder"));
    Files.writeString(folder.resolve("text"), "no database");
    assertThat(new ProcessBuilder("mkfifo", folder.resolve("pipe").toString()).start().waitFor())
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "buckets @",
        "check @",
        "compact -o @new @",
        "dump @ 0",
        "get @ a b",
        "info @",
        "inspect @",
        "keys @ a",
        "page @ 0",
        "page-item @ 0 0",
        "pages @",
        "salvage -o @new @",
        "stats @",
        "surgery clear-page @ --pageId 3 --output @new",
        "surgery clear-page-elements @ --pageId 4 --from-index 0 --to-index 1 --output @new",
        "surgery copy-page @ --from-page 2 --to-page 3 --output @new",
        "surgery freelist abandon @ --output @new",
        "surgery freelist rebuild @ --output @new",
        "surgery meta update @ --fields pgid:40 --meta-page 0 --output @new",
        "surgery meta validate @",
        "surgery revert-meta-page @ --output @new"
      })
  // Opening a pipe would wait for somebody who writes into it.
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whatIsNoFileIsRefused(String line) {
    assertThat(run(line, "folder").errors())
        .startsWith("Error: invalid database: ")
        .contains("/folder\" is a folder; name a file\n");
    assertThat(run(line, "pipe").errors())
        .startsWith("Error: invalid database: ")
        .contains("/pipe\" is a pipe or a device; name a file\n");
    assertThat(folder.resolve("new")).doesNotExist();
  }

  private Run run(String line, String file) {
    return Run.of(
        line.replace("@new", folder.resolve("new").toString())
            .replace("@", folder.resolve(file).toString())
            .split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          buckts SMALL                                        | unknown command "buckts" for "bbolt"
          buckets @text                                       | invalid database: file=@text size=11
          buckets @nowhere                                    | source database file "@nowhere" doesn't exist
          keys SMALL jobs                                     | bucket not found: "jobs"; buckets at this place: log
          keys SMALL log jobs                                 | bucket not found: "jobs"; buckets at this place: none
          keys NESTED level                                   | bucket not found: "level"; buckets at this place: edge-1024, edge-1025, empty, inline, nested, order, plain, fffe0001
          compact SMALL                                       | required flag(s) "output" not set
          compact -o @folder SMALL                            | open @folder: is a directory; name a file, such as @folder/small.db
          compact -o @no/copy.db SMALL                        | cannot write output file "@no/copy.db": @no: no such file or folder
          salvage -o @no/copy.db SMALL                        | cannot write output file "@no/copy.db": @no: no such file or folder
          salvage -o @folder SMALL                            | output file "@folder" already exists
          surgery clear-page SMALL --pageId 4                 | required flag(s) "output" not set
          surgery clear-page SMALL --pageId 4 --output @no/copy.db | [clear-page] copy file failed: @no: no such file or folder
          keys SMALL log --limt 3                             | unknown flag: --limt
          get SMALL log commit-1 --format yaml                | formatBytes: unsupported format: yaml (one of auto|
          """)
  void theErrorNamesWhatWouldBeRight(String line, String reason) {
    String place = folder + "/";
    String[] words =
        line.replace("@", place)
            .replace("SMALL", Run.FIXTURES.resolve("small.db").toString())
            .replace("NESTED", Run.FIXTURES.resolve("nested.db").toString())
            .split(" ");

    Run run = Run.of(words);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.reason()).startsWith("Error: " + reason.replace("@", place));
  }
}
