// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.model.IdSource;
import dev.gadus.model.Job;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The names that imported jobs get. A name belongs to one job of a namespace here, which Bacalhau
 * did not ask for: the first one keeps it, others get their short id behind it.
 */
final class ImportedNames {
  private final Predicate<String> stored;

  /** Keys of names that are given out but not in the store yet, or never will be in a dry run. */
  private final Set<String> pending = new HashSet<>();

  /**
   * @param stored whether the store has a name, by its {@link JobIndex#nameKey}
   */
  ImportedNames(Predicate<String> stored) {
    this.stored = stored;
  }

  private static List<String> choices(Job job) {
    return List.of(
        job.name(), "%s (%s)".formatted(job.name(), IdSource.shortId(job.id())), job.id());
  }

  /** Whether the job could have been brought in under a name. */
  boolean isChoice(Job job, String name) {
    return choices(job).contains(name);
  }

  /** Gives a new job its name; empty when all that it could have are in use. */
  Optional<String> give(Job job) {
    for (String name : choices(job)) {
      String key = JobIndex.nameKey(job.namespace(), name);
      if (!stored.test(key) && pending.add(key)) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  /** What was given out is in the store now. */
  void written() {
    pending.clear();
  }
}
