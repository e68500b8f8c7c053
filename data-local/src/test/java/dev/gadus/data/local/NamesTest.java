// SPDX-License-Identifier: Apache-2.0
package dev.gadus.data.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.engine.Mount;
import dev.gadus.files.FileException;
import dev.gadus.files.HostFolder;
import dev.gadus.files.HostPath;
import dev.gadus.model.InputSource;
import dev.gadus.model.SpecConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names that are not ASCII, or no UTF-8 at all, in whatever locale the node was started. */
@Tag("any-locale")
class NamesTest {
  private static final String UTF8 = "naïve 日本.txt";

  /** A name in Latin-1. */
  private static final String LATIN = "na\uEFEFve.txt";

  @TempDir Path folder;
  private Path from;

  @BeforeEach
  void open() throws IOException {
    folder = folder.toRealPath();
    from = Files.createDirectory(folder.resolve("from"));
  }

  private static List<String> names(Path folder) throws IOException {
    try (HostFolder opened = HostFolder.open(folder)) {
      return opened.list(100).orElseThrow();
    }
  }

  @Test
  void resultsKeepTheBytesOfTheirNames() throws IOException {
    String longName = "ö".repeat(100);
    for (String name : List.of(UTF8, LATIN, longName)) {
      Files.writeString(HostPath.resolve(from, name), name.equals(LATIN) ? "latin" : "utf");
    }
    Files.createDirectory(HostPath.resolve(from, "größe"));
    Files.createFile(HostPath.resolve(HostPath.resolve(from, "größe"), UTF8));
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    new TarWriter(tar).pack(from);
    Path to = Files.createDirectory(folder.resolve("to"));
    new TarReader(new ByteArrayInputStream(tar.toByteArray()), 1 << 20, 100).unpack(to);

    assertThat(names(to)).containsExactlyInAnyOrder(UTF8, LATIN, longName, "größe");
    assertThat(HostPath.resolve(to, LATIN)).hasContent("latin");
    assertThat(names(HostPath.resolve(to, "größe"))).containsExactly(UTF8);
  }

  @Test
  void aLocalInputCanHaveAnyName() throws Exception {
    Path data = Files.createDirectory(HostPath.resolve(folder, "größe"));
    LocalInputs inputs =
        new LocalInputs(
            LocalInputs.TYPE, AllowList.of(List.of(HostPath.text(folder) + "/größe/**:rw")));
    String missing = HostPath.text(data) + "/" + UTF8 + "/deeper";
    InputSource input =
        new InputSource(
            new SpecConfig("local", Map.of("SourcePath", missing, "ReadWrite", true)), "", "/in");

    assertThat(inputs.refusal(input)).isEmpty();
    Mount mount = inputs.fetch(input, folder);
    assertThat(HostPath.text(mount.hostPath())).isEqualTo(missing);
    assertThat(mount.hostPath()).isEmptyDirectory();
  }

  @Test
  void aFolderThatIsMissingIsNotMadeThroughALink() throws IOException {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Path link = Files.createSymbolicLink(from.resolve("link"), outside);

    try (HostFolder opened = HostFolder.open(from)) {
      assertThat(error(() -> opened.createFolder(List.of("link", "made")))).isNotZero();
    }
    assertThat(error(() -> HostFolder.open(link))).isNotZero();
    assertThat(outside).isEmptyDirectory();
  }

  private interface Action {
    void run() throws IOException;
  }

  private static int error(Action action) throws IOException {
    try {
      action.run();
      return 0;
    } catch (FileException e) {
      return e.number();
    }
  }
}
