// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.bolt.Database;
import dev.gadus.bolt.Transaction;
import dev.gadus.bolt.cli.Progress;
import dev.gadus.client.DatabaseClient;
import dev.gadus.node.StoppedDatabase;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gadus db ROLE verify}. */
@Command(
    name = "verify",
    description = {
      "Check that the records of the database agree with each other: every index entry has its"
          + " record and the reverse, states follow from their histories, numbers have no gaps, and"
          + " nothing belongs to a job that is not there.",
      "Prints each thing that is wrong on a line of its own, or OK. Before the records of a stopped"
          + " node its pages are checked as well."
    },
    footer = {
      "",
      "Exit codes:",
      "  0  nothing is wrong, or --repair has mended it",
      "  1  something is wrong, or the database could not be read",
      "  5  there is no database here, and no node answers"
    })
final class DbVerifyCommand implements Callable<Integer>, NodeDatabase.Use<List<String>> {
  private final NodeDatabase database;

  @Option(
      names = "--repair",
      description =
          "Copy the file beside itself, and then make anew what follows from the records: indexes"
              + " and last numbers. The node must be stopped.")
  private boolean repair;

  DbVerifyCommand(NodeDatabase database) {
    this.database = database;
  }

  @Override
  public Integer call() {
    List<String> findings = repair ? database.change(this) : database.read(this);
    findings.forEach(database.context().out()::println);
    database.context().out().println(count(findings.size()));
    return findings.isEmpty() ? ExitCode.OK : ExitCode.ERROR;
  }

  private static String count(int findings) {
    return switch (findings) {
      case 0 -> "OK";
      case 1 -> "1 finding";
      default -> findings + " findings";
    };
  }

  @Override
  public List<String> stopped(Database open) {
    AtomicLong checked = new AtomicLong();
    long pages = open.view(Transaction::size) / open.pageSize();
    StoppedDatabase stopped = new StoppedDatabase(open, database.role(), checked::set);
    String action = "Verifying " + open.path();
    try (Progress _ = Progress.ofPages(action, checked, pages, "records", database.output())) {
      return repair ? repair(stopped) : stopped.verify();
    }
  }

  private List<String> repair(StoppedDatabase stopped) {
    StoppedDatabase.Repair done = stopped.repair();
    done.copy()
        .ifPresent(copy -> database.context().out().println("the file as it was is " + copy));
    done.done().forEach(database.context().out()::println);
    return done.left();
  }

  @Override
  public List<String> running(DatabaseClient node) {
    if (repair) {
      throw new CommandFailure(
          ExitCode.ERROR,
          "a database is repaired while its node is stopped, and a node has this one open: "
              + node.describe().path(),
          "stop the node; verify without --repair works while it runs");
    }
    try (Progress _ =
        Progress.ofTime("The node verifies", InstantSource.system(), database.output())) {
      return node.verify();
    }
  }
}
