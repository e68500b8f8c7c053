// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store.imports;

/** Hears what an import does while it does it. Called by the thread that imports. */
public interface ImportListener {
  /** Hears nothing. */
  ImportListener NONE = new ImportListener() {};

  /** A record was not brought in, or not as it was. */
  default void noted(ImportNote note) {}

  /**
   * More of the file has been read.
   *
   * @param records jobs, executions and rows of history so far
   */
  default void progress(long records) {}
}
