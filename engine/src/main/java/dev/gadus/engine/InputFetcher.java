// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine;

import dev.gadus.model.InputSource;
import dev.gadus.model.SpecType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Brings the data of one type of input source to the node. Thread-safe. */
public interface InputFetcher {

  /** The type that input sources name, with its parameters. */
  SpecType type();

  /**
   * Why this node cannot bring the data, for the user; empty when it can, as far as is known before
   * trying.
   */
  Optional<String> refusal(InputSource input);

  /**
   * What of the host the program would see that others on the host use as well; empty when the data
   * is brought for the execution alone. So that no two inputs lend one folder for writing.
   */
  default Optional<Mount> lends(InputSource input) {
    return Optional.empty();
  }

  /**
   * Brings the data.
   *
   * @param folder an empty folder for this input, gone when the execution has ended
   * @return where the program sees it
   * @throws StepException if the data cannot be had
   * @throws IOException if the node cannot do its part
   */
  Mount fetch(InputSource input, Path folder) throws StepException, IOException;
}
