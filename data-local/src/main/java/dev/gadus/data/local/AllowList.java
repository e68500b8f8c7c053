// SPDX-License-Identifier: Apache-2.0
package dev.gadus.data.local;

import dev.gadus.files.HostPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The paths of the host that jobs may name, as an operator lists them. An entry is an absolute path
 * in which {@code *} stands for any part of a name, {@code ?} for one character, <code>{a,b}</code>
 * for one or the other, and {@code **} for any number of folders, none included. It may end in
 * {@code :ro}, which is what it means anyway, or {@code :rw}. Thread-safe.
 *
 * <p>Entries are compared with real paths, so that a symbolic link does not make a path mean
 * another. The part of an entry before its first wildcard is made real once, when the list is read.
 */
public final class AllowList {
  private static final String SPECIAL = "*?[{";

  private record Entry(Path fixed, Pattern pattern, boolean writable) {}

  private final List<Entry> entries;

  private AllowList(List<Entry> entries) {
    this.entries = entries;
  }

  /** Allows nothing. */
  public static AllowList nothing() {
    return new AllowList(List.of());
  }

  /**
   * Reads entries.
   *
   * @throws IllegalArgumentException if one is not well-formed; the message says which and why
   */
  public static AllowList of(List<String> texts) {
    List<Entry> entries = new ArrayList<>();
    for (String text : texts) {
      boolean writable = text.endsWith(":rw");
      String path = writable || text.endsWith(":ro") ? text.substring(0, text.length() - 3) : text;
      if (!path.startsWith("/")) {
        throw new IllegalArgumentException(
            "an allowed path must be absolute, for example /data/**:ro, got '" + text + "'");
      }
      String real = real(path);
      entries.add(new Entry(fixed(real), Pattern.compile(regex(real, text)), writable));
    }
    return new AllowList(List.copyOf(entries));
  }

  /** Folders and files that hold all that may be read: each entry's part without wildcards. */
  public List<Path> readable() {
    return entries.stream().map(Entry::fixed).toList();
  }

  /** Likewise for all that may be written to. */
  public List<Path> writable() {
    return entries.stream().filter(Entry::writable).map(Entry::fixed).toList();
  }

  /** Whether a real path may be used. */
  boolean permits(Path real, boolean writing) {
    String path = HostPath.text(real);
    return entries.stream()
        .anyMatch(
            entry -> (entry.writable() || !writing) && entry.pattern().matcher(path).matches());
  }

  private static Path fixed(String path) {
    return HostPath.of("/" + path.substring(0, fixedLength(path)));
  }

  private static int fixedLength(String path) {
    for (int i = 0; i < path.length(); i++) {
      if (SPECIAL.indexOf(path.charAt(i)) >= 0) {
        return path.lastIndexOf('/', i);
      }
    }
    return path.length();
  }

  // The folders before the first wildcard, made real if they exist.
  private static String real(String path) {
    int end = fixedLength(path);
    Path fixed = fixed(path);
    try {
      String realFixed = HostPath.text(Files.exists(fixed) ? fixed.toRealPath() : fixed);
      return (realFixed.equals("/") ? "" : realFixed) + path.substring(end);
    } catch (IOException e) {
      return path;
    }
  }

  private static String regex(String path, String text) {
    StringBuilder regex = new StringBuilder();
    int braces = 0;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (path.startsWith("/**", i) && (i + 3 == path.length() || path.charAt(i + 3) == '/')) {
        regex.append("(?:/[^/]+)*");
        i += 2;
      } else if (c == '*') {
        regex.append("[^/]*");
      } else if (c == '?') {
        regex.append("[^/]");
      } else if (c == '{') {
        regex.append("(?:");
        braces++;
      } else if (c == '}' && braces > 0) {
        regex.append(')');
        braces--;
      } else if (c == ',' && braces > 0) {
        regex.append('|');
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    if (braces > 0) {
      throw new IllegalArgumentException(
          "an allowed path has a '{' without its '}': '" + text + "'");
    }
    return regex.toString();
  }
}
