package dev.gadus.cli;

import dev.gadus.bolt.Database;
import dev.gadus.bolt.Transaction;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gadus db ROLE snapshot}. */
@Command(
    name = "snapshot",
    description = {
      "Copy the database as it is now into a file, from a running node as well, which goes on with"
          + " its work.",
      "The file appears under its name when it is complete and on disk."
    })
final class DbSnapshotCommand implements Runnable, NodeDatabase.Use<Boolean> {
  private final NodeDatabase database;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "The file to write; it must not exist.")
  private Path output = Path.of("");

  DbSnapshotCommand(NodeDatabase database) {
    this.database = database;
  }

  @Override
  public void run() {
    Path target = target();
    if (Files.exists(target)) {
      throw new CommandFailure(
          ExitCode.ERROR, "there is a file already: " + target, "choose another name with -o");
    }
    database.read(this);
  }

  private Path target() {
    return database.context().surroundings().folder().resolve(output).normalize();
  }

  @Override
  public Boolean stopped(Database open) throws IOException {
    try (Transaction transaction = open.beginRead()) {
      return write(transaction.size(), transaction::writeTo);
    }
  }

  @Override
  public Boolean running(DatabaseClient node) throws IOException {
    DatabaseClient.Snapshot snapshot = node.snapshot();
    try (InputStream content = snapshot.content()) {
      return write(snapshot.bytes(), content::transferTo);
    }
  }

  /** Writes the bytes of a snapshot. */
  @FunctionalInterface
  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private Boolean write(long bytes, Content content) throws IOException {
    Path target = target();
    try (UnfinishedFile file = UnfinishedFile.beside(target)) {
      long usable = Files.getFileStore(file.path().getParent()).getUsableSpace();
      if (usable < bytes) {
        throw failed(
            target, "it needs %d bytes, and %d are free on the disk".formatted(bytes, usable));
      }
      try (Progress _ = Progress.ofCopy("Copying", file.path(), bytes, database.output());
          FileChannel channel = create(file.path());
          OutputStream out = Channels.newOutputStream(channel)) {
        content.writeTo(out);
      }
      long written = Files.size(file.path());
      if (written != bytes) {
        throw failed(target, "%d of %d bytes came".formatted(written, bytes));
      }
      file.finish();
    } catch (IOException e) {
      throw failed(target, e.toString());
    }
    database.context().out().printf("%s: %d bytes%n", target, bytes);
    return true;
  }

  /** What is in it is for its owner alone, as in the database itself. */
  private static FileChannel create(Path file) throws IOException {
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  private static CommandFailure failed(Path target, String reason) {
    return new CommandFailure(
        ExitCode.ERROR, "the snapshot %s could not be written: %s".formatted(target, reason), "");
  }
}
