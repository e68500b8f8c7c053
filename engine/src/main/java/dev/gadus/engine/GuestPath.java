// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * A path as a program spells it, cut into names. Names are cut at {@code /} alone, on every
 * platform; empty names and {@code .} are left out, {@code ..} is kept.
 *
 * @param absolute whether it begins at the root
 * @param names the names in order
 * @param folder whether it can only mean a folder: it ends in a slash, or in {@code .} or {@code
 *     ..}
 */
public record GuestPath(boolean absolute, List<String> names, boolean folder) {
  /**
   * Deepest folder a program can reach or make, so that tidying up and packing results stay cheap.
   */
  public static final int MAX_DEPTH = 64;

  public GuestPath {
    names = List.copyOf(names);
  }

  /** Cuts a path; any text is one. */
  public static GuestPath parse(String text) {
    List<String> names = new ArrayList<>();
    String last = "";
    for (String name : text.split("/", -1)) {
      last = name;
      if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    boolean folder = last.isEmpty() || last.equals(".") || last.equals("..");
    return new GuestPath(text.startsWith("/"), names, folder);
  }
}
