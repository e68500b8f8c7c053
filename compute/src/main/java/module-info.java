// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** The compute node: bids for executions, runs them in an engine, publishes what they made. */
@NullMarked
module dev.gadus.compute {
  requires static transitive org.jspecify;
  requires transitive dev.gadus.model;
  requires transitive dev.gadus.store;
  requires org.slf4j;
  // The WebAssembly runtime; its own WASI module is not used, see docs/decisions on the confinement
  // of guests.
  requires run.endive.compiler;
  requires run.endive.runtime;
  requires run.endive.wasm;

  exports dev.gadus.compute;
}
