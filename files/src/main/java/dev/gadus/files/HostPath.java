// SPDX-License-Identifier: Apache-2.0
package dev.gadus.files;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Java's paths as text and back, whatever the locale. {@code Path.of} and {@code Path.toString} use
 * the encoding of the locale, which is ASCII where none is set (services, cron, bare containers):
 * the one refuses a name with an umlaut then, the other loses it. The path itself holds the right
 * bytes, and its URI tells them.
 */
public final class HostPath {
  private HostPath() {}

  /** The text of an absolute path, in the form of {@link HostName}. */
  public static String text(Path path) {
    return HostName.text(bytes(path));
  }

  /**
   * The absolute path with this text.
   *
   * @throws InvalidPathException if it is not absolute or cannot be a path
   */
  public static Path of(String text) {
    if (!text.startsWith("/")) {
      throw new InvalidPathException(text, "it is not absolute");
    }
    if (text.indexOf('\0') >= 0) {
      throw new InvalidPathException(text, "it has a NUL character");
    }
    byte[] bytes;
    try {
      bytes = HostName.bytes(text);
    } catch (CharacterCodingException e) {
      throw new InvalidPathException(text, "it has half a character");
    }
    StringBuilder encoded = new StringBuilder("file://");
    for (byte b : bytes) {
      boolean plain = b == '/' || (b > 0 && Character.isLetterOrDigit(b));
      if (plain) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append("%02X".formatted(b & 0xff));
      }
    }
    return Path.of(URI.create(encoded.toString().replaceFirst("^file:///+", "file:///")));
  }

  /** The path of what has this name in a folder. */
  public static Path resolve(Path folder, String name) {
    return of(text(folder) + "/" + name);
  }

  private static byte[] bytes(Path path) {
    byte[] encoded = path.toUri().getRawPath().getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length);
    for (int i = 0; i < encoded.length; i++) {
      if (encoded[i] == '%') {
        bytes.write(Character.digit(encoded[i + 1], 16) * 16 + Character.digit(encoded[i + 2], 16));
        i += 2;
      } else {
        bytes.write(encoded[i]);
      }
    }
    // The URI of a folder ends in a slash.
    byte[] all = bytes.toByteArray();
    int length = all.length;
    while (length > 1 && all[length - 1] == '/') {
      length--;
    }
    return Arrays.copyOf(all, length);
  }
}
