// SPDX-License-Identifier: Apache-2.0
package dev.gadus.transport;

import java.io.IOException;
import java.util.Optional;

/** Reads what one execution printed. Used by one thread at a time. */
public interface LogReader extends AutoCloseable {
  /**
   * The next text; empty at the end. A reader that follows waits for it.
   *
   * @throws IOException when it cannot be read further
   */
  Optional<LogText> next() throws IOException, InterruptedException;

  @Override
  void close() throws IOException;
}
