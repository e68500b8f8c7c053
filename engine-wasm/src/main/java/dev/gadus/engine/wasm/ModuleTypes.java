// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import java.util.ArrayList;
import java.util.List;

/** What a module declares, as far as it decides which types its instructions leave. */
final class ModuleTypes {
  /** A type of functions and blocks, a letter per value as {@link Opcodes} has them. */
  record Type(String params, String results) {}

  private static final int HEADER_BYTES = 8;
  private static final int MEMORY_64 = 4;

  private final List<Type> types = new ArrayList<>();
  private final List<Type> functions = new ArrayList<>();
  private final List<String> tables = new ArrayList<>();
  private final List<String> globals = new ArrayList<>();
  private int importedFunctions;

  private ModuleTypes() {}

  static ModuleTypes of(byte[] module) {
    ModuleTypes read = new ModuleTypes();
    BytesOfModule in = new BytesOfModule(module, HEADER_BYTES);
    while (in.position() < module.length) {
      int id = in.one();
      int end = in.length();
      switch (id) {
        case 1 -> read.readTypes(in);
        case 2 -> read.readImports(in);
        case 3 -> read.readFunctions(in);
        case 4 -> read.readTables(in);
        case 5 -> readMemories(in);
        case 6 -> read.readGlobals(in);
        default -> {}
      }
      in.moveTo(end);
    }
    return read;
  }

  Type type(int index) {
    return types.get(index);
  }

  /** The type of a function, imported ones counted first. */
  Type function(int index) {
    return functions.get(index);
  }

  /** The type of a function with a body. */
  Type functionType(int body) {
    return functions.get(importedFunctions + body);
  }

  String table(int index) {
    return tables.get(index);
  }

  String global(int index) {
    return globals.get(index);
  }

  private void readTypes(BytesOfModule in) {
    int count = in.unsigned();
    for (int i = 0; i < count; i++) {
      if (in.one() != 0x60) {
        throw new BytesOfModule.NotUnderstood("a type that is none of functions");
      }
      types.add(new Type(values(in), values(in)));
    }
  }

  private static String values(BytesOfModule in) {
    int count = in.unsigned();
    StringBuilder values = new StringBuilder();
    for (int i = 0; i < count; i++) {
      values.append(in.type());
    }
    return values.toString();
  }

  private void readImports(BytesOfModule in) {
    int count = in.unsigned();
    for (int i = 0; i < count; i++) {
      in.moveTo(in.length());
      in.moveTo(in.length());
      switch (in.one()) {
        case 0 -> {
          functions.add(type(in.unsigned()));
          importedFunctions++;
        }
        case 1 -> {
          tables.add(in.type());
          skipLimits(in);
        }
        case 2 -> skipLimits(in);
        case 3 -> {
          globals.add(in.type());
          in.one();
        }
        default -> throw new BytesOfModule.NotUnderstood("an import of another kind");
      }
    }
  }

  private void readFunctions(BytesOfModule in) {
    int count = in.unsigned();
    for (int i = 0; i < count; i++) {
      functions.add(type(in.unsigned()));
    }
  }

  private void readTables(BytesOfModule in) {
    int count = in.unsigned();
    for (int i = 0; i < count; i++) {
      tables.add(in.type());
      skipLimits(in);
    }
  }

  private static void readMemories(BytesOfModule in) {
    int count = in.unsigned();
    for (int i = 0; i < count; i++) {
      skipLimits(in);
    }
  }

  private static void skipLimits(BytesOfModule in) {
    int flags = in.one();
    if ((flags & ~3) != 0 || (flags & MEMORY_64) != 0) {
      throw new BytesOfModule.NotUnderstood("limits of another kind");
    }
    in.skipNumber();
    if ((flags & 1) != 0) {
      in.skipNumber();
    }
  }

  private void readGlobals(BytesOfModule in) {
    int count = in.unsigned();
    for (int i = 0; i < count; i++) {
      globals.add(in.type());
      in.one();
      skipConstant(in);
    }
  }

  private static void skipConstant(BytesOfModule in) {
    while (true) {
      int opcode = in.one();
      switch (opcode) {
        case Opcodes.END -> {
          return;
        }
        case Opcodes.I32_CONST, Opcodes.I64_CONST, Opcodes.GLOBAL_GET, Opcodes.REF_FUNC ->
            in.skipNumber();
        case Opcodes.F32_CONST -> in.skip(4);
        case Opcodes.F64_CONST -> in.skip(8);
        case Opcodes.REF_NULL -> in.one();
        default -> {
          // Sums and products of whole numbers.
          if (opcode < 0x6a || opcode > 0x7e) {
            throw new BytesOfModule.NotUnderstood("a constant, opcode=" + opcode);
          }
        }
      }
    }
  }
}
