// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Modules byte by byte, for what the text tools cannot write or what would be too long as text. */
final class WasmBytes {
  private static final int I32 = 0x7f;

  private WasmBytes() {}

  /**
   * A module whose function {@code _start} has a body that is too large for a JVM method, and exits
   * with 3.
   */
  static byte[] hugeFunction() {
    return sum(40_000);
  }

  /**
   * A module whose function {@code _start} adds 1 so many times, and exits with 3 when that gave
   * the right sum.
   */
  static byte[] sum(int additions) {
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    constant(code, 0);
    for (int i = 0; i < additions; i++) {
      constant(code, 1);
      code.write(0x6a); // i32.add
    }
    constant(code, additions);
    code.write(0x47); // i32.ne
    constant(code, 3);
    code.write(0x6a);
    code.write(0x10); // call
    code.write(0); // the imported proc_exit
    code.write(0x0b); // end
    return module(true, List.of(body(code.toByteArray())));
  }

  /** A module that loops for ever and catches whatever is thrown through its frames, to loop on. */
  static byte[] endlessCatch() {
    byte[] spin = {0x03, 0x40, 0x0c, 0x00, 0x0b, 0x0b}; // loop, br 0, end, end
    byte[] start = {
      0x03,
      0x40, // loop
      0x02,
      0x40, // block
      0x1f,
      0x40,
      0x01,
      0x02,
      0x00, // try_table with catch_all to the block's end
      0x10,
      0x00, // call spin
      0x0b,
      0x0b, // end, end
      0x0c,
      0x00, // br to the loop
      0x0b,
      0x0b // end, end
    };
    return module(false, List.of(body(spin), body(start)));
  }

  /** A module that has no {@code _start} but a function with this name. */
  static byte[] exporting(String name) {
    return module(false, name, List.of(body(new byte[] {0x0b})));
  }

  private static byte[] module(boolean importsExit, List<byte[]> bodies) {
    return module(importsExit, "_start", bodies);
  }

  // The last function is exported; all but an imported proc_exit have neither parameters
  // nor results.
  private static byte[] module(boolean importsExit, String exportName, List<byte[]> bodies) {
    ByteArrayOutputStream module = new ByteArrayOutputStream();
    module.writeBytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
    section(module, 1, new byte[] {2, 0x60, 0, 0, 0x60, 1, I32, 0});
    if (importsExit) {
      ByteArrayOutputStream imports = new ByteArrayOutputStream();
      imports.write(1);
      name(imports, WasiFunctions.MODULE);
      name(imports, "proc_exit");
      imports.write(0);
      imports.write(1);
      section(module, 2, imports.toByteArray());
    }
    ByteArrayOutputStream functions = new ByteArrayOutputStream();
    functions.write(bodies.size());
    bodies.forEach(_ -> functions.write(0));
    section(module, 3, functions.toByteArray());
    section(module, 5, new byte[] {1, 0, 1}); // one memory of one page
    ByteArrayOutputStream exports = new ByteArrayOutputStream();
    exports.write(1);
    name(exports, exportName);
    exports.write(0);
    exports.write(bodies.size() - 1 + (importsExit ? 1 : 0));
    section(module, 7, exports.toByteArray());
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    code.write(bodies.size());
    bodies.forEach(code::writeBytes);
    section(module, 10, code.toByteArray());
    return module.toByteArray();
  }

  private static byte[] body(byte[] instructions) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    unsigned(body, instructions.length + 1);
    body.write(0); // no locals
    body.writeBytes(instructions);
    return body.toByteArray();
  }

  private static void section(ByteArrayOutputStream module, int id, byte[] content) {
    module.write(id);
    unsigned(module, content.length);
    module.writeBytes(content);
  }

  private static void name(ByteArrayOutputStream out, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    unsigned(out, bytes.length);
    out.writeBytes(bytes);
  }

  private static void constant(ByteArrayOutputStream out, int value) {
    out.write(0x41);
    int rest = value;
    while (rest >= 64 || rest < -64) {
      out.write((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    out.write(rest & 0x7f);
  }

  private static void unsigned(ByteArrayOutputStream out, int value) {
    int rest = value;
    while (rest >= 0x80) {
      out.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }
}
