// SPDX-License-Identifier: Apache-2.0
package dev.gadus.data.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.engine.Utf8;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives: what is packed comes out again, and what others pack cannot do harm. */
class TarTest {
  @TempDir Path folder;
  private Path from;
  private Path to;

  @BeforeEach
  void open() throws IOException {
    from = Files.createDirectory(folder.resolve("from"));
    to = Files.createDirectory(folder.resolve("to"));
  }

  /** A gzipped archive with these files. */
  static byte[] gzippedTar(Map<String, String> files) throws IOException {
    Path folder = Files.createTempDirectory("tar");
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      new TarWriter(gzip).pack(folder);
    }
    return bytes.toByteArray();
  }

  private byte[] packed() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new TarWriter(bytes).pack(from);
    return bytes.toByteArray();
  }

  private void unpack(byte[] tar) throws IOException {
    unpack(tar, 1 << 20, 100);
  }

  private void unpack(byte[] tar, long maximumBytes, int maximumEntries) throws IOException {
    new TarReader(new ByteArrayInputStream(tar), maximumBytes, maximumEntries).unpack(to);
  }

  @Test
  void filesAndFoldersComeOutAsTheyWentIn() throws IOException {
    String longName = "a-name-of-forty-characters-for-the-test-".repeat(5);
    Files.writeString(from.resolve("plain"), "plain");
    Files.write(from.resolve("block"), new byte[512]);
    Files.write(from.resolve("more-than-a-block"), new byte[513]);
    Files.createFile(from.resolve("empty"));
    Files.createDirectories(from.resolve("folder/empty-folder"));
    Files.writeString(from.resolve("folder/größe"), "umlaut");
    Files.writeString(from.resolve("folder").resolve(longName), "long");

    unpack(packed());

    assertThat(to.resolve("plain")).hasContent("plain");
    assertThat(Files.size(to.resolve("block"))).isEqualTo(512);
    assertThat(Files.size(to.resolve("more-than-a-block"))).isEqualTo(513);
    assertThat(to.resolve("empty")).isEmptyFile();
    assertThat(to.resolve("folder/empty-folder")).isEmptyDirectory();
    assertThat(to.resolve("folder/größe")).hasContent("umlaut");
    assertThat(to.resolve("folder").resolve(longName)).hasContent("long");
  }

  @Test
  void theSystemsTarUnderstandsIt() throws Exception {
    Path tar = Path.of("/bin/tar");
    if (!Files.isExecutable(tar)) {
      System.out.println("not compared with the system's tar: there is no " + tar);
      return;
    }
    String longName = "long-".repeat(40);
    Files.createDirectory(from.resolve("folder"));
    Files.writeString(from.resolve("folder").resolve(longName), "content");
    Path archive = Files.write(folder.resolve("archive.tar"), packed());

    Process process =
        new ProcessBuilder(tar.toString(), "-xf", archive.toString(), "-C", to.toString())
            .inheritIO()
            .start();

    assertThat(process.waitFor()).isZero();
    assertThat(to.resolve("folder").resolve(longName)).hasContent("content");
    // And the other way: what it packs, with its own form of long names.
    Path theirs = folder.resolve("theirs.tar");
    process =
        new ProcessBuilder(
                tar.toString(),
                "--format=gnu",
                "-cf",
                theirs.toString(),
                "-C",
                from.toString(),
                ".")
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
    to = Files.createDirectory(folder.resolve("to-again"));
    unpack(Files.readAllBytes(theirs));
    assertThat(to.resolve("folder").resolve(longName)).hasContent("content");
  }

  @Test
  void linksAreLeftOutAndNotFollowed() throws IOException {
    Files.writeString(folder.resolve("secret"), "secret");
    Files.createSymbolicLink(from.resolve("link"), folder.resolve("secret"));
    Files.createSymbolicLink(from.resolve("folder-link"), folder);

    unpack(packed());

    assertThat(to).isEmptyDirectory();
  }

  /** A header as somebody else could write it. */
  private static byte[] entry(String name, char type, String content) {
    byte[] header = new byte[512];
    byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(nameBytes, 0, header, 0, nameBytes.length);
    put(header, TarFormat.SIZE, "%011o".formatted(content.length()));
    header[TarFormat.TYPE] = (byte) type;
    put(header, TarFormat.MAGIC, "ustar\00000");
    put(header, 157, "/etc/passwd");
    put(header, TarFormat.CHECKSUM, "%06o\0 ".formatted(TarFormat.checksum(header)));
    byte[] bytes = Arrays.copyOf(header, 512 + (content.length() + 511) / 512 * 512);
    System.arraycopy(
        content.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, 512, content.length());
    return bytes;
  }

  private static void put(byte[] header, int offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, header, offset, bytes.length);
  }

  private static byte[] concat(byte[]... parts) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.write(part);
    }
    return all.toByteArray();
  }

  @Test
  void namesThatLeadOutAreRefused() {
    for (String name : new String[] {"../evil", "/evil", "a/../../evil", "a/..", ".."}) {
      assertThatThrownBy(() -> unpack(entry(name, '0', "x")))
          .as(name)
          .isInstanceOf(TarException.class)
          .hasMessageContaining("leads out");
    }
    String pax = "23 path=../../tmp/evil\n";
    assertThatThrownBy(() -> unpack(concat(entry("pax", 'x', pax), entry("a", '0', "x"))))
        .hasMessageContaining("leads out");
    assertThatThrownBy(() -> unpack(concat(entry("l", 'L', "../evil\0"), entry("a", '0', "x"))))
        .hasMessageContaining("leads out");
    assertThat(folder.resolve("evil")).doesNotExist();
    assertThat(to).isEmptyDirectory();
  }

  @Test
  void nothingButFilesAndFoldersIsUnpacked() {
    for (char type : "12346789".replace("5", "").toCharArray()) {
      assertThatThrownBy(() -> unpack(entry("name", type, "")))
          .as("type " + type)
          .isInstanceOf(TarException.class)
          .hasMessageContaining("neither a file nor a folder");
    }
    assertThat(to).isEmptyDirectory();
  }

  @Test
  void aNameThatComesTwiceIsRefused() {
    assertThatThrownBy(() -> unpack(concat(entry("a", '0', "x"), entry("a", '0', "y"))))
        .hasMessageContaining("comes twice");
  }

  @Test
  void tooMuchIsRefusedAndTheLimitItselfIsNot() throws IOException {
    byte[] two = concat(entry("a", '0', "12345"), entry("b", '0', "12345"));

    unpack(two, 10, 2);
    assertThatThrownBy(
            () -> unpack(concat(entry("c", '0', "12345"), entry("d", '0', "12345")), 9, 2))
        .hasMessageContaining("more bytes than allowed");
    assertThatThrownBy(() -> unpack(concat(entry("e", '0', ""), entry("f", '0', "")), 10, 1))
        .hasMessageContaining("more than 1 entries");
  }

  @Test
  void damagedArchivesAreSaidToBe() throws IOException {
    byte[] good = entry("a", '0', "content");
    byte[] flipped = good.clone();
    flipped[3] ^= 1;

    assertThatThrownBy(() -> unpack(flipped)).hasMessageContaining("wrong checksum");
    assertThatThrownBy(() -> unpack(Arrays.copyOf(good, 300)))
        .hasMessageContaining("middle of a header");
    assertThatThrownBy(() -> unpack(Arrays.copyOf(good, 515)))
        .hasMessageContaining("middle of a file");
    assertThatThrownBy(() -> unpack(concat(entry("pax", 'x', "99 path=a\n"), good)))
        .hasMessageContaining("damaged");
  }

  @Test
  void textIsCutBetweenCharacters() {
    byte[] bytes = "aé€😀".getBytes(StandardCharsets.UTF_8);
    int[] expected = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10};
    for (int length = 0; length <= bytes.length; length++) {
      assertThat(Utf8.completeLength(bytes, length))
          .as("length " + length)
          .isEqualTo(expected[length]);
    }
    assertThat(
            Utf8.completeLength(
                new byte[] {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80}, 5))
        .as("no UTF-8 at all")
        .isEqualTo(5);
    assertThat(Utf8.completeLength(new byte[] {'a', (byte) 0xff}, 2)).isEqualTo(2);
  }
}
