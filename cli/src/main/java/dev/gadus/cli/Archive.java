package dev.gadus.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * Unpacks the archives in which results come: gzip-compressed tar. What is in one was written by a
 * program that nobody trusts, so names that lead out of the folder, links, and everything that is
 * neither a file nor a folder are refused.
 */
final class Archive {
  /** No result is this large; an archive that unpacks to more is a trap. */
  static final long MAX_BYTES = 1L << 40;

  /** Like the sizes, a bound that no real result reaches. */
  static final int MAX_ENTRIES = 10_000_000;

  private static final int BLOCK_BYTES = 512;
  private static final int MAX_NAME_BYTES = 1 << 20;

  private final InputStream tar;
  private final Path folder;
  private long bytesLeft = MAX_BYTES;

  private Archive(InputStream tar, Path folder) {
    this.tar = tar;
    this.folder = folder;
  }

  /**
   * Unpacks into a folder that exists.
   *
   * @throws IOException when the archive is damaged or has something in it that is refused, or when
   *     a file is there already
   */
  static void unpack(InputStream archive, Path folder) throws IOException {
    try (InputStream tar = new BufferedInputStream(new GZIPInputStream(archive))) {
      new Archive(tar, folder).unpack();
    }
  }

  private void unpack() throws IOException {
    String longName = "";
    for (int entries = 0; entries < MAX_ENTRIES; entries++) {
      byte[] header = tar.readNBytes(BLOCK_BYTES);
      if (header.length == 0 || isZero(header)) {
        return;
      }
      if (header.length < BLOCK_BYTES) {
        throw new EOFException("the archive ends in the middle of an entry");
      }
      requireChecksum(header);
      long size = number(header, 124, 12);
      String name = longName.isEmpty() ? name(header) : longName;
      longName = "";
      switch (header[156]) {
        case 'L' -> longName = text(data(size));
        case 'x' -> longName = paxPath(data(size));
        case 'g' -> data(size);
        case '5' -> Files.createDirectories(target(name));
        case '0', 0 -> file(target(name), size);
        default ->
            throw new IOException(
                "entry '%s' is neither a file nor a folder: type=%c"
                    .formatted(name, (char) header[156]));
      }
    }
    throw new IOException("the archive has more than " + MAX_ENTRIES + " entries");
  }

  private void file(Path target, long size) throws IOException {
    take(size);
    Path parent = target.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    byte[] buffer = new byte[1 << 16];
    try (OutputStream out =
        Files.newOutputStream(target, java.nio.file.StandardOpenOption.CREATE_NEW)) {
      long left = size;
      while (left > 0) {
        int read = tar.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          throw new EOFException("the archive ends in the middle of " + target.getFileName());
        }
        out.write(buffer, 0, read);
        left -= read;
      }
    }
    tar.skipNBytes(padding(size));
  }

  private byte[] data(long size) throws IOException {
    if (size > MAX_NAME_BYTES) {
      throw new IOException("a name in the archive has " + size + " bytes");
    }
    byte[] data = tar.readNBytes((int) size);
    tar.skipNBytes(padding(size));
    return data;
  }

  private void take(long size) throws IOException {
    bytesLeft -= size;
    if (bytesLeft < 0) {
      throw new IOException("the archive unpacks to more than " + MAX_BYTES + " bytes");
    }
  }

  private Path target(String name) throws IOException {
    Path relative = Path.of(name).normalize();
    Path target = folder.resolve(relative).normalize();
    boolean inside = !Path.of(name).isAbsolute() && target.startsWith(folder.normalize());
    for (Path part : Path.of(name)) {
      inside &= !part.toString().equals("..");
    }
    if (!inside) {
      throw new IOException("entry '%s' leads out of the folder".formatted(name));
    }
    // No entry makes a link, so a link on the way was there before, and is not followed.
    for (Path at = target; at != null && !at.equals(folder.normalize()); at = at.getParent()) {
      if (Files.exists(at, LinkOption.NOFOLLOW_LINKS) && Files.isSymbolicLink(at)) {
        throw new IOException("entry '%s' leads through the link %s".formatted(name, at));
      }
    }
    return target;
  }

  private static long padding(long size) {
    return (BLOCK_BYTES - size % BLOCK_BYTES) % BLOCK_BYTES;
  }

  private static String name(byte[] header) {
    String name = text(header, 0, 100);
    boolean ustar = text(header, 257, 5).equals("ustar");
    String prefix = ustar ? text(header, 345, 155) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  /** The path in an extended header, whose records are {@code length key=value}. */
  private static String paxPath(byte[] data) throws IOException {
    int at = 0;
    while (at < data.length) {
      int space = at;
      while (space < data.length && data[space] != ' ') {
        space++;
      }
      int length = parse(new String(data, at, space - at, UTF_8));
      if (length <= space - at || at + length > data.length) {
        break;
      }
      String record = new String(data, space + 1, at + length - space - 2, UTF_8);
      if (record.startsWith("path=")) {
        return record.substring(5);
      }
      at += length;
    }
    return "";
  }

  private static int parse(String digits) throws IOException {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException _) {
      throw new IOException("an extended header of the archive is damaged");
    }
  }

  private static boolean isZero(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private static void requireChecksum(byte[] header) throws IOException {
    long sum = 0;
    for (int i = 0; i < BLOCK_BYTES; i++) {
      sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
    }
    if (sum != number(header, 148, 8)) {
      throw new IOException("the archive is damaged: a checksum is wrong");
    }
  }

  /** Octal digits, or for sizes beyond them a big-endian number marked by the first bit. */
  private static long number(byte[] header, int offset, int length) throws IOException {
    if ((header[offset] & 0x80) != 0) {
      long value = 0;
      for (int i = offset + length - 8; i < offset + length; i++) {
        value = value << 8 | (header[i] & 0xff);
      }
      if (value < 0) {
        throw new IOException("a size in the archive is damaged");
      }
      return value;
    }
    String digits = text(header, offset, length).strip();
    try {
      return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    } catch (NumberFormatException _) {
      throw new IOException("a number in the archive is damaged: " + digits);
    }
  }

  private static String text(byte[] header, int offset, int length) {
    int end = offset;
    while (end < offset + length && header[end] != 0) {
      end++;
    }
    return new String(header, offset, end - offset, UTF_8);
  }

  private static String text(byte[] data) {
    return text(data, 0, data.length);
  }
}
