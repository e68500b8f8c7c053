// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code salvage}: what can be read is copied, what cannot is named. */
final class SalvageTest {
  @TempDir Path folder;

  @Test
  void aDamagedFileLosesOnlyWhatCannotBeRead() {
    Path saved = folder.resolve("saved.db");

    Run run = Run.of("salvage", "-o", saved.toString(), fixture("corrupt-elem-pos"));

    assertThat(run.exitCode()).as(run.toString()).isEqualTo(1);
    assertThat(run.text())
        .contains("lost: page 7: ")
        .containsPattern("saved [0-9]+ keys in 2 buckets\n$");
    assertThat(run.reason()).startsWith("Error: not everything could be read: 1 losses");
    assertThat(Run.of("check", saved.toString()).text()).isEqualTo("OK\n");
    assertThat(Run.of("keys", saved.toString(), "tree").text().lines()).hasSizeBetween(50, 58);
  }

  @Test
  void aWholeFileLosesNothing() {
    Path saved = folder.resolve("saved.db");

    Run run = Run.of("salvage", "-o", saved.toString(), fixture("small"));

    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(run.text()).isEqualTo("saved 3 keys in 1 buckets\n");
    assertThat(Run.of("keys", saved.toString(), "log").text())
        .isEqualTo("commit-1\ncommit-2\ncommit-3\n");
  }

  @Test
  void aFileWithNothingToSaveLeavesNoCopy() {
    Run run =
        Run.of("salvage", "-o", folder.resolve("saved.db").toString(), fixture("truncated-100"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errors()).startsWith("Error: ");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anOutputFileThatIsThereIsNotTouched() throws IOException {
    Path there = Files.writeString(folder.resolve("there.db"), "mine");

    Run run = Run.of("salvage", "-o", there.toString(), fixture("small"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.reason()).contains("already exists");
    assertThat(there).hasContent("mine");
  }

  private static String fixture(String name) {
    return Run.FIXTURES.resolve(name + ".db").toString();
  }
}
