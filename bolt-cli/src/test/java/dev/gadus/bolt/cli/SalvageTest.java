// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code salvage}: what can be read is copied, what cannot is named. */
final class SalvageTest {
  @TempDir Path folder;

  @Test
  void aDamagedFileLosesOnlyWhatCannotBeRead() {
    Path saved = folder.resolve("saved.db");

    Run run = Run.of("salvage", "-o", saved.toString(), Run.fixture("corrupt-elem-pos"));

    assertThat(run.exitCode()).as(run.toString()).isEqualTo(1);
    assertThat(run.text())
        .contains("lost: page 7: ")
        .containsPattern("saved [0-9]+ keys in 2 buckets\n$");
    assertThat(run.reason()).startsWith("Error: not everything could be read: 1 losses");
    assertThat(Run.of("check", saved.toString()).text()).isEqualTo("OK\n");
    assertThat(Run.of("keys", saved.toString(), "tree").text().lines()).hasSize(58);
  }

  @Test
  void whatNoBucketLeadsToIsKeptAndSaid() throws IOException {
    Path damaged = Run.unpacked("zeroed-root", folder);
    Path saved = folder.resolve("saved.db");

    Run run = Run.of("salvage", "-o", saved.toString(), damaged.toString());

    assertThat(run.exitCode()).as(run.toString()).isEqualTo(1);
    assertThat(run.text())
        .contains("lost: page ", ": the root of transaction ", " is saved instead\n")
        .endsWith(
            """
            found: 23000 keys on pages that no bucket leads to, kept in bucket "lost+found"
            saved 0 keys in 0 buckets
            """);
    assertThat(Run.of("buckets", saved.toString()).text()).isEqualTo("lost+found\n");
    assertThat(Run.of("check", saved.toString()).text()).isEqualTo("OK\n");
  }

  @Test
  void aDamagedMetaPageIsALossThoughNothingIsMissing() throws IOException {
    Path damaged = Run.unpacked("newer-meta-checksum", folder);

    Run run = Run.of("salvage", "-o", folder.resolve("saved.db").toString(), damaged.toString());

    assertThat(run.exitCode()).as(run.toString()).isEqualTo(1);
    assertThat(run.text())
        .contains("the meta page is damaged (checksum), and is followed all the same")
        .containsPattern("saved 23001 keys in [0-9]+ buckets\n$");
  }

  @Test
  void aFileThatWasCutInHalfSavesTheHalfThatIsThere() throws IOException {
    byte[] whole = Files.readAllBytes(Run.FIXTURES.resolve("tree.db"));
    Path cut = folder.resolve("cut.db");
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));

    Run run = Run.of("salvage", "-o", folder.resolve("saved.db").toString(), cut.toString());

    assertThat(run.exitCode()).as(run.toString()).isEqualTo(1);
    assertThat(run.text()).containsPattern("found: [1-9][0-9] keys on pages");
  }

  @Test
  void aWholeFileLosesNothing() {
    Path saved = folder.resolve("saved.db");

    Run run = Run.of("salvage", "-o", saved.toString(), Run.fixture("small"));

    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(run.text()).isEqualTo("saved 3 keys in 1 buckets\n");
    assertThat(Run.of("keys", saved.toString(), "log").text())
        .isEqualTo("commit-1\ncommit-2\ncommit-3\n");
  }

  @Test
  void aFileWithNothingToSaveLeavesNoCopy() {
    Run run =
        Run.of(
            "salvage", "-o", folder.resolve("saved.db").toString(), Run.fixture("truncated-100"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errors()).startsWith("Error: ");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anOutputFileThatIsThereIsNotTouched() throws IOException {
    Path there = Files.writeString(folder.resolve("there.db"), "mine");

    Run run = Run.of("salvage", "-o", there.toString(), Run.fixture("small"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.reason()).contains("already exists");
    assertThat(there).hasContent("mine");
  }
}
