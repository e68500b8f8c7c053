// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import run.endive.wasm.WasmModule;
import run.endive.wasm.types.AnnotatedInstruction;

/** Extensions of WebAssembly that a module uses and that this engine has not. */
final class WasmFeatures {
  // The numbers of the runtime: the prefix of all SIMD instructions, then one byte or three digits.
  private static final int SIMD_PREFIX = 0xfd;

  private WasmFeatures() {}

  /**
   * Refuses SIMD before anything runs. The runtime's compiler does not know it, so that the whole
   * module would be interpreted, and the interpreter ends at the first such instruction.
   */
  static void requireNoSimd(WasmModule module) throws BadProgramException {
    for (int i = 0; i < module.codeSection().functionBodyCount(); i++) {
      for (AnnotatedInstruction instruction :
          module.codeSection().getFunctionBody(i).instructions()) {
        int number = instruction.opcode().opcode();
        if (number >> 8 == SIMD_PREFIX || number >> 12 == SIMD_PREFIX) {
          throw new BadProgramException(
              "the module uses SIMD, which this engine does not have; compile it without: clang without -msimd128, rustc with -C target-feature=-simd128 (first seen in function %d: %s)"
                  .formatted(i, instruction.opcode()));
        }
      }
    }
  }
}
