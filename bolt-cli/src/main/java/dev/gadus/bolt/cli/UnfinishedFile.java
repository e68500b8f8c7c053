// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A file that is written in a folder of its own beside its final place and moved there when it is
 * complete, so that nobody ever finds half of it under the final name. Closing it unfinished
 * deletes folder and file; so does the end of the process, also by Ctrl-C. Only a process that is
 * killed leaves the folder behind.
 */
public final class UnfinishedFile implements AutoCloseable {
  /**
   * Whoever writes may make a file while the folder is being emptied, and fails at the next one.
   */
  private static final int DELETE_ATTEMPTS = 10;

  private final Path folder;
  private final Path target;
  private final Thread cleaner;

  /**
   * Set when the process ends: the other threads still run then, and may not make the folder anew.
   */
  private boolean ending;

  private UnfinishedFile(Path folder, Path target) {
    this.folder = folder;
    this.target = target;
    this.cleaner = new Thread(this::end, "delete " + folder);
  }

  /**
   * Makes the folder beside {@code target}, readable by its owner alone; the file itself is the
   * caller's to make.
   *
   * @throws IOException when the folder of {@code target} is not there or may not be written
   */
  public static UnfinishedFile beside(Path target) throws IOException {
    Path absolute = target.toAbsolutePath();
    Path parent = absolute.getParent();
    if (parent == null) {
      throw new Failure("a folder is no output file: " + target);
    }
    if (!Files.isDirectory(parent)) {
      throw new NoSuchFileException(parent.toString());
    }
    if (!Files.isWritable(parent)) {
      throw new AccessDeniedException(parent.toString());
    }
    String name = "." + absolute.getFileName() + ".unfinished-" + ProcessHandle.current().pid();
    UnfinishedFile unfinished = new UnfinishedFile(parent.resolve(name), absolute);
    Runtime.getRuntime().addShutdownHook(unfinished.cleaner);
    unfinished.makeFolder();
    return unfinished;
  }

  private synchronized void makeFolder() throws IOException {
    if (ending) {
      throw new Failure("interrupted before " + target + " was begun");
    }
    // A process that was killed may have had the same number.
    deleteOnce();
    Files.createDirectory(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  private synchronized void end() {
    ending = true;
    delete();
  }

  /** The file to write. */
  public Path path() {
    return folder.resolve("database");
  }

  /** Makes the content durable and gives the file its final name, replacing what has it. */
  public void finish() throws IOException {
    try (FileChannel channel = FileChannel.open(path(), StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(path(), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    // The new name is durable only when the folder is.
    try (FileChannel parent =
        FileChannel.open(folder.resolveSibling(""), StandardOpenOption.READ)) {
      parent.force(true);
    }
  }

  @Override
  public void close() {
    delete();
    try {
      Runtime.getRuntime().removeShutdownHook(cleaner);
    } catch (IllegalStateException e) {
      // The process is ending already and the hook has run or is running.
    }
  }

  private void delete() {
    try {
      for (int attempt = 1; !deleteOnce(); attempt++) {
        if (attempt == DELETE_ATTEMPTS) {
          throw new DirectoryNotEmptyException(folder.toString());
        }
      }
    } catch (IOException e) {
      System.Logger logger = System.getLogger(UnfinishedFile.class.getName());
      logger.log(System.Logger.Level.WARNING, "cannot delete the unfinished folder " + folder, e);
    }
  }

  /** Returns whether the folder is gone. */
  private boolean deleteOnce() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException e) {
      return true;
    }
    try {
      Files.deleteIfExists(folder);
      return true;
    } catch (DirectoryNotEmptyException e) {
      return false;
    }
  }
}
