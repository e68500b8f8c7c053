// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

import dev.gadus.data.local.TarReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * The archives in which published results come. What is in one was written by a program that nobody
 * trusts: only plain files and folders below the given folder are made.
 */
public final class ResultArchive {
  /** No result is this large; an archive that unpacks to more is a trap. */
  static final long MAX_BYTES = 1L << 40;

  /** A bound that no real result reaches either. */
  static final int MAX_ENTRIES = 10_000_000;

  private ResultArchive() {}

  /**
   * Unpacks an archive into an empty folder.
   *
   * @throws IOException when it is damaged or holds what is not unpacked, or the folder cannot be
   *     written
   */
  public static void unpack(InputStream archive, Path folder) throws IOException {
    try (InputStream tar = new BufferedInputStream(new GZIPInputStream(archive))) {
      new TarReader(tar, MAX_BYTES, MAX_ENTRIES).unpack(folder);
    }
  }
}
