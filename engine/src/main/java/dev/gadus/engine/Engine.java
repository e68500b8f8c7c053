// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine;

import dev.gadus.model.SpecType;
import dev.gadus.model.Task;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What runs a task. The seam for docker and process engines, and for scripted ones in tests.
 * Thread-safe.
 */
public interface Engine extends AutoCloseable {

  /** The type that tasks name, with its parameters. */
  SpecType type();

  /**
   * Why the engine cannot run a task, for the user; empty when it can, as far as is known before
   * trying.
   */
  Optional<String> refusal(Task task);

  /**
   * Starts a task. Everything about the task itself that can go wrong is an {@link Outcome} of the
   * run.
   *
   * @throws IOException if the node cannot do its part, such as making the files for the output
   */
  Run start(PreparedTask task) throws IOException;

  /**
   * Memory in bytes that a run takes of the machine beside what its task asks for, as an estimate
   * that a node counts with.
   */
  default long overheadBytes() {
    return 0;
  }

  /** What a node says of itself because of this engine, as labels. */
  default Map<String, String> labels() {
    return Map.of();
  }

  /** Ends what still runs, and what the engine has started for runs to come. */
  @Override
  default void close() {}

  /** A task that was started. Thread-safe. */
  interface Run {

    /**
     * Waits for the end and keeps to the task's time limit.
     *
     * @return how it ended; the same for every caller
     * @throws InterruptedException if the waiting thread was interrupted; the run goes on
     */
    Outcome await() throws InterruptedException;

    /**
     * What the user should know of the run beside its outcome, as sentences. Complete when the run
     * has ended.
     */
    default List<String> notes() {
      return List.of();
    }

    /** Asks the run to end as soon as it can. Harmless when it has ended. */
    void cancel();
  }
}
