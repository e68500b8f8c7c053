// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import java.io.ByteArrayOutputStream;
import java.io.Serial;

/** A module's bytes being read, in the encoding of WebAssembly. For one reader. */
final class BytesOfModule {
  /** The module has something that its reader does not know. */
  static final class NotUnderstood extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    NotUnderstood(String what) {
      super(what, null, false, false);
    }
  }

  private final byte[] bytes;
  private int position;

  BytesOfModule(byte[] bytes, int position) {
    this.bytes = bytes;
    this.position = position;
  }

  int position() {
    return position;
  }

  void moveTo(int now) {
    position = now;
  }

  void skip(int count) {
    position += count;
  }

  int one() {
    return bytes[position++] & 0xff;
  }

  /** Reads a length and returns where what has it ends. */
  int length() {
    int length = unsigned();
    if (length < 0 || length > bytes.length - position) {
      throw new NotUnderstood("a length leads out of the module");
    }
    return position + length;
  }

  int unsigned() {
    int value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int next = one();
      value |= (next & 0x7f) << shift;
      if ((next & 0x80) == 0) {
        return value;
      }
    }
    throw new NotUnderstood("a number is too long");
  }

  /** Skips a number of any length that the encoding allows. */
  void skipNumber() {
    for (int i = 0; i < 10; i++) {
      if ((one() & 0x80) == 0) {
        return;
      }
    }
    throw new NotUnderstood("a number is too long");
  }

  /** Reads a type of values. */
  String type() {
    return type(one());
  }

  static String type(int number) {
    return switch (number) {
      case 0x7f -> "i";
      case 0x7e -> "l";
      case 0x7d -> "f";
      case 0x7c -> "d";
      case 0x70 -> "r";
      case 0x6f -> "e";
      default -> throw new NotUnderstood("a type of values, number=" + number);
    };
  }

  static int typeByte(char type) {
    return switch (type) {
      case 'i' -> 0x7f;
      case 'l' -> 0x7e;
      case 'f' -> 0x7d;
      case 'd' -> 0x7c;
      case 'r' -> 0x70;
      case 'e' -> 0x6f;
      default -> throw new IllegalArgumentException("no type of values: " + type);
    };
  }

  static void writeUnsigned(ByteArrayOutputStream out, int value) {
    int rest = value;
    while (rest >>> 7 != 0) {
      out.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }
}
