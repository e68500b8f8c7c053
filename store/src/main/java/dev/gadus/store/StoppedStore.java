// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.bolt.CheckFinding;
import dev.gadus.bolt.CheckOptions;
import dev.gadus.bolt.CheckReport;
import dev.gadus.bolt.Database;
import dev.gadus.bolt.Transaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongConsumer;

/** A store's file while no node has it: checked, and repaired as far as that can be done. */
public final class StoppedStore {
  /** Changes of one transaction: bounds the memory of a repair, whatever is wrong. */
  private static final int DIFFERENCES_AT_ONCE = 100_000;

  private static final int FINDINGS_OF_PAGES = 1000;

  private final Database database;
  private final LongConsumer pagesChecked;

  private StoppedStore(Database database, LongConsumer pagesChecked) {
    this.database = database;
    this.pagesChecked = pagesChecked;
  }

  /**
   * The store in an open database; whoever opened it closes it.
   *
   * @param pagesChecked is told how many pages have been checked so far, and the number of all when
   *     the records are checked
   */
  public static StoppedStore in(Database database, LongConsumer pagesChecked) {
    return new StoppedStore(database, pagesChecked);
  }

  /**
   * Returns the role of the node that the store is for.
   *
   * @throws StoreException.Unusable when it is no store, or one of another layout
   */
  public String role() {
    return database.view(this::role).text();
  }

  /**
   * What a repair did.
   *
   * @param copy the file as it was before; empty when nothing was changed
   * @param done what was changed, a sentence each
   * @param left what is still wrong
   */
  public record Repair(Optional<Path> copy, List<String> done, List<String> left) {}

  /**
   * Checks the pages, and then that the records agree with each other. Reads the whole file.
   *
   * @return what is wrong, a sentence each; empty when all is well
   * @throws StoreException.Unusable when it is no store, or one of another layout
   */
  public List<String> verify() {
    Findings findings = findings();
    return findings.ofPages().isEmpty() ? findings.ofRecords() : findings.ofPages();
  }

  /** What is wrong; the records are only looked at when the pages are whole. */
  private record Findings(StoreRole role, List<String> ofPages, List<String> ofRecords) {}

  private Findings findings() {
    return database.view(transaction -> {
      StoreRole role = role(transaction);
      List<String> ofPages = pageFindings(transaction);
      return new Findings(
          role, ofPages, ofPages.isEmpty() ? recordFindings(role, transaction) : List.of());
    });
  }

  private StoreRole role(Transaction transaction) {
    StoreInfo info =
        StoreOpening.readInfo(transaction, database.path())
            .orElseThrow(
                () -> new StoreException.Unusable(database.path(), "it is empty, and no store"));
    if (info.schemaVersion() != StoreRole.SCHEMA_VERSION) {
      throw new StoreException.Unusable(
          database.path(),
          "its schema version is "
              + info.schemaVersion()
              + " and this program checks version "
              + StoreRole.SCHEMA_VERSION
              + "; a node that opens it brings an older one up to date");
    }
    for (StoreRole role : StoreRole.values()) {
      if (role.text().equals(info.role())) {
        return role;
      }
    }
    throw new StoreException.Unusable(
        database.path(), "it is a store of an unknown role: " + info.role());
  }

  private List<String> pageFindings(Transaction transaction) {
    CheckReport report = transaction.check(CheckOptions.defaults().progress(pagesChecked));
    pagesChecked.accept(transaction.size() / database.pageSize());
    return report.findings().stream().limit(FINDINGS_OF_PAGES).map(CheckFinding::text).toList();
  }

  private static List<String> recordFindings(StoreRole role, Transaction transaction) {
    return switch (role) {
      case REQUESTER -> new JobVerifier(new JobReader(transaction, new RecentRecords())).findings();
      case COMPUTE ->
          new ExecutionVerifier(new ExecutionReader(transaction, new RecentRecords())).findings();
    };
  }

  /**
   * Makes anew what can be derived from the records: index entries, and the last numbers of
   * messages and changes. Records, histories and messages are facts, and stay as they are. Before
   * the first change the file is copied beside itself. The database must be open for writing.
   *
   * @throws StoreException.Unusable as {@link #verify}, and when there is no copy
   */
  public Repair repair() {
    Findings found = findings();
    if (found.ofRecords().isEmpty()) {
      return new Repair(Optional.empty(), List.of(), found.ofPages());
    }
    StoreRole role = found.role();
    Path copy = copy();
    List<String> done = new ArrayList<>();
    try {
      while (repairIndexes(role, done)) {
        // As many as are held at once are done; there may be more.
      }
      database.update(transaction -> {
        done.addAll(Counters.repair(transaction));
        return true;
      });
    } catch (StoreException.Damaged e) {
      done.add("the repair ended early: " + e.text());
    }
    return new Repair(Optional.of(copy), done, verify());
  }

  /** Returns whether there may be more to do. */
  private boolean repairIndexes(StoreRole role, List<String> done) {
    return database.update(transaction -> {
      Function<BucketName, Table> tables = bucket -> Table.in(transaction, bucket);
      IndexEntries entries =
          switch (role) {
            case REQUESTER -> new JobIndexEntries(new JobReader(transaction, new RecentRecords()));
            case COMPUTE ->
                new ExecutionIndexEntries(new ExecutionReader(transaction, new RecentRecords()));
          };
      List<IndexDifference> differences =
          IndexDifference.find(tables, entries, DIFFERENCES_AT_ONCE);
      for (IndexDifference difference : differences) {
        difference.repair(tables);
        done.add(difference.repaired());
      }
      return differences.size() >= DIFFERENCES_AT_ONCE;
    });
  }

  private Path copy() {
    Path path = database.path();
    Path copy = path.resolveSibling(path.getFileName() + ".before-repair");
    for (int i = 2; Files.exists(copy); i++) {
      copy = path.resolveSibling(path.getFileName() + ".before-repair-" + i);
    }
    try {
      new StoreCopies(new LocalFiles(), path).writeSnapshot(database, copy);
      return copy;
    } catch (IOException e) {
      throw new StoreException.Unusable(
          path, "it cannot be copied to " + copy + " before its repair: " + e.getMessage(), e);
    }
  }
}
