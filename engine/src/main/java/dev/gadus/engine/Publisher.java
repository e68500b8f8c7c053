// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine;

import dev.gadus.model.SpecConfig;
import dev.gadus.model.SpecType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;

/** Brings results to the place where users find them. Thread-safe. */
public interface Publisher {

  /** The type that tasks name, with its parameters. */
  SpecType type();

  /**
   * Why this node cannot publish to what is asked for, for the user; empty when it can, as far as
   * is known.
   */
  Optional<String> refusal(SpecConfig publisher);

  /**
   * Publishes a folder; on return it is there to stay. Publishing again replaces what was there.
   *
   * @param executionId one that {@link ExecutionId} takes
   * @return how users get at it
   * @throws StepException if the place refuses it
   * @throws IOException if the node cannot do its part
   */
  SpecConfig publish(String executionId, SpecConfig publisher, Path results)
      throws StepException, IOException;

  /**
   * Removes what this node published for executions that it does not know any more, and what was
   * left unfinished. What is not this publisher's stays.
   *
   * @param isKnown whether the node has a record of an execution
   * @return how many results were removed
   * @throws IOException if something cannot be removed; it is tried again later
   */
  int keepOnly(Predicate<String> isKnown) throws IOException;
}
