// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * An entry of an index that is not as the records make it.
 *
 * @param wanted the value that it should have; empty when it should not be there
 * @param sentence what is wrong
 */
record IndexDifference(BucketName index, String key, Optional<String> wanted, String sentence) {
  /**
   * Compares the indexes of a store with its records, both ways.
   *
   * @param limit most that are returned
   */
  static List<IndexDifference> find(
      Function<BucketName, Table> tables, IndexEntries entries, int limit) {
    List<IndexDifference> differences = new ArrayList<>();
    Map<BucketName, long[]> counts = new HashMap<>();
    Set<BucketName> doubtful = new HashSet<>();
    Set<String> wrongValues = new HashSet<>();
    entries.forEach((index, key, value, record) -> {
      counts.computeIfAbsent(index, _ -> new long[1])[0]++;
      Optional<String> found = tables.apply(index).getText(key);
      if (found.equals(Optional.of(value))) {
        return;
      }
      doubtful.add(index);
      if (found.isPresent()) {
        wrongValues.add(Keys.join(index.name(), key));
      }
      if (differences.size() < limit) {
        String sentence =
            found
                .map(other -> index + " has " + key + " for " + other + ", not for " + value)
                .orElse(index + " lacks " + key + " of " + record);
        differences.add(new IndexDifference(index, key, Optional.of(value), sentence));
      }
    });
    for (BucketName index : entries.indexes()) {
      long made = counts.getOrDefault(index, new long[1])[0];
      // When every entry of the records is there, others are there exactly when there are more.
      if (doubtful.contains(index) || tables.apply(index).count("") != made) {
        addOthers(tables.apply(index), entries, wrongValues, limit, differences);
      }
    }
    return differences;
  }

  private static void addOthers(
      Table index,
      IndexEntries entries,
      Set<String> wrongValues,
      int limit,
      List<IndexDifference> differences) {
    index.forEachText(
        "",
        (key, value) -> {
          // An entry whose value alone is wrong is not to be removed.
          if (!entries.isMade(index.bucket(), key, value)
              && !wrongValues.contains(Keys.join(index.bucket().name(), key))) {
            differences.add(
                new IndexDifference(
                    index.bucket(),
                    key,
                    Optional.empty(),
                    index.bucket() + " has " + key + ", which no record makes"));
          }
          return differences.size() < limit;
        });
  }

  /** What {@link #repair} does. */
  String repaired() {
    return (wanted.isPresent() ? "made in " : "removed from ") + index + ": " + key;
  }

  /** Makes the entry what the records say. */
  void repair(Function<BucketName, Table> tables) {
    Table table = tables.apply(index);
    wanted.ifPresentOrElse(value -> table.putText(key, value), () -> table.delete(key));
  }
}
