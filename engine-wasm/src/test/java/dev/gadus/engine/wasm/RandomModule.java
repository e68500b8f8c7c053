// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import java.io.ByteArrayOutputStream;
import java.util.Random;

/**
 * A module with one function {@code f(fuel i32, x i64) -> i64} of random code: blocks, loops and
 * conditions in one another, with values left on the stack around them and branches that throw them
 * away. Loops go round while there is fuel, so that each ends.
 */
final class RandomModule {
  private static final int I32 = 0x7f;
  private static final int I64 = 0x7e;
  private static final int F64 = 0x7c;
  private static final int[] KINDS = {I32, I64, F64};

  // Locals: the fuel, x, and one of each kind.
  private static final int FUEL = 0;
  private static final int MAX_DEPTH = 6;

  /** Type 1: one i64 to one i64. */
  private static final int THROUGH = 1;

  private final Random random;
  private final ByteArrayOutputStream code = new ByteArrayOutputStream();

  RandomModule(Random random) {
    this.random = random;
  }

  byte[] bytes() {
    value(I64, 0);
    byte[] expression = code.toByteArray();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    write(body, 3, 1, I32, 1, I64, 1, F64);
    body.writeBytes(expression);
    body.write(0x0b);
    ByteArrayOutputStream module = new ByteArrayOutputStream();
    write(module, 0, 'a', 's', 'm', 1, 0, 0, 0);
    section(module, 1, 2, 0x60, 2, I32, I64, 1, I64, 0x60, 1, I64, 1, I64);
    section(module, 3, 1, 0);
    section(module, 7, 1, 1, 'f', 0, 0);
    ByteArrayOutputStream functions = new ByteArrayOutputStream();
    functions.write(1);
    BytesOfModule.writeUnsigned(functions, body.size());
    functions.writeBytes(body.toByteArray());
    module.write(10);
    BytesOfModule.writeUnsigned(module, functions.size());
    module.writeBytes(functions.toByteArray());
    return module.toByteArray();
  }

  private static void write(ByteArrayOutputStream out, int... bytes) {
    for (int b : bytes) {
      out.write(b);
    }
  }

  private static void section(ByteArrayOutputStream module, int id, int... bytes) {
    module.write(id);
    module.write(bytes.length);
    write(module, bytes);
  }

  private void emit(int... bytes) {
    write(code, bytes);
  }

  private static int local(int kind) {
    return kind == I32 ? 2 : kind == I64 ? 3 : 4;
  }

  // Leaves one value.
  private void value(int kind, int depth) {
    switch (depth >= MAX_DEPTH ? random.nextInt(2) : random.nextInt(12)) {
      case 0 -> constant(kind);
      case 1 -> emit(0x20, kind == I64 && random.nextBoolean() ? 1 : local(kind));
      case 2, 3, 4 -> {
        value(kind, depth + 1);
        value(kind, depth + 1);
        emit(kind == I32 ? 0x6a : kind == I64 ? 0x85 : 0xa0);
      }
      case 5 -> {
        emit(0x02, kind);
        value(kind, depth + 1);
        value(I32, depth + 1);
        emit(0x0d, 0, 0x0b);
      }
      case 6, 7 -> loop(kind, depth);
      case 8 -> {
        value(I32, depth + 1);
        emit(0x04, kind);
        value(kind, depth + 1);
        emit(0x05);
        value(kind, depth + 1);
        emit(0x0b);
      }
      case 9 -> thrownAway(kind, depth);
      case 10 -> {
        value(I64, depth + 1);
        through(depth);
        converted(kind);
      }
      default -> {
        int other = KINDS[random.nextInt(KINDS.length)];
        value(other, depth + 1);
        emit(0x21, local(other));
        value(kind, depth + 1);
      }
    }
  }

  private void constant(int kind) {
    int value = random.nextInt(64);
    switch (kind) {
      case I32 -> emit(0x41, value);
      case I64 -> emit(0x42, value);
      default -> emit(0x44, 0, 0, 0, 0, 0, 0, value, 0x40);
    }
  }

  private void again(int label) {
    emit(0x20, FUEL, 0x41, 1, 0x6b, 0x22, FUEL, 0x41, 0, 0x4a, 0x0d, label);
  }

  private void loop(int kind, int depth) {
    emit(0x03, kind);
    value(kind, depth + 1);
    emit(0x21, local(kind));
    again(0);
    value(kind, depth + 1);
    emit(0x0b);
  }

  // A branch over values that lie around it, some of them out of a loop.
  private void thrownAway(int kind, int depth) {
    emit(0x02, kind);
    value(KINDS[random.nextInt(KINDS.length)], depth + 1);
    if (random.nextBoolean()) {
      emit(0x03, 0x40);
      value(kind, depth + 1);
      emit(0x0c, 1, 0x0b);
    }
    value(kind, depth + 1);
    emit(0x0c, 0, 0x0b);
  }

  // Blocks and loops that take a value.
  private void through(int depth) {
    boolean loop = random.nextBoolean();
    emit(loop ? 0x03 : 0x02, THROUGH);
    value(I64, depth + 1);
    emit(0x7c);
    if (loop) {
      again(0);
    }
    emit(0x0b);
  }

  private void converted(int kind) {
    if (kind == I32) {
      emit(0xa7);
    } else if (kind == F64) {
      emit(0xb9);
    }
  }
}
