// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second node out of the folders in which executions have their files. The databases have
 * locks of their own, but may be elsewhere, while these folders are always in the data directory.
 */
final class FolderLock implements AutoCloseable {
  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * @throws NodeException.StoreInUse when another node has the folder
   */
  static FolderLock take(Path file) {
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!lock(channel)) {
        channel.close();
        throw new NodeException.StoreInUse(
            "the data directory %s is in use by another node: its lock is %s"
                .formatted(file.getParent(), file),
            null);
      }
      return new FolderLock(channel);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot lock " + file, e);
    }
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      @Nullable FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException _) {
      // Another node in this very process.
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
