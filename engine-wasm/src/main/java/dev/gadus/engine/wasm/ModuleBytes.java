// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import java.io.ByteArrayOutputStream;
import java.util.Set;

/**
 * Rewrites the bytes of a module that the parser has taken, so that its form is known to be right.
 */
final class ModuleBytes {
  private static final int HEADER_BYTES = 8;
  private static final int CUSTOM_SECTION = 0;
  private static final int CODE_SECTION = 10;

  /** A body without locals that is right for a function of any type: unreachable, end. */
  private static final byte[] EMPTY_BODY = {3, 0, 0x00, 0x0b};

  private final byte[] bytes;
  private int position;

  private ModuleBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The module without names and other extras, and without the code of its functions but those that
   * are named.
   *
   * @param kept numbers of functions, imported ones counted first
   * @param imported how many functions the module imports
   */
  static byte[] withoutCode(byte[] module, Set<Integer> kept, int imported) {
    return new ModuleBytes(module).strip(kept, imported);
  }

  private byte[] strip(Set<Integer> kept, int imported) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, HEADER_BYTES);
    position = HEADER_BYTES;
    while (position < bytes.length) {
      int start = position;
      int id = bytes[position++];
      int length = unsigned();
      int end = position + length;
      switch (id) {
        case CUSTOM_SECTION -> {}
        case CODE_SECTION -> {
          byte[] code = code(kept, imported);
          out.write(CODE_SECTION);
          writeUnsigned(out, code.length);
          out.writeBytes(code);
        }
        default -> out.write(bytes, start, end - start);
      }
      position = end;
    }
    return out.toByteArray();
  }

  private byte[] code(Set<Integer> kept, int imported) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int count = unsigned();
    writeUnsigned(out, count);
    for (int i = 0; i < count; i++) {
      int start = position;
      int length = unsigned();
      position += length;
      if (kept.contains(imported + i)) {
        out.write(bytes, start, position - start);
      } else {
        out.writeBytes(EMPTY_BODY);
      }
    }
    return out.toByteArray();
  }

  private int unsigned() {
    int value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = bytes[position++];
      value |= (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  private static void writeUnsigned(ByteArrayOutputStream out, int value) {
    int rest = value;
    while (rest >>> 7 != 0) {
      out.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }
}
