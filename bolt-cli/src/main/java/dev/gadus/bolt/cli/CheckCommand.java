// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import dev.gadus.bolt.CheckFinding;
import dev.gadus.bolt.CheckOptions;
import dev.gadus.bolt.CheckReport;
import dev.gadus.bolt.Transaction;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code check}: is the file whole? */
@Command(
    name = "check",
    description = {
      "Checks that a database is whole.",
      "Prints each thing that is wrong on a line of its own, or OK. Exit code 0 when all is well, 1"
          + " otherwise."
    })
final class CheckCommand extends PlainCommand {
  private final Databases databases;
  private final Output output;
  @Mixin private final OutputOption kind = new OutputOption();

  @Option(
      names = "--from-page",
      paramLabel = "PAGE",
      converter = PageNumber.class,
      description = "Check only what hangs below this page; 0, the default, checks everything.")
  private long fromPage;

  CheckCommand(Databases databases, Output output) {
    this.databases = databases;
    this.output = output;
  }

  @Override
  public void run() {
    boolean json = kind.isJson();
    CheckOptions everything = CheckOptions.defaults().keyFormat(Format::readable);
    CheckOptions options = fromPage == 0 ? everything : everything.fromPage(fromPage);
    CheckReport report = databases.view(file.path(), transaction -> check(transaction, options));
    if (json) {
      printJson(report);
    } else {
      print(report);
    }
    if (!report.isOk()) {
      throw new Failure("invalid value");
    }
  }

  private CheckReport check(Transaction transaction, CheckOptions options) {
    AtomicLong done = new AtomicLong();
    long all = transaction.size() / transaction.database().pageSize();
    String action = "Checking " + databases.path(file.path());
    try (Progress _ = Progress.ofPages(action, done, all, output)) {
      return transaction.check(options.progress(done::set));
    }
  }

  private void printJson(CheckReport report) {
    JsonWriter writer = new JsonWriter(output).object();
    writer.flag("ok", report.isOk()).number("pages", report.pageCount());
    writer.flag("truncated", report.truncated()).list("findings");
    for (CheckFinding finding : report.findings()) {
      writer.object().number("page", finding.pageId()).text("text", text(finding)).endObject();
    }
    writer.endList().endObject().end();
  }

  private void print(CheckReport report) {
    for (CheckFinding finding : report.findings()) {
      output.line(text(finding));
    }
    output.line(report.isOk() ? "OK" : report.findings().size() + " errors found");
  }

  /** Go's command meets these as a panic, and says so. */
  private static String text(CheckFinding finding) {
    return finding.text().startsWith("assertion failed: ")
        ? "panic: " + finding.text()
        : finding.text();
  }
}
