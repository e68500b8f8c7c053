// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * A copy of a database file whose pages are edited without the engine. The copy gets its name when
 * the edit has worked; when it fails, there is no copy. Pages are read as the last write left them.
 */
final class EditedCopy {
  /**
   * A meta page is read with what follows it, so that a cut file is noticed as Go's command notices
   * it.
   */
  private static final long META_READ_BYTES = 1024;

  private static final int PIECE_BYTES = 1 << 30;

  /** What is done to the copy. */
  @FunctionalInterface
  interface Edit {
    void apply(EditedCopy copy) throws IOException;
  }

  private final Path path;
  private final FileChannel channel;
  private final Arena arena;

  private EditedCopy(Path path, FileChannel channel, Arena arena) {
    this.path = path;
    this.channel = channel;
    this.arena = arena;
  }

  /**
   * Copies and edits.
   *
   * @param step what failure messages about copying begin with
   */
  static void make(String step, Path source, Path target, Edit edit) {
    try {
      DatabaseFile.attributes(source);
      if (Files.exists(target)) {
        throw new Failure(
            "["
                + step
                + "] copy file failed: output file "
                + GoText.quote(target.toString())
                + " already exists");
      }
      try (UnfinishedFile unfinished = UnfinishedFile.beside(target)) {
        try (FileChannel channel = writable(unfinished.path(), source);
            Arena arena = Arena.ofConfined()) {
          Files.copy(source, Channels.newOutputStream(channel));
          edit.apply(new EditedCopy(unfinished.path(), channel, arena));
        }
        unfinished.finish();
      }
    } catch (IOException e) {
      throw new Failure("[" + step + "] copy file failed: " + Failure.reason(e), e);
    }
  }

  /** Makes the file with the rights of the source, which may not be readable by everybody. */
  private static FileChannel writable(Path file, Path source) throws IOException {
    Set<PosixFilePermission> permissions = EnumSet.of(PosixFilePermission.OWNER_WRITE);
    permissions.addAll(Files.getPosixFilePermissions(source));
    Set<StandardOpenOption> options =
        EnumSet.of(
            StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    return FileChannel.open(file, options, PosixFilePermissions.asFileAttribute(permissions));
  }

  Path path() {
    return path;
  }

  /** Returns the pages as they are in the file now. */
  PageFile pages() {
    return PageFile.open(path, arena);
  }

  /** Returns a page that can be changed in memory, and written with {@link #write}. */
  RawPage page(long id) {
    MemorySegment bytes = pages().page(id).bytes();
    return new RawPage(arena.allocate(bytes.byteSize()).copyFrom(bytes));
  }

  /**
   * Writes a page, without overflow that it no longer has, at the place that its id names; past the
   * end the file grows.
   */
  void write(RawPage page) throws IOException {
    long pageBytes = pages().pageBytes();
    write(page.bytes().asSlice(0, pageBytes * (page.overflow() + 1)), page.id() * pageBytes);
  }

  /** Returns a meta page that can be changed in memory, whatever stands in it. */
  RawPage.Meta meta(long offset) throws IOException {
    return meta(channel, offset, arena);
  }

  /** Writes a meta page. */
  void write(RawPage.Meta meta, long offset) throws IOException {
    write(meta.bytes(), offset + RawPage.HEADER_BYTES);
  }

  /** Reads a meta page from a file that may be damaged in every way. */
  static RawPage.Meta meta(FileChannel channel, long offset, Arena arena) throws IOException {
    if (offset + META_READ_BYTES > channel.size()) {
      throw new Failure("EOF");
    }
    MemorySegment bytes = channel.map(MapMode.READ_ONLY, offset, META_READ_BYTES, arena);
    MemorySegment copy =
        arena
            .allocate(RawPage.Meta.BYTES)
            .copyFrom(bytes.asSlice(RawPage.HEADER_BYTES, RawPage.Meta.BYTES));
    return new RawPage.Meta(copy);
  }

  private void write(MemorySegment bytes, long offset) throws IOException {
    for (long at = 0; at < bytes.byteSize(); ) {
      ByteBuffer piece =
          bytes.asSlice(at, Math.min(PIECE_BYTES, bytes.byteSize() - at)).asByteBuffer();
      at += channel.write(piece, offset + at);
    }
  }
}
