// SPDX-License-Identifier: Apache-2.0
package dev.gadus.data.local;

import dev.gadus.engine.GuestPath;
import dev.gadus.engine.Utf8;
import dev.gadus.files.FileException;
import dev.gadus.files.FileStatus;
import dev.gadus.files.HostFile;
import dev.gadus.files.HostFolder;
import dev.gadus.files.HostName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Packs a folder into a tar archive, names in order. Only folders and plain files are packed, and
 * no link is followed, even one that comes while packing goes on: what else a program left is left
 * out. Names are packed as the bytes that they are. Not thread-safe.
 */
final class TarWriter {
  private static final int FILE_MODE = 0644;
  private static final int FOLDER_MODE = 0755;

  /** Deeper than programs can make folders, and far from what the stack takes. */
  private static final int MAX_DEPTH = 2 * GuestPath.MAX_DEPTH;

  /** Names in one folder; more than a program may make. */
  private static final int MAX_CHILDREN = 1_000_000;

  /** What is met when a name is gone or has become a link since it was looked at. */
  private static final Set<Integer> GONE =
      Set.of(FileException.NOENT, FileException.NOTDIR, FileException.LOOP);

  private final OutputStream out;

  /** Writes to a stream, which is not closed. */
  TarWriter(OutputStream out) {
    this.out = out;
  }

  /** Writes everything in a folder, without the folder itself, and the end of the archive. */
  void pack(Path folder) throws IOException {
    try (HostFolder opened = HostFolder.open(folder.toRealPath())) {
      packChildren(opened, "", 1);
    }
    out.write(new byte[2 * TarFormat.BLOCK_BYTES]);
  }

  // Everything is opened relative to its folder: whoever swaps names meanwhile changes what is
  // found, and leads nowhere else.
  private void packChildren(HostFolder folder, String prefix, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new IOException(
          "the results are more than %d folders deep, folder=%s".formatted(MAX_DEPTH, prefix));
    }
    List<String> children =
        folder
            .list(MAX_CHILDREN)
            .orElseThrow(() ->
                new IOException(
                    "a folder of the results has more than %,d names, folder=%s"
                        .formatted(MAX_CHILDREN, prefix)));
    for (String child : children.stream().sorted().toList()) {
      try {
        packChild(folder, child, prefix, depth);
      } catch (FileException e) {
        if (!GONE.contains(e.number())) {
          throw e;
        }
      }
    }
  }

  private void packChild(HostFolder folder, String child, String prefix, int depth)
      throws IOException {
    List<String> name = List.of(child);
    Optional<FileStatus> status = folder.status(name);
    if (status.isEmpty()) {
      return;
    }
    switch (status.get().kind()) {
      case FOLDER -> {
        try (HostFolder inner = folder.folder(name)) {
          writeHeader(
              prefix + child + "/", TarFormat.FOLDER, FOLDER_MODE, 0, seconds(inner.status()));
          packChildren(inner, prefix + child + "/", depth + 1);
        }
      }
      case FILE -> {
        try (HostFile file = folder.open(name, HostFolder.Access.READ, false)) {
          FileStatus opened = file.status();
          writeHeader(
              prefix + child, TarFormat.FILE, FILE_MODE, opened.sizeBytes(), seconds(opened));
          writeContent(file.stream(), prefix + child, opened.sizeBytes());
        }
      }
      case LINK, OTHER -> {}
    }
  }

  private static long seconds(FileStatus status) {
    return Math.max(0, status.modifiedNanos() / 1_000_000_000L);
  }

  private void writeContent(InputStream in, String name, long size) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    long left = size;
    while (left > 0) {
      int got = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (got < 0) {
        throw new IOException("a result became shorter while it was packed, file=" + name);
      }
      out.write(buffer, 0, got);
      left -= got;
    }
    writePadding(size);
  }

  private void writeHeader(String name, char type, int mode, long size, long seconds)
      throws IOException {
    byte[] nameBytes = HostName.bytes(name);
    boolean longName = nameBytes.length > TarFormat.NAME_BYTES;
    boolean large = size > TarFormat.MAX_OCTAL_SIZE;
    if (longName || large) {
      ByteArrayOutputStream records = new ByteArrayOutputStream();
      if (longName) {
        writeRecord(records, "path", nameBytes);
      }
      if (large) {
        writeRecord(records, "size", String.valueOf(size).getBytes(StandardCharsets.US_ASCII));
      }
      byte[] pax = "pax".getBytes(StandardCharsets.US_ASCII);
      writeBlock(pax, TarFormat.PAX, FILE_MODE, records.size(), seconds);
      out.write(records.toByteArray());
      writePadding(records.size());
    }
    writeBlock(longName ? cut(nameBytes) : nameBytes, type, mode, large ? 0 : size, seconds);
  }

  // A name for readers that do not know the long form.
  private static byte[] cut(byte[] name) {
    return Arrays.copyOf(name, Utf8.completeLength(name, TarFormat.NAME_BYTES));
  }

  // The length that each record begins with counts its own digits.
  private static void writeRecord(ByteArrayOutputStream records, String key, byte[] value) {
    byte[] start = (" " + key + "=").getBytes(StandardCharsets.US_ASCII);
    int rest = start.length + value.length + 1;
    int length = rest + String.valueOf(rest).length();
    if (String.valueOf(length).length() > String.valueOf(rest).length()) {
      length = rest + String.valueOf(length).length();
    }
    records.writeBytes(String.valueOf(length).getBytes(StandardCharsets.US_ASCII));
    records.writeBytes(start);
    records.writeBytes(value);
    records.write('\n');
  }

  private void writeBlock(byte[] name, char type, int mode, long size, long seconds)
      throws IOException {
    byte[] header = new byte[TarFormat.BLOCK_BYTES];
    System.arraycopy(name, 0, header, TarFormat.NAME, name.length);
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
