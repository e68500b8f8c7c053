// SPDX-License-Identifier: Apache-2.0
package dev.gadus.data.local;

import dev.gadus.engine.GuestPath;
import dev.gadus.files.HostName;
import dev.gadus.files.HostPath;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Unpacks a tar archive that somebody else made. It makes folders and plain files below one folder
 * and nothing else: names that lead out, links, devices and a name that comes twice are errors, and
 * so is too much of anything. Not thread-safe.
 */
public final class TarReader {
  /** Records that describe an entry, a long name for example: much more than any real one. */
  private static final int MAX_DESCRIPTION_BYTES = 64 * 1024;

  private final InputStream in;
  private final int maximumEntries;
  private long bytesLeft;
  private int entries;

  /**
   * Reads from a stream, which is not closed.
   *
   * @param maximumBytes what all files together may have
   */
  public TarReader(InputStream in, long maximumBytes, int maximumEntries) {
    this.in = in;
    this.bytesLeft = maximumBytes;
    this.maximumEntries = maximumEntries;
  }

  /**
   * Unpacks everything into an empty folder.
   *
   * @throws IOException if the archive is damaged or holds what is not allowed; some of it may be
   *     unpacked then
   */
  public void unpack(Path folder) throws IOException {
    byte[] header = new byte[TarFormat.BLOCK_BYTES];
    String nextName = "";
    long nextSize = -1;
    while (readHeader(header)) {
      char type = (char) header[TarFormat.TYPE];
      long size = nextSize >= 0 ? nextSize : number(header, TarFormat.SIZE);
      switch (type) {
        case TarFormat.PAX -> {
          for (String entry : paxRecords(description(size))) {
            if (entry.startsWith("path=")) {
              nextName = entry.substring("path=".length());
            } else if (entry.startsWith("size=")) {
              nextSize = parseSize(entry.substring("size=".length()));
            }
          }
          continue;
        }
        case TarFormat.GNU_LONG_NAME -> {
          byte[] name = description(size);
          nextName = TarFormat.text(name, 0, name.length);
          continue;
        }
        case TarFormat.PAX_GLOBAL -> {
          description(size);
          continue;
        }
        default -> unpackEntry(folder, nextName.isEmpty() ? name(header) : nextName, type, size);
      }
      nextName = "";
      nextSize = -1;
    }
  }

  private void unpackEntry(Path folder, String name, char type, long size) throws IOException {
    if (++entries > maximumEntries) {
      throw new TarException("it has more than %,d entries".formatted(maximumEntries));
    }
    Path target = target(folder, name);
    switch (type) {
      case TarFormat.FOLDER -> {
        Files.createDirectories(target);
        skip(size);
      }
      case TarFormat.FILE, TarFormat.OLD_FILE -> {
        if (target.equals(folder)) {
          throw new TarException("it has a file without a name");
        }
        writeFile(target, name, size);
      }
      default ->
          throw new TarException(
              "'%s' is neither a file nor a folder but of type '%s'".formatted(name, type));
    }
  }

  private static Path target(Path folder, String name) throws TarException {
    GuestPath path = GuestPath.parse(name);
    if (path.absolute() || path.names().contains("..") || name.indexOf('\0') >= 0) {
      throw new TarException("the name '%s' leads out of the archive".formatted(name));
    }
    if (path.names().size() > GuestPath.MAX_DEPTH) {
      throw new TarException("a name has more than %d folders".formatted(GuestPath.MAX_DEPTH));
    }
    Path target = folder;
    for (String part : path.names()) {
      target = HostPath.resolve(target, part);
    }
    return target;
  }

  private void writeFile(Path target, String name, long size) throws IOException {
    if (size > bytesLeft) {
      throw new TarException("it has more bytes than allowed when unpacked");
    }
    bytesLeft -= size;
    Path parent = target.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try (OutputStream out =
        Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      copy(out, size);
    } catch (FileAlreadyExistsException e) {
      throw new TarException("the name '%s' comes twice".formatted(name));
    }
    skip(padding(size));
  }

