package dev.gadus.bolt.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that is written under a name of its own beside its final place and moved there when it is
 * complete, so that nobody ever finds half of it under the final name. Closing it unfinished
 * deletes it; so does the end of the process, also by Ctrl-C.
 */
final class UnfinishedFile implements AutoCloseable {
  private final Path path;
  private final Path target;
  private final Thread cleaner;

  private UnfinishedFile(Path path, Path target) {
    this.path = path;
    this.target = target;
    this.cleaner = new Thread(this::delete, "delete " + path);
  }

  /** Names, but does not make, a file beside {@code target}. */
  static UnfinishedFile beside(Path target) {
    String name =
        "."
            + target.toAbsolutePath().getFileName()
            + ".unfinished-"
            + ProcessHandle.current().pid();
    UnfinishedFile unfinished = new UnfinishedFile(target.resolveSibling(name), target);
    Runtime.getRuntime().addShutdownHook(unfinished.cleaner);
    return unfinished;
  }

  Path path() {
    return path;
  }

  /** Makes the content durable and gives the file its final name, replacing what has it. */
  void finish() throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    // The new name is durable only when the folder is.
    try (FileChannel folder =
        FileChannel.open(target.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      folder.force(true);
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
      Files.deleteIfExists(path);
    } catch (IOException e) {
      System.Logger logger = System.getLogger(UnfinishedFile.class.getName());
      logger.log(System.Logger.Level.WARNING, "cannot delete the unfinished file " + path, e);
    }
  }
}
