// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

/**
 * The ids that a store takes for jobs, executions, evaluations and nodes: they are parts of its
 * keys as they are.
 */
public final class StoreIds {
  /** Longer than any id that is made, and short enough that composite keys stay small. */
  public static final int MAX_LENGTH = 128;

  private StoreIds() {}

  /** Whether a text can be an id: 1 to {@value #MAX_LENGTH} letters, digits or {@code . _ : -}. */
  public static boolean isUsable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= '0' && c <= '9')
              || (c >= 'A' && c <= 'Z')
              || c == '-'
              || c == '_'
              || c == '.'
              || c == ':';
      if (!plain) {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= MAX_LENGTH;
  }

  static String require(String name, String id) {
    if (!isUsable(id)) {
      throw new IllegalArgumentException(
          name
              + " must be 1 to "
              + MAX_LENGTH
              + " letters, digits or one of . _ : -, but is "
              + name
              + "="
              + id);
    }
    return id;
  }
}
