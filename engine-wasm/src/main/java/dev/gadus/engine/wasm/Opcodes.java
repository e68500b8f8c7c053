// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import org.jspecify.annotations.Nullable;

/**
 * What the plain instructions of WebAssembly take from the operand stack and leave on it, and what
 * follows them in the code. A type is a letter: {@code i} i32, {@code l} i64, {@code f} f32, {@code
 * d} f64, {@code r} a function, {@code e} something of the host. Source: the core specification.
 */
final class Opcodes {
  static final int UNREACHABLE = 0x00;
  static final int NOP = 0x01;
  static final int BLOCK = 0x02;
  static final int LOOP = 0x03;
  static final int IF = 0x04;
  static final int ELSE = 0x05;
  static final int END = 0x0b;
  static final int BR = 0x0c;
  static final int BR_IF = 0x0d;
  static final int BR_TABLE = 0x0e;
  static final int RETURN = 0x0f;
  static final int CALL = 0x10;
  static final int CALL_INDIRECT = 0x11;
  static final int RETURN_CALL = 0x12;
  static final int RETURN_CALL_INDIRECT = 0x13;
  static final int DROP = 0x1a;
  static final int SELECT = 0x1b;
  static final int SELECT_TYPED = 0x1c;
  static final int LOCAL_GET = 0x20;
  static final int LOCAL_SET = 0x21;
  static final int LOCAL_TEE = 0x22;
  static final int GLOBAL_GET = 0x23;
  static final int GLOBAL_SET = 0x24;
  static final int TABLE_GET = 0x25;
  static final int TABLE_SET = 0x26;
  static final int FIRST_MEMORY = 0x28;
  static final int LAST_MEMORY = 0x3e;
  static final int MEMORY_SIZE = 0x3f;
  static final int MEMORY_GROW = 0x40;
  static final int I32_CONST = 0x41;
  static final int I64_CONST = 0x42;
  static final int F32_CONST = 0x43;
  static final int F64_CONST = 0x44;
  static final int REF_NULL = 0xd0;
  static final int REF_IS_NULL = 0xd1;
  static final int REF_FUNC = 0xd2;
  static final int PREFIX = 0xfc;

  private static final @Nullable Signature[] PLAIN = new @Nullable Signature[256];
  private static final @Nullable Signature[] PREFIXED = new @Nullable Signature[15];

  /** Types taken, the last one from the top, and left. */
  record Signature(String taken, String left, int immediates) {}

  static {
    loadsAndStores();
    constants();
    comparisonsAndArithmetic();
    conversions();
    prefixed();
  }

  private Opcodes() {}

  private static void plain(int first, int last, String taken, String left) {
    for (int opcode = first; opcode <= last; opcode++) {
      PLAIN[opcode] = new Signature(taken, left, 0);
    }
  }

  private static void loadsAndStores() {
    plain(0x28, 0x28, "i", "i");
    plain(0x29, 0x29, "i", "l");
    plain(0x2a, 0x2a, "i", "f");
    plain(0x2b, 0x2b, "i", "d");
    plain(0x2c, 0x2f, "i", "i");
    plain(0x30, 0x35, "i", "l");
    plain(0x36, 0x36, "ii", "");
    plain(0x37, 0x37, "il", "");
    plain(0x38, 0x38, "if", "");
    plain(0x39, 0x39, "id", "");
    plain(0x3a, 0x3b, "ii", "");
    plain(0x3c, 0x3e, "il", "");
    plain(MEMORY_SIZE, MEMORY_SIZE, "", "i");
    plain(MEMORY_GROW, MEMORY_GROW, "i", "i");
  }

  private static void constants() {
    plain(NOP, NOP, "", "");
    plain(I32_CONST, I32_CONST, "", "i");
    plain(I64_CONST, I64_CONST, "", "l");
    plain(F32_CONST, F32_CONST, "", "f");
    plain(F64_CONST, F64_CONST, "", "d");
  }

  private static void comparisonsAndArithmetic() {
    plain(0x45, 0x45, "i", "i");
    plain(0x46, 0x4f, "ii", "i");
    plain(0x50, 0x50, "l", "i");
    plain(0x51, 0x5a, "ll", "i");
    plain(0x5b, 0x60, "ff", "i");
    plain(0x61, 0x66, "dd", "i");
    plain(0x67, 0x69, "i", "i");
    plain(0x6a, 0x78, "ii", "i");
    plain(0x79, 0x7b, "l", "l");
    plain(0x7c, 0x8a, "ll", "l");
    plain(0x8b, 0x91, "f", "f");
    plain(0x92, 0x98, "ff", "f");
    plain(0x99, 0x9f, "d", "d");
    plain(0xa0, 0xa6, "dd", "d");
  }

  private static void conversions() {
    plain(0xa7, 0xa7, "l", "i");
    plain(0xa8, 0xa9, "f", "i");
    plain(0xaa, 0xab, "d", "i");
    plain(0xac, 0xad, "i", "l");
    plain(0xae, 0xaf, "f", "l");
    plain(0xb0, 0xb1, "d", "l");
    plain(0xb2, 0xb3, "i", "f");
    plain(0xb4, 0xb5, "l", "f");
    plain(0xb6, 0xb6, "d", "f");
    plain(0xb7, 0xb8, "i", "d");
    plain(0xb9, 0xba, "l", "d");
    plain(0xbb, 0xbb, "f", "d");
    plain(0xbc, 0xbc, "f", "i");
    plain(0xbd, 0xbd, "d", "l");
    plain(0xbe, 0xbe, "i", "f");
    plain(0xbf, 0xbf, "l", "d");
    plain(0xc0, 0xc1, "i", "i");
    plain(0xc2, 0xc4, "l", "l");
  }

  // Conversions that do not trap, then what moves memory and tables; numbers follow some of these.
  private static void prefixed() {
    String[] taken = {"f", "f", "d", "d", "f", "f", "d", "d"};
    for (int i = 0; i < taken.length; i++) {
      PREFIXED[i] = new Signature(taken[i], i < 4 ? "i" : "l", 0);
    }
    PREFIXED[8] = new Signature("iii", "", 2);
    PREFIXED[9] = new Signature("", "", 1);
    PREFIXED[10] = new Signature("iii", "", 2);
    PREFIXED[11] = new Signature("iii", "", 1);
    PREFIXED[12] = new Signature("iii", "", 2);
    PREFIXED[13] = new Signature("", "", 1);
    PREFIXED[14] = new Signature("iii", "", 2);
  }

  /** The signature of an instruction of one byte; none when it is none of the plain ones. */
  static @Nullable Signature plain(int opcode) {
    return PLAIN[opcode];
  }

  /** The signature of an instruction after {@link #PREFIX}; none when it is not known here. */
  static @Nullable Signature prefixed(int number) {
    return number >= 0 && number < PREFIXED.length ? PREFIXED[number] : null;
  }
}
