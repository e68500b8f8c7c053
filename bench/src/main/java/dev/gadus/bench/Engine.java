// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A storage engine as the side-by-side benchmark uses it. Keys and values are given by what {@link
 * Records} makes of numbers, so that each engine has them in the form that suits it best.
 */
interface Engine extends AutoCloseable {
  /** How a file is opened. */
  enum Opening {
    /** A commit waits for the disk. */
    DURABLE,
    /** A commit waits for nothing. */
    FAST,
    /** As {@link #DURABLE}, and the file becomes shorter by the commits themselves; ours alone. */
    SHRINKING
  }

  /** What {@link Reads#get} and {@link Reads#copy} return for a key that is not there. */
  long ABSENT = -1;

  /**
   * Opens a file, or makes it.
   *
   * @param bucket the bucket, or what the engine has in its place, that all that follows is about
   */
  void open(Path file, Opening opening, String bucket);

  /** Runs a function in a write transaction and commits it. */
  void write(Consumer<Writes> body);

  /** The same, when many threads do so at once and each wants its change on the disk. */
  void writeTogether(Consumer<Writes> body);

  /** Begins a read transaction, to be used and ended by this thread. */
  Reads beginRead();

  /** Makes the file shorter while others write; returns false when the engine has no such thing. */
  boolean shrink();

  /** Returns how many pages are free, or -1 when the engine does not count such. */
  long freePages();

  @Override
  void close();

  /** Changes in a write transaction. */
  interface Writes {
    void put(long id, long version, int valueBytes);

    void delete(long id);
  }

  /** A read transaction, with one cursor in it. */
  interface Reads extends AutoCloseable {
    /** Returns the first eight bytes of a value plus its length, read where the value lies. */
    long get(long id);

    /** The same from a copy in an array. */
    long copy(long id);

    /** Returns the version in a value. */
    long version(long id);

    boolean first();

    /** Moves the cursor to a key that is there. */
    boolean seek(long id);

    /**
     * Adds up {@link Engine#entrySum} of the entries from the one under the cursor on, so many at
     * the most, in a loop as a program that uses the engine would write it.
     */
    void addUp(long most, Sum sum);

    @Override
    void close();
  }

  /** What {@link Reads#addUp} adds to. */
  final class Sum {
    long total;
    long count;
  }

  /** The sum of an entry, the same in every program. */
  static long entrySum(long id, long mark) {
    return id * 31 + mark;
  }
}
