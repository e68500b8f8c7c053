// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import dev.gadus.bolt.BoltException;
import dev.gadus.bolt.Database;
import dev.gadus.bolt.Options;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code compact}: a copy without the free pages. */
@Command(
    name = "compact",
    description = {
      "Copies a database into another file, without its free pages. The database itself is left as"
          + " it is.",
      "The copy appears under its name when it is complete and on disk; interrupted before that,"
          + " nothing is left behind. When the output file is there already, what it holds is kept"
          + " and the copy is added to it."
    })
final class CompactCommand implements Runnable {
  /**
   * Changes are committed in pieces of this many bytes of keys and values, which bounds the memory
   * that the copy takes.
   */
  private static final long DEFAULT_TRANSACTION_MAX_BYTES = 65536;

  private final Output output;
  @Mixin private final FileArgument file = new FileArgument();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUTPUT",
      required = true,
      description = "The file to write.")
  private Path target = Path.of("");

  @Option(
      names = "--tx-max-size",
      paramLabel = "BYTES",
      description =
          "Commit after this many bytes of keys and values (default: ${DEFAULT-VALUE}); 0 commits"
              + " once, at the end.")
  private long transactionMaxBytes = DEFAULT_TRANSACTION_MAX_BYTES;

  @Option(
      names = "--no-sync",
      description =
          "Do not wait for the disk while copying: faster, and what is written may be lost when the"
              + " machine fails.")
  private boolean noSync;

  CompactCommand(Output output) {
    this.output = output;
  }

  @Override
  public void run() {
    if (target.toString().isEmpty()) {
      throw new Failure("output file required");
    }
    Path source = file.path();
    long sourceBytes = DatabaseFile.attributes(source).size();
    try {
      if (Files.isDirectory(target)) {
        throw new Failure(
            "open %s: is a directory; name a file, such as %s"
                .formatted(target, target.resolve(source.toAbsolutePath().getFileName())));
      }
      if (Files.exists(target) && Files.isSameFile(source, target)) {
        throw new Failure("the output file is the database itself: " + target);
      }
      long targetBytes = copy(source);
      output.line(
          String.format(
              "%d -> %d bytes (gain=%.2fx)",
              sourceBytes, targetBytes, (double) sourceBytes / targetBytes));
    } catch (IOException e) {
      throw Failure.cannotWrite(target, e);
    } catch (BoltException.Storage e) {
      throw Failure.cannotWrite(target, e);
    }
  }

  /** Returns the length of the copy in bytes. */
  private long copy(Path source) throws IOException {
    try (Database from = DatabaseFile.openForReading(source, output);
        UnfinishedFile unfinished = UnfinishedFile.beside(target)) {
      if (Files.exists(target) && Files.size(target) > 0) {
        // Its lock is held until the end, so that no commit of somebody else falls between reading
        // and replacing it.
        try (Database existing = DatabaseFile.open(target, Options.defaults(), output)) {
          try (OutputStream snapshot = Files.newOutputStream(unfinished.path())) {
            existing.writeSnapshot(snapshot);
          }
          fill(from, unfinished);
        }
      } else {
        fill(from, unfinished);
      }
      return Files.size(target);
    }
  }

  private void fill(Database from, UnfinishedFile unfinished) throws IOException {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(from.path());
    Options options = Options.defaults().noSync(noSync).fileMode(FileMode.of(permissions));
    try (Progress _ = Progress.ofGrowingFile("Compacting", unfinished.path(), output);
        Database to = Database.open(unfinished.path(), options)) {
      Database.compact(from, to, transactionMaxBytes);
    }
    unfinished.finish();
  }
}
