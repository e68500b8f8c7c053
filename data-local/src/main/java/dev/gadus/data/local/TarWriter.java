// SPDX-License-Identifier: Apache-2.0
package dev.gadus.data.local;

import dev.gadus.engine.Utf8;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/**
 * Packs a folder into a tar archive, names in order. Only folders and plain files are packed, and
 * no link is followed: what else a program managed to leave is left out. Not thread-safe.
 */
final class TarWriter {
  private static final int FILE_MODE = 0644;
  private static final int FOLDER_MODE = 0755;

  private final OutputStream out;

  /** Writes to a stream, which is not closed. */
  TarWriter(OutputStream out) {
    this.out = out;
  }

  /** Writes everything in a folder, without the folder itself, and the end of the archive. */
  void pack(Path folder) throws IOException {
    packChildren(folder, "");
    out.write(new byte[2 * TarFormat.BLOCK_BYTES]);
  }

  private void packChildren(Path folder, String prefix) throws IOException {
    List<Path> children;
    try (Stream<Path> stream = Files.list(folder)) {
      children = stream.sorted().toList();
    }
    for (Path child : children) {
      String name = prefix + child.getFileName();
      BasicFileAttributes attributes =
          Files.readAttributes(child, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      long seconds = Math.max(0, attributes.lastModifiedTime().toMillis() / 1000);
      if (attributes.isDirectory()) {
        writeHeader(name + "/", TarFormat.FOLDER, FOLDER_MODE, 0, seconds);
        packChildren(child, name + "/");
      } else if (attributes.isRegularFile()) {
        writeHeader(name, TarFormat.FILE, FILE_MODE, attributes.size(), seconds);
        writeContent(child, attributes.size());
      }
    }
  }

  private void writeContent(Path file, long size) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    long left = size;
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      while (left > 0) {
        int got = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (got < 0) {
          throw new IOException("a result became shorter while it was packed, file=" + file);
        }
        out.write(buffer, 0, got);
        left -= got;
      }
    }
    writePadding(size);
  }

  private void writeHeader(String name, char type, int mode, long size, long seconds)
      throws IOException {
    byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
    boolean longName = nameBytes.length > TarFormat.NAME_BYTES;
    boolean large = size > TarFormat.MAX_OCTAL_SIZE;
    if (longName || large) {
      byte[] records =
          ((longName ? paxRecord("path", name) : "") + (large ? paxRecord("size", "" + size) : ""))
              .getBytes(StandardCharsets.UTF_8);
      writeBlock("pax", TarFormat.PAX, FILE_MODE, records.length, seconds);
      out.write(records);
      writePadding(records.length);
    }
    writeBlock(longName ? cut(name) : name, type, mode, large ? 0 : size, seconds);
  }

  // A name for readers that do not know the long form.
  private static String cut(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    int length = Utf8.completeLength(bytes, TarFormat.NAME_BYTES);
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  // The length that each record begins with counts its own digits.
  private static String paxRecord(String key, String value) {
    int rest = (" " + key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8).length;
    int length = rest + String.valueOf(rest).length();
    if (String.valueOf(length).length() > String.valueOf(rest).length()) {
      length = rest + String.valueOf(length).length();
    }
    return length + " " + key + "=" + value + "\n";
  }

  private void writeBlock(String name, char type, int mode, long size, long seconds)
      throws IOException {
    byte[] header = new byte[TarFormat.BLOCK_BYTES];
    put(header, TarFormat.NAME, name);
    putOctal(header, TarFormat.MODE, TarFormat.NUMBER_BYTES, mode);
    putOctal(header, TarFormat.USER, TarFormat.NUMBER_BYTES, 0);
    putOctal(header, TarFormat.GROUP, TarFormat.NUMBER_BYTES, 0);
    putOctal(header, TarFormat.SIZE, TarFormat.LONG_NUMBER_BYTES, size);
    putOctal(
        header,
        TarFormat.TIME,
        TarFormat.LONG_NUMBER_BYTES,
        Math.min(seconds, TarFormat.MAX_OCTAL_SIZE));
    header[TarFormat.TYPE] = (byte) type;
    put(header, TarFormat.MAGIC, "ustar\00000");
    put(header, TarFormat.CHECKSUM, "%06o\0 ".formatted(TarFormat.checksum(header)));
    out.write(header);
  }

  private static void put(byte[] header, int offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, offset, bytes.length);
  }

  private static void putOctal(byte[] header, int offset, int length, long value) {
    String digits = Long.toOctalString(value);
    put(header, offset, "0".repeat(length - 1 - digits.length()) + digits);
  }

  private void writePadding(long size) throws IOException {
    out.write(new byte[(int) (-size & (TarFormat.BLOCK_BYTES - 1))]);
  }
}
