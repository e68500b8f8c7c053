// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

import dev.gadus.bolt.Database;
import dev.gadus.store.StoppedStore;
import dev.gadus.store.StoreException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** A database of a node that is stopped, checked and repaired. Whoever opened it closes it. */
public final class StoppedDatabase {
  private final StoppedStore store;

  /**
   * Takes the database of a role.
   *
   * @param pagesChecked is told how many pages have been checked so far, and the number of all when
   *     the records are checked
   * @throws NodeException when it is no database of a node, or that of another role
   */
  public StoppedDatabase(Database database, DatabaseRole role, LongConsumer pagesChecked) {
    this.store = StoppedStore.in(database, pagesChecked);
    String found = translated(store::role);
    if (!found.equals(role.text())) {
      throw new NodeException(
          "%s is the database of the %s role, not of the %s role"
              .formatted(database.path(), found, role.text()),
          "'gadus config list' shows where the configuration has each of them",
          null);
    }
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
   * Checks the pages, and that the records agree with each other: a sentence for each thing that is
   * wrong.
   */
  public List<String> verify() {
    return translated(store::verify);
  }

  /**
   * Makes anew what can be derived from the records, after it has copied the file.
   *
   * @throws NodeException when there is no copy
   */
  public Repair repair() {
    StoppedStore.Repair repair = translated(store::repair);
    return new Repair(repair.copy(), repair.done(), repair.left());
  }

  private static <T> T translated(Supplier<T> action) {
    try {
      return action.get();
    } catch (StoreException e) {
      throw new NodeException(e.text(), "", e);
    }
  }
}
