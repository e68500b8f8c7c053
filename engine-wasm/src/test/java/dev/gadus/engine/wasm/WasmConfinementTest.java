// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.engine.Mount;
import dev.gadus.engine.wasm.WasmEngine.Mode;
import dev.gadus.files.HostFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that try to get at what is not theirs. */
@Tag("any-locale")
class WasmConfinementTest {
  @TempDir Path folder;
  private Sandbox sandbox;

  @BeforeEach
  void open() throws IOException {
    sandbox = new Sandbox(folder, Mode.COMPILED);
  }

  private void assertOutsideUntouched() throws IOException {
    assertThat(sandbox.outside.resolve("secret.txt")).hasContent("the secret");
    try (var files = Files.list(sandbox.outside)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void noSpellingOfAPathLeadsOut() throws IOException {
    for (String path :
        List.of(
            "/inputs/../outside/secret.txt",
            "/inputs/../../outside/secret.txt",
            "/outputs/../../../../../../../../etc/passwd",
            "/../etc/passwd",
            "../outside/secret.txt",
            "/inputs/./../.././etc/passwd",
            sandbox.outside.resolve("secret.txt").toString(),
            "/etc/passwd",
            "/proc/self/environ",
            "/proc/self/root/etc/passwd",
            "/dev/zero",
            "//etc/passwd")) {
      assertThat(sandbox.probe("read", path).stdout())
          .as(path)
          .isIn("open ENOENT\n", "open ENOTCAPABLE\n");
    }
  }

  @Test
  void pathsThatTheLibraryOfTheProgramWouldNotSendAreRefusedToo() throws IOException {
    assertThat(sandbox.probe("raw-paths").lines())
        .containsExactly(
            "open ENOTCAPABLE", // absolute
            "open EINVAL", // with a NUL
            "open EILSEQ", // not UTF-8
            "open ENAMETOOLONG", // 4,097 bytes
            "open ENAMETOOLONG", // one name of 300 bytes
            "open ENOENT", // empty
            "open ENOTCAPABLE", // above the root
            "open ENOTCAPABLE", // above the root from below
            "open ENOTCAPABLE", // far above the root
            "open ok"); // backslashes are part of a name, not separators
    try (var files = Files.list(sandbox.outputs)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly("..\\..\\evil");
    }
  }

  @Test
  void linksInInputsAreFollowedInsideTheTreeOfTheProgramAlone() throws IOException {
    Files.createDirectory(sandbox.inputs.resolve("folder"));
    link("relative", "data.txt");
    link("to-folder", "folder");
    link("through", "to-folder/../data.txt");
    link("absolute-inside", "/inputs/data.txt");
    link("other-mount", "../outputs/made");
    link("escape", "../outside/secret.txt");
    link("escape-absolute", sandbox.outside.resolve("secret.txt").toString());
    link("escape-folder", sandbox.outside.toString());
    link("to-passwd", "/etc/passwd");
    link("far-above", "../../../../../../../../../../etc/passwd");
    link("loop-a", "loop-b");
    link("loop-b", "loop-a");
    sandbox.probe("write", "/outputs/made", "made by it");

    assertThat(sandbox.probe("read", "/inputs/relative").stdout()).isEqualTo("the data\n");
    assertThat(sandbox.probe("read", "/inputs/through").stdout()).isEqualTo("the data\n");
    assertThat(sandbox.probe("read", "/inputs/absolute-inside").stdout()).isEqualTo("the data\n");
    assertThat(sandbox.probe("read", "/inputs/other-mount").stdout()).isEqualTo("made by it");
    assertThat(sandbox.probe("readlink", "/inputs/to-passwd").lines())
        .containsExactly("readlink ok", "/etc/passwd");
    for (String escape :
        List.of(
            "escape", "escape-absolute", "escape-folder/secret.txt", "to-passwd", "far-above")) {
      assertThat(sandbox.probe("read", "/inputs/" + escape).stdout())
          .as(escape)
          .isIn("open ENOENT\n", "open ENOTCAPABLE\n");
      assertThat(sandbox.probe("stat", "/inputs/" + escape).stdout())
          .as(escape)
          .isIn("stat ENOENT\n", "stat ENOTCAPABLE\n");
    }
    assertThat(sandbox.probe("list", "/inputs/escape-folder").stdout())
        .isEqualTo("opendir ENOENT\n");
    assertThat(sandbox.probe("read", "/inputs/loop-a").stdout()).isEqualTo("open ELOOP\n");
    assertOutsideUntouched();
    // The extension that removes the test's folder warns about links that lead out of it.
    for (String name : List.of("to-passwd", "far-above")) {
      Files.delete(sandbox.inputs.resolve(name));
    }
  }

  private void link(String name, String target) throws IOException {
    Files.createSymbolicLink(sandbox.inputs.resolve(name), Path.of(target));
  }

  @Test
  void nothingChangesAReadOnlyInput() throws IOException {
    List<String> answers = sandbox.probe("attack", "/inputs", "data.txt").lines();

    assertThat(answers)
        .containsExactly(
            "create EROFS",
            "create-exclusive EEXIST",
            "truncate EROFS",
            "truncate-readonly EROFS",
            "append EROFS",
            "read-write EROFS",
            "mkdir EROFS",
            "utimes EROFS",
            "rename-out EROFS",
            "rename-in EROFS",
            "link-in EROFS",
            "symlink-in EROFS",
            "link-out EROFS",
            "unlink EROFS",
            "rmdir EROFS",
            "set-size EBADF",
            "write-to-read-only EBADF",
            "futimes EROFS");
    assertThat(sandbox.inputs.resolve("data.txt")).hasContent("the data");
    try (var files = Files.list(sandbox.inputs)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void aMountedFileIsReadOnlyAndItsFolderInvisible() throws IOException {
    sandbox.mount(Mount.readOnly("/single/file.txt", sandbox.outside.resolve("secret.txt")));

    assertThat(sandbox.probe("read", "/single/file.txt").stdout()).isEqualTo("the secret\n");
    assertThat(sandbox.probe("list", "/single").lines())
        .containsExactlyInAnyOrder("./", "../", "file.txt");
    assertThat(sandbox.probe("write", "/single/file.txt", "x").stdout()).isEqualTo("write EROFS\n");
    assertThat(sandbox.probe("write", "/single/other.txt", "x").stdout())
        .isEqualTo("write ENOENT\n");
    assertThat(sandbox.probe("unlink", "/single/file.txt").stdout()).isEqualTo("unlink EROFS\n");
    assertOutsideUntouched();
  }

  @Test
  void linksThatAProgramMakesLeadNowhereElse() throws IOException {
    Path lent = Files.createDirectory(sandbox.folder.resolve("lent"));
    sandbox.mount(new Mount("/lent", lent, true));
    sandbox.probe("write", "/outputs/file", "x");
    sandbox.probe("write", "/lent/file", "x");

    assertThat(sandbox.probe("symlink", "/etc/passwd", "/outputs/link").stdout())
        .isEqualTo("symlink ENOTSUP\n");
    assertThat(sandbox.probe("symlink", "file", "/lent/link").stdout())
        .as("others use the folder and would follow it")
        .isEqualTo("symlink ENOTSUP\n");
    assertThat(sandbox.probe("link", "/inputs/data.txt", "/outputs/link").stdout())
        .isEqualTo("link EROFS\n");
    assertThat(sandbox.probe("link", "/lent/file", "/outputs/link").stdout())
        .isEqualTo("link EXDEV\n");
    assertThat(sandbox.probe("symlink", "../outside/secret.txt", "/outputs/up").stdout())
        .isEqualTo("symlink ok\n");
    assertThat(sandbox.probe("read", "/outputs/up").stdout()).isEqualTo("open ENOENT\n");
    assertThat(sandbox.probe("write", "/outputs/up", "x").stdout()).isEqualTo("write ENOENT\n");
    assertThat(sandbox.probe("symlink", "../inputs/data.txt", "/outputs/to-input").stdout())
        .isEqualTo("symlink ok\n");
    assertThat(sandbox.probe("read", "/outputs/to-input").stdout()).isEqualTo("the data\n");
    assertThat(sandbox.probe("link", "/outputs/file", "/outputs/second").stdout())
        .isEqualTo("link ok\n");
    assertThat(sandbox.probe("read", "/outputs/second").stdout()).isEqualTo("x");
    assertOutsideUntouched();
  }

  @Test
  void nothingIsMovedBetweenMounts() throws IOException {
    Path other = Files.createDirectory(sandbox.folder.resolve("other"));
    sandbox.mount(Mount.writable("/other", other));
    sandbox.probe("write", "/outputs/file", "x");

    assertThat(sandbox.probe("rename", "/outputs/file", "/other/file").stdout())
        .isEqualTo("rename EXDEV\n");
    assertThat(sandbox.probe("rename", "/outputs/file", "/outputs/../../evil").stdout())
        .isEqualTo("rename ENOTCAPABLE\n");
    assertThat(sandbox.probe("rename", "/outputs", "/other/moved").stdout())
        .isEqualTo("rename EBUSY\n");
    assertThat(other).isEmptyDirectory();
  }

  @Test
  void linksInAFolderLentForWritingDoNotLeadOut() throws IOException {
    Path lent = Files.createDirectory(sandbox.folder.resolve("lent"));
    Files.createSymbolicLink(lent.resolve("escape"), sandbox.outside);
    Files.createSymbolicLink(lent.resolve("file"), sandbox.outside.resolve("secret.txt"));
    Files.createSymbolicLink(lent.resolve("dangling"), sandbox.outside.resolve("new.txt"));
    sandbox.mount(Mount.writable("/lent", lent));

    assertThat(sandbox.probe("write", "/lent/escape/new", "x").stdout()).startsWith("write ENO");
    assertThat(sandbox.probe("write", "/lent/file", "x").stdout()).startsWith("write ENO");
    assertThat(sandbox.probe("write", "/lent/dangling", "x").stdout()).startsWith("write ENO");
    assertThat(sandbox.probe("mkdir", "/lent/escape/new").stdout()).startsWith("mkdir ENO");
    assertThat(sandbox.probe("unlink", "/lent/escape/secret.txt").stdout())
        .startsWith("unlink ENO");
    assertThat(sandbox.probe("unlink", "/lent/file").stdout()).isEqualTo("unlink ok\n");
    assertOutsideUntouched();
  }

  @Test
  void aPipeInAnInputFolderDoesNotBlockTheNode() throws IOException, InterruptedException {
    Path pipe = sandbox.inputs.resolve("pipe");
    Process made = new ProcessBuilder("mkfifo", pipe.toString()).start();
    assertThat(made.waitFor()).isZero();

    assertThat(sandbox.probe("read", "/inputs/pipe").stdout()).isEqualTo("open EACCES\n");
  }

  @Test
  void aFolderThatBecomesALinkWhileItIsUsedLeadsNowhere() throws Exception {
    // Somebody on the host swaps a folder for a link to the outside, over and over, while a program
    // reads through it.
    Path swapped = sandbox.inputs.resolve("swapped");
    Path real = Files.createDirectory(sandbox.folder.resolve("real"));
    Files.writeString(real.resolve("secret.txt"), "harmless\n");
    Thread swapper =
        Thread.ofPlatform()
            .start(() -> {
              try {
                while (!Thread.currentThread().isInterrupted()) {
                  Files.move(real, swapped);
                  Files.move(swapped, real);
                  Files.createSymbolicLink(swapped, sandbox.outside);
                  Files.delete(swapped);
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    int harmless = 0;
    long deadline = System.nanoTime() + Duration.ofSeconds(2).toNanos();
    try (HostFolder host = HostFolder.open(sandbox.inputs)) {
      while (System.nanoTime() < deadline) {
        try (var in =
            host.open(List.of("swapped", "secret.txt"), HostFolder.Access.READ, false).stream()) {
          assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("harmless\n");
          harmless++;
        } catch (IOException e) {
          // Not there at this moment, or a link: both are refusals.
        }
      }
    }
    swapper.interrupt();
    swapper.join();
    assertThat(harmless).as("times that the folder was there to be read").isPositive();
  }

  @Test
  void mountsThatMakeNoSenseAreRefused() throws IOException {
    assertThatThrownBy(() -> Mount.readOnly("relative", sandbox.inputs))
        .hasMessageContaining("guestPath=relative");
    assertThatThrownBy(() -> Mount.readOnly("/", sandbox.inputs))
        .hasMessageContaining("guestPath=/");
    assertThatThrownBy(() -> new GuestTree(List.of(Mount.readOnly("/a/../b", sandbox.inputs))))
        .hasMessageContaining("'..'");
    Mount once = Mount.readOnly("/a", sandbox.inputs);
    assertThatThrownBy(() -> new GuestTree(List.of(once, Mount.readOnly("/a/", sandbox.outputs))))
        .hasMessageContaining("two mounts have the same path");
  }
}
