// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import dev.gadus.bolt.BoltException;
import dev.gadus.bolt.CheckFinding;
import dev.gadus.bolt.Database;
import dev.gadus.bolt.Options;
import dev.gadus.bolt.SalvageReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code salvage}: what is still readable of a damaged file. An addition to Go's command. */
@Command(
    name = "salvage",
    description = {
      "Copies every record that can still be read from a damaged database into a new file, and says"
          + " what was lost.",
      "What stands on pages that no bucket leads to any more is kept in a bucket of its own,"
          + " lost+found, in one bucket for each tree that was found, page-N after its first page."
          + " Where the file does not say which pages are free, old values are among it.",
      "Exit code 0 when nothing was lost, 1 otherwise; the copy is there in both cases. An addition"
          + " to Go's command."
    })
final class SalvageCommand implements Runnable {
  private final Output output;
  @Mixin private final FileArgument file = new FileArgument();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUTPUT",
      required = true,
      description = "The file to write; it must not be there yet.")
  private Path target = Path.of("");

  SalvageCommand(Output output) {
    this.output = output;
  }

  @Override
  public void run() {
    DatabaseFile.attributes(file.path());
    if (Files.exists(target)) {
      throw new Failure("output file " + GoText.quote(target.toString()) + " already exists");
    }
    SalvageReport report;
    try (UnfinishedFile unfinished = UnfinishedFile.beside(target)) {
      report = salvage(unfinished.path());
      unfinished.finish();
    } catch (IOException e) {
      throw Failure.cannotWrite(target, e);
    } catch (BoltException.Storage e) {
      throw Failure.cannotWrite(target, e);
    }
    for (CheckFinding loss : report.losses()) {
      output.line("lost: page " + loss.pageId() + ": " + loss.text());
    }
    report
        .foundBucket()
        .ifPresent(name ->
            output.line(
                "found: "
                    + report.foundKeyCount()
                    + " keys on pages that no bucket leads to, kept in bucket "
                    + GoText.quote(name)));
    output.line("saved " + report.keyCount() + " keys in " + report.bucketCount() + " buckets");
    if (!report.losses().isEmpty()) {
      throw new Failure(
          "not everything could be read: "
              + (report.truncated() ? "more than " : "")
              + report.losses().size()
              + " losses");
    }
  }

  private SalvageReport salvage(Path unfinished) {
    try (Progress _ = Progress.ofGrowingFile("Salvaging", unfinished, output);
        Database saved = Database.open(unfinished, Options.defaults())) {
      return Database.salvage(file.path(), saved);
    }
  }
}
