// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store.imports;

import dev.gadus.model.IdSource;
import dev.gadus.model.Job;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * The names that imported jobs get. A name belongs to one job of a namespace here, which Bacalhau
 * did not ask for: the first one keeps it, others get their short id behind it.
 */
final class ImportedNames {
  private final BiPredicate<String, String> stored;

  /** Names that are given out but not in the store yet, or never will be in a dry run. */
  private final Set<Name> pending = new HashSet<>();

  /** What is given out once. */
  private record Name(String namespace, String name) {}

  /**
   * @param stored whether the store has a job in a namespace and of a name
   */
  ImportedNames(BiPredicate<String, String> stored) {
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
      if (!stored.test(job.namespace(), name) && pending.add(new Name(job.namespace(), name))) {
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
