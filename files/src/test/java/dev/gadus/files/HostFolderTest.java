// SPDX-License-Identifier: Apache-2.0
package dev.gadus.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is below an open folder, with the kernel's own confinement and without it. */
@Tag("any-locale")
class HostFolderTest {
  @TempDir Path temporary;
  private Path folder;

  @BeforeEach
  void open() throws IOException {
    folder = Files.createDirectory(temporary.toRealPath().resolve("folder"));
  }

  @AfterEach
  void reset() {
    Opening.openat2 = true;
  }

  private HostFolder root(boolean openat2) throws IOException {
    Opening.openat2 = openat2;
    return HostFolder.open(folder);
  }

  private static String content(HostFile file) throws IOException {
    try (var stream = file.stream()) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void write(HostFile file, String text) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      MemorySegment memory = arena.allocate(bytes.length);
      MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
      assertThat(file.write(memory)).isEqualTo(bytes.length);
    }
  }

  private static int errorOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    try {
      call.call();
    } catch (FileException e) {
      return e.number();
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    return 0;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void filesAreMadeWrittenReadRenamedAndRemoved(boolean openat2) throws IOException {
    try (HostFolder root = root(openat2)) {
      root.createFolder(List.of("a"));
      root.createFolder(List.of("a", "b"));
      try (HostFile file =
          root.open(List.of("a", "b", "file"), HostFolder.Access.READ_AND_WRITE, true)) {
        write(file, "one two");
        file.truncate(3);
        assertThat(file.seek(0, HostFile.From.POSITION)).isEqualTo(7);
        file.setAppend(true);
        write(file, " three");
        file.setTimes(OptionalLong.of(1_000_000_001L), OptionalLong.of(2_000_000_002L));
        assertThat(file.status().modifiedNanos()).isEqualTo(2_000_000_002L);
        assertThat(file.status().accessedNanos()).isEqualTo(1_000_000_001L);
      }
      root.link(List.of("a", "b", "file"), root, List.of("a", "second"));
      root.symbolicLink("b/file", List.of("a", "link"));
      root.move(List.of("a", "b", "file"), root, List.of("renamed"));
      assertThat(content(root.open(List.of("renamed"), HostFolder.Access.READ, false)))
          .isEqualTo("one three");
      FileStatus status = root.status(List.of("renamed")).orElseThrow();
      assertThat(status.kind()).isEqualTo(FileStatus.Kind.FILE);
      assertThat(status.links()).isEqualTo(2);
      assertThat(status.sizeBytes()).isEqualTo(9);
      assertThat(status.inode())
          .isEqualTo(Files.getAttribute(folder.resolve("renamed"), "unix:ino"));
      assertThat(root.linkText(List.of("a", "link"))).isEqualTo("b/file");
      try (HostFolder a = root.folder(List.of("a"))) {
        assertThat(a.list(10).orElseThrow()).containsExactlyInAnyOrder("b", "link", "second");
        assertThat(a.list(3)).isPresent();
        assertThat(a.list(2)).isEmpty();
        a.setTimes(List.of(), OptionalLong.empty(), OptionalLong.of(5));
        a.sync();
        a.deleteFile(List.of("link"));
        a.deleteFile(List.of("second"));
        a.deleteFolder(List.of("b"));
        assertThat(a.list(10).orElseThrow()).isEmpty();
      }
      assertThat(errorOf(() -> root.deleteFolder(List.of("renamed"))))
          .isEqualTo(FileException.NOTDIR);
      assertThat(errorOf(() -> root.deleteFile(List.of("a")))).isEqualTo(FileException.ISDIR);
      assertThat(root.status(List.of("none"))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void noLinkIsFollowedAnywhere(boolean openat2) throws IOException {
    Path outside = Files.createDirectory(folder.resolveSibling("outside"));
    Files.writeString(outside.resolve("file"), "secret");
    Files.createSymbolicLink(folder.resolve("link"), outside);
    Files.createSymbolicLink(folder.resolve("file-link"), outside.resolve("file"));
    List<String> through = List.of("link", "file");
    try (HostFolder root = root(openat2)) {
      Files.createFile(folder.resolve("own"));
      for (int error :
          new int[] {
            errorOf(() -> root.folder(List.of("link"))),
            errorOf(() -> root.status(through)),
            errorOf(() -> root.open(through, HostFolder.Access.READ, false)),
            errorOf(() -> root.open(List.of("file-link"), HostFolder.Access.WRITE, false)),
            errorOf(() -> root.createFolder(List.of("link", "made"))),
            errorOf(() -> root.deleteFile(through)),
            errorOf(() -> root.move(through, root, List.of("stolen"))),
            errorOf(() -> root.move(List.of("own"), root, List.of("link", "own"))),
            errorOf(() -> root.link(through, root, List.of("stolen"))),
            errorOf(() -> root.symbolicLink("x", List.of("link", "x"))),
            errorOf(() -> root.linkText(through)),
            errorOf(() -> root.setTimes(through, OptionalLong.of(1), OptionalLong.of(1)))
          }) {
        assertThat(error).isIn(FileException.LOOP, FileException.NOTDIR);
      }
    }
    assertThatThrownBy(() -> HostFolder.open(folder.resolve("link")))
        .isInstanceOf(FileException.class);
    assertThat(outside.resolve("file")).hasContent("secret");
    assertThat(outside.toFile().list()).containsExactly("file");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anOpenFolderStaysTheSameWhateverItsName(boolean openat2) throws IOException {
    try (HostFolder root = root(openat2)) {
      root.createFolder(List.of("a"));
      try (HostFolder a = root.folder(List.of("a"))) {
        root.move(List.of("a"), root, List.of("moved"));
        root.createFolder(List.of("a"));
        a.createFolder(List.of("inner"));
      }
    }
    assertThat(folder.resolve("moved/inner")).isDirectory();
    assertThat(folder.resolve("a")).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void depthIsNotLimitedByTheLengthOfAPath(boolean openat2) throws IOException {
    String longName = "n".repeat(255);
    List<String> names = new ArrayList<>();
    try (HostFolder root = root(openat2)) {
      for (int depth = 0; depth < 64; depth++) {
        names.add(longName);
        root.createFolder(names);
      }
      assertThat(root.status(names).orElseThrow().kind()).isEqualTo(FileStatus.Kind.FOLDER);
      List<String> up = new ArrayList<>(Collections.nCopies(64, longName));
      while (!up.isEmpty()) {
        root.deleteFolder(up);
        up.removeLast();
      }
    }
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsNoSingleNameOrNoPlainFileIsRefused(boolean openat2) throws Exception {
    try (HostFolder root = root(openat2)) {
      for (String name : List.of("", ".", "..", "a/b", "a\0b")) {
        assertThatThrownBy(() -> root.createFolder(List.of(name)))
            .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> root.createFolder(List.of(name, "x")))
            .isInstanceOf(IllegalArgumentException.class);
      }
      assertThat(new ProcessBuilder("mkfifo", folder.resolve("pipe").toString()).start().waitFor())
          .isZero();
      assertThat(errorOf(() -> root.open(List.of("pipe"), HostFolder.Access.READ, false)))
          .isEqualTo(FileException.ACCES);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void descriptorsAreGivenBack(boolean openat2) throws IOException {
    try (HostFolder root = root(openat2)) {
      root.createFolder(List.of("a"));
      root.createFolder(List.of("a", "b"));
      long before = descriptors();
      for (int i = 0; i < 100; i++) {
        root.folder(List.of("a", "b")).close();
        root.open(List.of("a", "b", "f" + i), HostFolder.Access.WRITE, true).close();
        errorOf(() -> root.open(List.of("a", "b", "none", "f"), HostFolder.Access.READ, false));
        errorOf(() -> root.folder(List.of("a", "none", "b")));
        root.list(0);
        HostFolder.open(folder).close();
      }
      assertThat(descriptors()).isLessThanOrEqualTo(before + 5);
    }
  }

  private static long descriptors() throws IOException {
    try (var names = Files.list(Path.of("/proc/self/fd"))) {
      return names.count();
    }
  }
}