  private void copy(OutputStream out, long size) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    long left = size;
    while (left > 0) {
      int got = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (got < 0) {
        throw new TarException("it ends in the middle of a file");
      }
      out.write(buffer, 0, got);
      left -= got;
    }
  }

  private boolean readHeader(byte[] header) throws IOException {
    int got = in.readNBytes(header, 0, header.length);
    if (got == 0) {
      return false;
    }
    if (got < header.length) {
      throw new TarException("it ends in the middle of a header");
    }
    boolean empty = true;
    for (byte b : header) {
      empty &= b == 0;
    }
    if (empty) {
      return false;
    }
    if (number(header, TarFormat.CHECKSUM) != TarFormat.checksum(header)) {
      throw new TarException("a header has a wrong checksum");
    }
    return true;
  }

  private static String name(byte[] header) {
    String name = TarFormat.text(header, TarFormat.NAME, TarFormat.NAME_BYTES);
    boolean ustar = TarFormat.text(header, TarFormat.MAGIC, 6).equals("ustar");
    String prefix = ustar ? TarFormat.text(header, TarFormat.PREFIX, TarFormat.PREFIX_BYTES) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  // Octal digits with spaces around them, or the GNU form for large sizes: a set high bit, then the
  // number itself.
  private static long number(byte[] header, int offset) throws TarException {
    int length =
        offset == TarFormat.SIZE || offset == TarFormat.TIME
            ? TarFormat.LONG_NUMBER_BYTES
            : TarFormat.NUMBER_BYTES;
    if ((header[offset] & 0x80) != 0) {
      long value = 0;
      for (int i = offset + length - 8; i < offset + length; i++) {
        value = value << 8 | (header[i] & 0xff);
      }
      return requireSize(value);
    }
    String digits = TarFormat.text(header, offset, length).strip();
    try {
      return digits.isEmpty() ? 0 : requireSize(Long.parseLong(digits, 8));
    } catch (NumberFormatException e) {
      throw new TarException("a header has '%s' for a number".formatted(digits));
    }
  }

  private static long parseSize(String digits) throws TarException {
    try {
      return requireSize(Long.parseLong(digits));
    } catch (NumberFormatException e) {
      throw new TarException("a header has '%s' for a size".formatted(digits));
    }
  }

  private static long requireSize(long size) throws TarException {
    if (size < 0) {
      throw new TarException("a header has a negative size");
    }
    return size;
  }

  private byte[] description(long size) throws IOException {
    if (size > MAX_DESCRIPTION_BYTES) {
      throw new TarException("the description of an entry is too long");
    }
    byte[] bytes = in.readNBytes((int) size);
    if (bytes.length < size) {
      throw new TarException("it ends in the middle of a description");
    }
    skip(padding(size));
    return bytes;
  }

  // Each record is its own length in decimal, a space, key=value and a line end.
  private static List<String> paxRecords(byte[] bytes) throws TarException {
    List<String> records = new ArrayList<>();
    int at = 0;
    while (at < bytes.length) {
      int space = at;
      while (space < bytes.length && bytes[space] != ' ') {
        space++;
      }
      long length = parseSize(new String(bytes, at, space - at, StandardCharsets.US_ASCII));
      long end = at + length;
      if (end > bytes.length || end <= space + 1L) {
        throw new TarException("the description of an entry is damaged");
      }
      records.add(HostName.text(Arrays.copyOfRange(bytes, space + 1, (int) end - 1)));
      at = (int) end;
    }
    return records;
  }

  private static long padding(long size) {
    return -size & (TarFormat.BLOCK_BYTES - 1);
  }

  private void skip(long bytes) throws IOException {
    try {
      in.skipNBytes(bytes);
    } catch (EOFException e) {
      throw new TarException("it ends too early");
    }
  }
}
