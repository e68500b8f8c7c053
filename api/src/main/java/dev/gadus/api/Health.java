// SPDX-License-Identifier: Apache-2.0
package dev.gadus.api;

import java.util.Optional;

/** What a node knows of its own state, for the probes of supervisors. Used by many threads. */
public interface Health {
  /** Why the process is about to end; empty while it is not. */
  Optional<String> dying();

  /** Why the node should get no jobs now; empty when it can take them. */
  Optional<String> notReady();

  /** A request found that the memory of the process is exhausted, which ends the process. */
  void outOfMemory(OutOfMemoryError error);
}
