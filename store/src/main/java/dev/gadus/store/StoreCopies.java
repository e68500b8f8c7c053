package dev.gadus.store;

import dev.gadus.bolt.CheckReport;
import dev.gadus.bolt.Database;
import dev.gadus.bolt.Options;
import dev.gadus.bolt.Transaction;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Copies of a store's file. A copy appears under its name only when it is complete and on disk, so
 * that a crash at any point leaves the store as it was.
 */
final class StoreCopies {
  /** A transaction of the copy: large enough to be fast, small enough for the memory of a node. */
  private static final long COPY_TRANSACTION_BYTES = 16L << 20;

  private StoreCopies() {}

  /** Writes a database as it is now to a file of its own, replacing what is there. */
  static void writeSnapshot(Database database, Path target) throws IOException {
    Path unfinished = target.resolveSibling(target.getFileName() + ".unfinished");
    Files.deleteIfExists(unfinished);
    try (FileChannel channel =
            FileChannel.open(
                unfinished,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rw-------")));
        OutputStream out = Channels.newOutputStream(channel)) {
      database.writeSnapshot(out);
      channel.force(true);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(unfinished);
      throw e;
    }
    move(unfinished, target);
    syncDirectory(target);
  }

  /** The file that a compaction works on; one that is there at a start was left by a crash. */
  private static Path compacting(Path path) {
    return path.resolveSibling(path.getFileName() + ".compacting");
  }

  static void removeLeftover(Path path) {
    try {
      Files.deleteIfExists(compacting(path));
    } catch (IOException e) {
      throw new StoreException.Unusable(
          path, "the unfinished copy " + compacting(path) + " cannot be removed: " + e, e);
    }
  }

  /**
   * Puts a copy without free space in the place of a store's file. The open database goes on to use
   * the old file, which has no name any more: it is to be closed without another change.
   */
  static void replaceWithCompacted(Database database, Path path) throws IOException {
    openCompacted(database, path).close();
    putInPlace(path);
    syncDirectory(path);
  }

  /** Makes a copy without free space beside a store's file, complete and on disk, and opens it. */
  static Database openCompacted(Database database, Path path) throws IOException {
    Path copy = compacting(path);
    Files.deleteIfExists(copy);
    requireSpace(database, path);
    Database target = Database.open(copy, Options.defaults());
    boolean complete = false;
    try {
      Database.compact(database, target, COPY_TRANSACTION_BYTES);
      CheckReport report = target.view(Transaction::check);
      if (!report.isOk()) {
        throw new IOException("the copy is damaged: " + report.findings().getFirst());
      }
      complete = true;
      return target;
    } finally {
      if (!complete) {
        target.close();
        Files.deleteIfExists(copy);
      }
    }
  }

  /** A copy that fills the disk would take from everybody else on it. */
  private static void requireSpace(Database database, Path path) throws IOException {
    long needed = Files.size(path) - database.statistics().freeBytes();
    long usable = Files.getFileStore(path).getUsableSpace();
    if (usable < needed) {
      throw new IOException(
          "a copy needs " + needed + " bytes, and " + usable + " are free on its disk");
    }
  }

  /** Gives the copy that {@link #openCompacted} made the name of the store's file. */
  static void putInPlace(Path path) throws IOException {
    move(compacting(path), path);
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Makes the name of a file durable, which it is when its directory is.
   *
   * @throws StoreException.Unusable when it cannot be done: which file has the name after a crash
   *     is then not known
   */
  static void syncDirectory(Path path) {
    Path directory = path.toAbsolutePath().getParent();
    if (directory == null) {
      return;
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      throw new StoreException.Unusable(path, "its directory cannot be synced: " + e, e);
    }
  }
}
