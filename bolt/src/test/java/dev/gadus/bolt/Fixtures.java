// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** The database files that Go's bbolt made. They are always copied before they are opened. */
final class Fixtures {
  /** Files that can be read, each with a dump of what is in it. */
  static final List<String> READABLE =
      List.of(
          "empty",
          "small",
          "nested",
          "overflow",
          "deletes",
          "page1024",
          "page8192",
          "page16384",
          "nofreelistsync",
          "tree",
          "meta0-corrupt",
          "meta1-corrupt",
          "page1024-meta0-corrupt",
          "page8192-meta0-corrupt",
          "freelist-overflow");

  private Fixtures() {}

  /** Copies a fixture into a folder; one that is compressed is unpacked. */
  static Path copy(String name, Path folder) {
    Path target = folder.resolve(name + ".db");
    try (InputStream plain = Fixtures.class.getResourceAsStream("/fixtures/" + name + ".db")) {
      if (plain != null) {
        Files.copy(plain, target);
        return target;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (InputStream packed = open("/fixtures/" + name + ".db.gz");
        InputStream unpacked = new GZIPInputStream(packed)) {
      Files.copy(unpacked, target);
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> dump(String name) {
    return lines("/fixtures/" + name + ".txt");
  }

  /** What {@code bbolt check} prints about a fixture. */
  static List<String> expectedCheck(String name) {
    return lines("/fixtures/expected/" + name + ".check.txt");
  }

  private static List<String> lines(String resource) {
    try (InputStream in = open(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String resource) {
    return Objects.requireNonNull(Fixtures.class.getResourceAsStream(resource), resource);
  }
}
