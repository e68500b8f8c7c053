package dev.gadus.bolt.cli;

import dev.gadus.bolt.CheckFinding;
import dev.gadus.bolt.CheckOptions;
import dev.gadus.bolt.CheckReport;
import dev.gadus.bolt.Database;
import java.time.InstantSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code check}: is the file whole? */
@Command(
    name = "check",
    description = {
      "Checks that a database is whole.",
      "Prints each thing that is wrong on a line of its own, or OK. Exit code 0 when all is well, 1 otherwise."
    })
final class CheckCommand implements Runnable {
  private final Output output;
  @Mixin private final FileArgument file = new FileArgument();

  @Option(
      names = "--from-page",
      paramLabel = "PAGE",
      converter = PageNumber.class,
      description = "Check only what hangs below this page; 0, the default, checks everything.")
  private long fromPage;

  CheckCommand(Output output) {
    this.output = output;
  }

  @Override
  public void run() {
    try (Database database = DatabaseFile.openForReading(file.path(), output)) {
      CheckOptions options = CheckOptions.defaults().keyFormat(Format::readable);
      if (fromPage != 0) {
        options = options.fromPage(fromPage);
      }
      CheckOptions chosen = options;
      report(check(database, chosen));
    }
  }

  private CheckReport check(Database database, CheckOptions options) {
    try (Progress _ = Progress.ofTime("Checking", file.path(), InstantSource.system(), output)) {
      return database.view(transaction -> transaction.check(options));
    }
  }

  private void report(CheckReport report) {
    for (CheckFinding finding : report.findings()) {
      output.line(text(finding));
    }
    if (!report.findings().isEmpty()) {
      output.line(report.findings().size() + " errors found");
      throw new Failure("invalid value");
    }
    output.line("OK");
  }

  /** Go's command meets these as a panic, and says so. */
  private static String text(CheckFinding finding) {
    return finding.text().startsWith("assertion failed: ")
        ? "panic: " + finding.text()
        : finding.text();
  }
}
