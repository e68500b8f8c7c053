// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.interop.GoPrograms;
import dev.gadus.interop.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The surgery commands against the real ones: the same words, and the same bytes in the copy. */
final class SurgeryTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "revert-meta-page @tree",
        "revert-meta-page @small",
        "revert-meta-page @meta0-corrupt",
        "copy-page @tree --from-page 4 --to-page 10",
        "copy-page @overflow --from-page 4 --to-page 60",
        "copy-page @nofreelistsync --from-page 2 --to-page 4",
        "clear-page @tree --pageId 4",
        "clear-page @tree --pageId 18",
        "clear-page @overflow --pageId 33",
        "clear-page-elements @overflow --pageId 48 --from-index 1 --to-index 2",
        "clear-page-elements @tree --pageId 4 --from-index 1 --to-index 3",
        "clear-page-elements @tree --pageId 18 --from-index 0 --to-index 2",
        "clear-page-elements @tree --pageId 4 --from-index 2 --to-index -1",
        "clear-page-elements @nested --pageId 16 --from-index 5 --to-index 6",
        "freelist abandon @tree",
        "freelist abandon @nofreelistsync",
        "meta update @tree --fields root:4,pgid:40",
        "meta update @tree --fields freelist:5 --fields pageSize:2048 --meta-page 1",
        "meta update @bad-version",
        "meta update @bad-magic --meta-page 1"
      })
  void theCopyHasTheBytesOfTheRealCommandsCopy(String line) throws IOException {
    Outcome real = GoPrograms.orSkip().bbolt(arguments(line, folder.resolve("real.db")));
    Run run = Run.of(arguments(line, folder.resolve("ours.db")));

    assertThat(run.text()).isEqualTo(real.text());
    assertThat(run.exitCode()).as(run.toString()).isEqualTo(real.exitCode()).isZero();
    assertThat(folder.resolve("ours.db")).hasSameBinaryContentAs(folder.resolve("real.db"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "clear-page @tree --pageId 1",
        "clear-page @tree --pageId 27",
        "clear-page @tree",
        "clear-page-elements @tree --pageId 4 --from-index 5 --to-index 6",
        "clear-page-elements @tree --pageId 4 --from-index 0 --to-index 9",
        "clear-page-elements @tree --pageId 4 --from-index 2 --to-index 1",
        "clear-page-elements @tree --pageId 4 --from-index 2 --to-index 2",
        "copy-page @tree --from-page 4 --to-page 4",
        "copy-page @tree --from-page 4",
        "copy-page @tree --from-page 400 --to-page 4",
        "copy-page @tree --from-page x --to-page 4",
        "freelist rebuild @tree",
        "meta update @tree --fields txid:1",
        "meta update @tree --fields root",
        "meta update @tree --fields root:x",
        "meta update @tree --meta-page 2",
        "revert-meta-page @truncated-1page"
      })
  void whatCannotBeDoneGetsTheRealCommandsReasonAndLeavesNothing(String line) {
    Outcome real = GoPrograms.orSkip().bbolt(arguments(line, folder.resolve("real.db")));
    Run run = Run.of(arguments(line, folder.resolve("ours.db")));

    assertThat(run.reason()).isEqualTo(real.errors().lines().findFirst().orElse(""));
    assertThat(run.exitCode()).isEqualTo(real.exitCode()).isEqualTo(1);
    assertThat(run.output()).isEmpty();
    assertThat(folder.resolve("ours.db")).doesNotExist();
    assertThat(folder).isDirectoryNotContaining("glob:**.ours.db*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tree",
        "meta0-corrupt",
        "both-metas-corrupt",
        "bad-magic",
        "bad-version",
        "truncated-1page",
        "truncated-100"
      })
  void metaValidateSaysWhatTheRealCommandSays(String name) {
    Outcome real = GoPrograms.orSkip().bbolt("surgery", "meta", "validate", Run.fixture(name));

    Run run = Run.of("surgery", "meta", "validate", Run.fixture(name));

    assertThat(run.text()).isEqualTo(real.text());
    assertThat(run.exitCode()).isEqualTo(real.exitCode());
  }

  @Test
  void anOutputFileThatIsThereIsNotTouched() throws IOException {
    Path there = Files.writeString(folder.resolve("there.db"), "mine");

    Run run =
        Run.of(
            "surgery",
            "clear-page",
            Run.fixture("tree"),
            "--pageId",
            "4",
            "--output",
            there.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.reason())
        .contains("[clear-page] copy file failed: output file")
        .contains("already exists");
    assertThat(there).hasContent("mine");
  }

  @Test
  void aGroupAloneShowsItsHelp() {
    assertThat(Run.of("surgery").text())
        .contains("clear-page-elements")
        .contains("revert-meta-page");
    assertThat(Run.of("surgery", "meta").text())
        .contains("Usage: bbolt surgery meta")
        .contains("validate");
  }

  /**
   * Turns a line such as {@code clear-page @tree --pageId 4} into arguments, with the fixture's
   * path for the word that begins with @.
   */
  private static String[] arguments(String line, Path output) {
    Stream<String> words = Stream.of(("surgery " + line + " --output " + output).split(" "));
    return words
        .map(word -> word.startsWith("@") ? Run.fixture(word.substring(1)) : word)
        .toArray(String[]::new);
  }
}
