// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/**
 * When the list of free pages is written into the file. A file without one is complete: whoever
 * opens it for writing finds the free pages by walking the tree.
 */
public enum FreelistStorage {
  /**
   * Once, when the database is closed. A commit then costs the same however much of the file is
   * free, and the next open is quick; after a crash it walks the tree. This is the default.
   */
  ON_CLOSE,

  /** In every commit, as Go's bbolt does by default. */
  EVERY_COMMIT,

  /** Never, as Go's bbolt does with {@code NoFreelistSync}. */
  NEVER
}
