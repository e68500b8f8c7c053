// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.engine.wasm.WasmEngine.Mode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files, descriptors, links and names as a program finds them. */
@Tag("any-locale")
class WasiFilesTest {
  @TempDir Path folder;
  private Sandbox sandbox;

  @BeforeEach
  void open() throws IOException {
    sandbox = new Sandbox(folder, Mode.COMPILED);
  }

  private List<String> lines(String... arguments) {
    return sandbox.run("files", arguments).lines();
  }

  @Test
  void aFileThatIsToldToAppendLaterAppends() {
    assertThat(lines("append-later"))
        .containsExactly("close ok", "/outputs/log: first", "second", "third");
  }

  @Test
  void flagsAreChangedAndReadBack() {
    assertThat(lines("flags"))
        .containsExactly(
            "ok same",
            "ok same",
            "ok same",
            "ok same",
            "ok same",
            "ok same",
            "ok same",
            "write 5",
            "write 2",
            "write 1",
            "/outputs/flags: x234567",
            "sync-write 1",
            "sync-flag 1");
  }

  @Test
  void changingTheSizeLeavesThePositionAlone() {
    assertThat(lines("position"))
        .containsExactly(
            "after-truncate 10",
            "size 11",
            "after-others-truncate 11",
            "after-growth 11",
            "allocate ok",
            "after-allocate 11",
            "size 200");
  }

  @Test
  void aTreeIsRemovedInOnePass() {
    assertThat(lines("remove-tree", "400", "3")).containsExactly("left ENOENT");
  }

  @Test
  void aDescriptorIsWhatWasOpenedWhateverItsName() {
    assertThat(lines("handles"))
        .containsExactly(
            "futimens ok",
            "new-file-untouched 1",
            "time 2000",
            "fstat ok",
            "links 0",
            "size 6",
            "time 2000",
            "mkdirat ok",
            "in-moved ok",
            "in-namesake ENOENT",
            "futimens-folder ok",
            "time 2000",
            "mkdirat-removed ENOENT",
            "openat-up ENOTCAPABLE");
  }

  @Test
  void renamingAndRemovingKeepToTheRules() {
    assertThat(lines("rename-edges"))
        .containsExactly(
            "file-to-slash ENOTDIR",
            "file-to-folder EISDIR",
            "folder-to-file ENOTDIR",
            "folder-to-slash ok",
            "into-itself EINVAL",
            "mount EBUSY",
            "root EROFS",
            "unlink-slash ENOTDIR",
            "rmdir-link-slash ENOTDIR",
            "unlink-link ok",
            "fsync-folder ok",
            "fsync-root ok");
  }

  @Test
  void noFolderIsMovedDeeperThanNamesCanBe() {
    assertThat(lines("deepen")).containsExactly("shallow ok", "deep ENAMETOOLONG");
  }

  @Test
  void linksWorkInAFolderOfTheProgramsOwn() {
    assertThat(lines("links"))
        .containsExactly(
            "link ok",
            "same 1",
            "symlink ok",
            "/outputs/link: text",
            "readlink 4",
            "is-link 1",
            "nofollow ELOOP",
            "dangling ok",
            "open-dangling ENOENT",
            "loop ok",
            "open-loop ELOOP",
            "link-folder EBUSY",
            "link-own-folder EPERM",
            "link-slash ENOENT",
            "symlink-slash ENOENT",
            "symlink-absolute ENOTSUP",
            "symlink-empty ENOENT",
            "link-exists EEXIST",
            "symlink-exists EEXIST",
            "link-follow EINVAL");
  }

  @Test
  void eachNameOfAFileCountsAgainstTheDiskLimit() {
    sandbox.disk(10, 100);
    sandbox.probe("write", "/outputs/a", "123456");

    assertThat(sandbox.probe("link", "/outputs/a", "/outputs/b").stdout())
        .as("six bytes and six more")
        .isEqualTo("link ok\n");
    assertThat(sandbox.disk(5, 100).probe("link", "/outputs/a", "/outputs/c").stdout())
        .isEqualTo("link ENOSPC\n");
  }

  @Test
  void inodesAreTheSameInAListingAndInAStatus() {
    assertThat(lines("inodes", "/")).containsExactly("entries 4", "different 0");
    assertThat(lines("inodes", "/inputs")).containsExactly("entries 2", "different 0");
    assertThat(lines("inodes", "/outputs")).containsExactly("entries 1", "different 0");
  }

  @Test
  void namesThatAreNoUtf8AreListedUnderNamesThatCanBeOpened() throws Exception {
    ProcessBuilder shell =
        new ProcessBuilder(
            "/bin/sh",
            "-c",
            "printf latin > \"$(printf 'na\\357ve')\"; printf utf > \"$(printf 'na\\303\\257ve')\"");
    assertThat(shell.directory(sandbox.inputs.toFile()).start().waitFor()).isZero();

    List<String> lines =
        sandbox
            .run("files", "read-all", "/inputs")
            .stdout()
            .lines()
            .map(line ->
                new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8))
            .toList();
    assertThat(lines).contains("na\uEFEFve: latin", "naïve: utf");

    assertThat(lines("copy-names", "/inputs", "/outputs")).containsExactly("copied 3");
    Process copied =
        new ProcessBuilder("/bin/sh", "-c", "cat \"$(printf 'na\\357ve')\"")
            .directory(sandbox.outputs.toFile())
            .start();
    assertThat(copied.inputReader().readLine()).isEqualTo("copied");
  }

  @Test
  void aClockThatThereIsNotIsAnErrorOfItsOwn() {
    assertThat(lines("poll-clocks"))
        .containsExactly("poll ok", "event 1 ENOTSUP", "event 2 ENOTSUP");
  }

  @Test
  void rightsCanBeGivenUpAndNotTakenAgain() {
    assertThat(lines("rights"))
        .containsExactly(
            "open-folder ok",
            "folder-seek 0",
            "folder-set-size 0",
            "folder-open 1",
            "read-write-folder EISDIR",
            "open ok",
            "write ok",
            "drop ok",
            "write-dropped EBADF",
            "take-again ENOTCAPABLE",
            "drop-set-size ok",
            "truncate ENOTCAPABLE",
            "above-folder ENOTCAPABLE",
            "above-and-back ENOTCAPABLE",
            "unknown-flag EINVAL");
  }

  @Test
  void systemCallsUseTheMemoryThatIsExported() {
    assertThat(sandbox.run("second-memory").stdout()).isEqualTo("right");
  }

  @Test
  void nothingIsLeftOpen() throws IOException {
    sandbox.run("files", "links");
    long before = descriptors();
    for (int i = 0; i < 5; i++) {
      sandbox.run("files", "handles");
      sandbox.probe("open-many", "/inputs/data.txt");
      Files.deleteIfExists(sandbox.outputs.resolve("a"));
      Files.deleteIfExists(sandbox.outputs.resolve("folder"));
    }
    assertThat(descriptors()).isLessThan(before + 20);
  }

  private static long descriptors() throws IOException {
    try (var names = Files.list(Path.of("/proc/self/fd"))) {
      return names.count();
    }
  }
}
