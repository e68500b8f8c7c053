// SPDX-License-Identifier: Apache-2.0
/** The engine that runs WebAssembly programs. */
@org.jspecify.annotations.NullMarked
module dev.gadus.engine.wasm {
  requires static transitive org.jspecify;
  requires transitive dev.gadus.engine;
  requires dev.gadus.files;
  requires org.slf4j;
  // The WebAssembly runtime; its own WASI module is not used, see docs/decisions on the confinement
  // of guests.
  requires run.endive.compiler;
  requires run.endive.runtime;
  requires run.endive.wasm;

  exports dev.gadus.engine.wasm;
}
