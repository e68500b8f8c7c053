// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.bench.Step.Reading;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SideBySideTest {
  private static final String CELL = "\\|";

  @TempDir Path folder;

  /** Engines whose answers differ end the comparison, so the table shows that all did the work. */
  @Test
  @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void everyEngineFillsEveryRowAndGivesTheSameAnswers() throws Exception {
    Path project = Path.of("..").toRealPath();
    SideBySideOptions options =
        SideBySideOptions.parse(
            project, List.of("--keys", "1000", "--rounds", "1", "--folder", folder.toString()));

    String text = SideBySide.compare(project, options).text();

    System.out.println(text);
    assertThat(text).contains(Contender.BOLT.title(), Contender.LMDB.title());
    assertThat(text).contains(Contender.MVSTORE.title());
    if (System.getenv("CI") != null) {
      assertThat(text).contains(Contender.GO.title());
    }
    for (Row row : Row.values()) {
      List<String> cells =
          text.lines()
              .filter(line -> line.startsWith("| " + row.text() + " |"))
              .findFirst()
              .map(line -> Arrays.asList(line.split(CELL, -1)))
              .orElseThrow(() -> new AssertionError("no line for " + row + " in\n" + text));
      boolean onlyWhereThereIsShrinking = row.compareTo(Row.POLICY_PAUSE) >= 0;
      if (!onlyWhereThereIsShrinking) {
        assertThat(cells).as(row.text()).noneMatch(cell -> cell.contains("–"));
      }
    }
    try (var left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aDifferentAnswerIsAnError() {
    Results results = new Results(List.of(Contender.BOLT, Contender.LMDB));
    results.add(Contender.BOLT, new Reading(Row.SCAN, 10, 0, 4711, 0, 0, 0));

    assertThatThrownBy(
            () -> results.add(Contender.LMDB, new Reading(Row.SCAN, 11, 0, 4712, 0, 0, 0)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(
            "different answers: row=full scan, per entry checksums=4712 and 4711");
  }

  @Test
  void mediansAreOfTheRoundsAndRatiosOfPairs() {
    Results results = new Results(List.of(Contender.BOLT, Contender.GO));
    long[] ours = {100, 200, 10};
    long[] theirs = {200, 300, 40};
    for (int round = 0; round < ours.length; round++) {
      results.add(Contender.BOLT, Reading.of(Row.SCAN, ours[round]));
      results.add(Contender.GO, Reading.of(Row.SCAN, theirs[round]));
    }

    assertThat(results.text()).contains("| full scan, per entry | 100 ns | 200 ns | 2.00 |");
  }

  @Test
  void waitsForTheDiskAreCountedFromATrace() {
    List<String> trace =
        List.of(
            "10 openat(AT_FDCWD, \"a\"..., O_RDWR|O_CREAT|O_CLOEXEC, 0600) = 7",
            "10 openat(AT_FDCWD, \"a\"..., O_WRONLY|O_DSYNC|O_CLOEXEC) = 8",
            "10 write(1, \"ok \"..., 14) = 14",
            "10 pwrite64(7, \"\\0\"..., 4096, 0) = 4096",
            "10 fdatasync(7 <unfinished ...>",
            "11 write(5, \"x\", 1) = 1",
            "10 <... fdatasync resumed>) = 0",
            "10 pwrite64(8, \"\\0\"..., 4096, 0) = 4096",
            "10 write(1, \"ok \"..., 14) = 14",
            "10 openat(AT_FDCWD, \"b\"..., O_RDWR <unfinished ...>",
            "11 openat(AT_FDCWD, \"c\"..., O_RDWR|O_SYNC <unfinished ...>",
            "10 <... openat resumed>) = 8",
            "11 <... openat resumed>) = 9",
            "10 pwrite64(8, \"\\0\"..., 4096, 0) = 4096",
            "10 writev(9, [{\"\\0\"}], 1) = 1",
            "10 fsync(7) = 0",
            "10 msync(0x7f, 4096, MS_SYNC) = 0",
            "10 write(1, \"ok \"..., 14) = 14");

    assertThat(SyncCounter.syncsBeforeEachAnswer(trace)).containsExactly(0, 2, 3);
  }

  @Test
  void optionsThatMakeNoSenseAreRefused() {
    Path project = Path.of("..");
    assertThatThrownBy(() -> SideBySideOptions.parse(project, List.of("--keys", "999")))
        .hasMessage("keys=999 rounds=3; at least 1000 and 1");
    assertThatThrownBy(() -> SideBySideOptions.parse(project, List.of("--keys")))
        .hasMessage("no value for --keys");
    assertThatThrownBy(() -> SideBySideOptions.parse(project, List.of("--quick", "yes")))
        .hasMessage("no such option: --quick");
  }

  /** The first number of splitmix64 for the state 0, as everybody has it. */
  @Test
  void recordsComeFromSplitmix64() {
    assertThat(Records.mix(0)).isEqualTo(0xE220A8397B1DCDAFL);
  }
}
