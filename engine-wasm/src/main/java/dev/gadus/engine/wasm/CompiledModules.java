// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Compiled modules on disk, a file each, named by the SHA-256 of the module. Shared by all
 * processes of a node and by its restarts: a file is written aside and renamed, and one that is
 * damaged counts as not there. Thread-safe.
 *
 * <p>The folder is named after the versions of what made the files; the folders beside it hold what
 * other versions made. All of them together keep to one number of bytes, and what was used longest
 * ago goes first.
 */
final class CompiledModules {
  /** What is kept on disk of all modules together. Compiled Python takes some 100 MB. */
  static final long MAX_BYTES = 1L << 30;

  /** Before the content: a mark, and a checksum of the content. */
  private static final int MARK = 0x67647731;

  private static final int HEADER_BYTES = 2 * Integer.BYTES;
  private static final String UNFINISHED = ".new";

  private final Path folder;
  private final long maximumBytes;

  CompiledModules(Path folder, long maximumBytes) {
    this.folder = folder;
    this.maximumBytes = maximumBytes;
  }

  /** What is kept of a module; empty when nothing is, or when it is damaged. */
  Optional<byte[]> read(String digest) {
    byte[] file;
    try {
      file = Files.readAllBytes(folder.resolve(digest));
    } catch (IOException e) {
      return Optional.empty();
    }
    if (file.length < HEADER_BYTES) {
      return Optional.empty();
    }
    ByteBuffer header = ByteBuffer.wrap(file);
    return header.getInt() == MARK
            && header.getInt() == checksum(file, HEADER_BYTES, file.length - HEADER_BYTES)
        ? Optional.of(Arrays.copyOfRange(file, HEADER_BYTES, file.length))
        : Optional.empty();
  }

  /** Keeps a module. Returns false when it is too large or cannot be written. */
  boolean write(String digest, byte[] content) {
    // One that would drive out half of the others is not worth it.
    if (content.length > maximumBytes / 2) {
      return false;
    }
    byte[] header =
        ByteBuffer.allocate(HEADER_BYTES)
            .putInt(MARK)
            .putInt(checksum(content, 0, content.length))
            .array();
    try {
      Files.createDirectories(folder);
      Path unfinished = Files.createTempFile(folder, digest, UNFINISHED);
      try {
        try (var out = Files.newOutputStream(unfinished)) {
          out.write(header);
          out.write(content);
        }
        Files.move(unfinished, folder.resolve(digest), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(unfinished);
      }
      trim();
      return true;
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  /** Remembers that a module was used now. */
  void used(String digest, Instant now) {
    try {
      Files.setLastModifiedTime(folder.resolve(digest), FileTime.from(now));
    } catch (IOException e) {
      // It was let go in the meantime, which costs a compilation and no more.
    }
  }

  private static int checksum(byte[] bytes, int offset, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, offset, length);
    return (int) sum.getValue();
  }

  private record KeptFile(Path path, long bytes, FileTime used) {}

  private void trim() throws IOException {
    List<KeptFile> files = new ArrayList<>();
    Path all = folder.toAbsolutePath().getParent();
    try (Stream<Path> paths = Files.walk(all, 2)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        try {
          files.add(new KeptFile(path, Files.size(path), Files.getLastModifiedTime(path)));
        } catch (NoSuchFileException e) {
          // Another process let it go.
        }
      }
    }
    files.sort(Comparator.comparing(KeptFile::used));
    long bytes = files.stream().mapToLong(KeptFile::bytes).sum();
    for (KeptFile oldest : files) {
      if (bytes <= maximumBytes) {
        return;
      }
      Files.deleteIfExists(oldest.path());
      bytes -= oldest.bytes();
    }
  }
}
