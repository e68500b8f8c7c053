// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.bolt.Database;
import dev.gadus.bolt.Transaction;
import dev.gadus.bolt.cli.Failure;
import dev.gadus.bolt.cli.Progress;
import dev.gadus.bolt.cli.UnfinishedFile;
import dev.gadus.client.DatabaseClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A copy of a database as it is at one moment. It appears under its name when it is complete and on
 * disk; using it returns its length in bytes.
 */
record SnapshotFile(NodeDatabase database, Path target) implements NodeDatabase.Use<Long> {
  @Override
  public Long stopped(Database open) throws IOException {
    try (Transaction transaction = open.beginRead()) {
      return write(transaction.size(), transaction::writeTo);
    }
  }

  @Override
  public Long running(DatabaseClient node) throws IOException {
    DatabaseClient.Snapshot snapshot = node.snapshot();
    try (InputStream content = snapshot.content()) {
      return write(snapshot.bytes(), content::transferTo);
    }
  }

  /** Writes the bytes of a snapshot. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private long write(long bytes, Content content) throws IOException {
    try (UnfinishedFile file = UnfinishedFile.beside(target)) {
      fill(file, bytes, content);
      file.finish();
    } catch (IOException e) {
      throw failed(Failure.reason(e));
    }
    return bytes;
  }

  /** Writes a snapshot of so many bytes, whether it gets its final name or not. */
  void fill(UnfinishedFile file, long bytes, Content content) throws IOException {
    long usable = Files.getFileStore(file.path().getParent()).getUsableSpace();
    if (usable < bytes) {
      throw failed("it needs %d bytes, and %d are free on the disk".formatted(bytes, usable));
    }
    try (Progress _ = Progress.ofCopy("Copying", file.path(), bytes, database.output());
        FileChannel channel = create(file.path());
        OutputStream out = Channels.newOutputStream(channel)) {
      content.writeTo(out);
    }
    long written = Files.size(file.path());
    if (written != bytes) {
      throw failed("%d of %d bytes came".formatted(written, bytes));
    }
  }

  /** What is in it is for its owner alone, as in the database itself. */
  private static FileChannel create(Path file) throws IOException {
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  private CommandFailure failed(String reason) {
    return new CommandFailure(
        ExitCode.ERROR, "the snapshot %s could not be written: %s".formatted(target, reason), "");
  }
}
