// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.bolt.Database;
import dev.gadus.bolt.Options;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a store asks of the disk besides its database. The real one is {@link LocalFiles}; the crash
 * tests put a disk here that forgets what was not synced.
 */
interface FileSystem {
  /** Opens a database, and makes it when there is none. */
  Database openDatabase(Path path, Options options);

  /** Makes a file's directory when there is none. */
  void makeDirectory(Path path) throws IOException;

  /** What tells files apart whatever their names; empty when there is no file. */
  Optional<Object> identity(Path path) throws IOException;

  /** Bytes of a file. */
  long size(Path path) throws IOException;

  /** Bytes that can still be written to the disk of a file. */
  long usableSpace(Path path) throws IOException;

  /** Whether the system would let this process write to a file that is there. */
  boolean isWritable(Path path);

  /** Writes a file that is not there yet; its content is on disk on return, its name is not. */
  void write(Path path, Content content) throws IOException;

  /** Writes what is to be in a file. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Gives a file another name in one step; what had that name is gone. */
  void move(Path from, Path to) throws IOException;

  void deleteIfExists(Path path) throws IOException;

  /** Waits until the names in a file's directory are on disk. */
  void syncDirectory(Path path) throws IOException;
}
