// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a module part by part, whether it is sensible or not. The first functions are the imported
 * ones, so all imports come before the first function.
 */
final class ModuleWriter {
  static final int I32 = 0x7f;
  static final int I64 = 0x7e;
  static final int VOID = 0x40;

  private static final int FUNCTION_TYPE = 0x60;

  private final Map<Integer, List<byte[]>> sections = new TreeMap<>();
  private final Map<Integer, byte[]> single = new TreeMap<>();
  private int types;
  private int dataSegments;
  private int functions;

  /** Bytes of code, or of another part of a module. */
  static final class Code {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Code op(int... opcodes) {
      for (int opcode : opcodes) {
        bytes.write(opcode);
      }
      return this;
    }

    Code u(long value) {
      long rest = value;
      while (rest >>> 7 != 0) {
        bytes.write((int) (rest & 0x7f) | 0x80);
        rest >>>= 7;
      }
      bytes.write((int) rest);
      return this;
    }

    Code s(long value) {
      long rest = value;
      while (rest >= 64 || rest < -64) {
        bytes.write((int) (rest & 0x7f) | 0x80);
        rest >>= 7;
      }
      bytes.write((int) (rest & 0x7f));
      return this;
    }

    /** Puts a number on the stack. */
    Code i32(int value) {
      return op(0x41).s(value);
    }

    Code i64(long value) {
      return op(0x42).s(value);
    }

    Code call(int function) {
      return op(0x10).u(function);
    }

    Code drop() {
      return op(0x1a);
    }

    Code text(String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      return u(utf8.length).raw(utf8);
    }

    Code raw(byte[] more) {
      bytes.writeBytes(more);
      return this;
    }

    Code repeat(int times, Code part) {
      byte[] once = part.toBytes();
      for (int i = 0; i < times; i++) {
        bytes.writeBytes(once);
      }
      return this;
    }

    byte[] toBytes() {
      return bytes.toByteArray();
    }
  }

  static Code code() {
    return new Code();
  }

  private void add(int section, byte[] entry) {
    sections.computeIfAbsent(section, _ -> new ArrayList<>()).add(entry);
  }

  /** A function type; returns its number. */
  int type(int[] parameters, int[] results) {
    Code code = code().op(FUNCTION_TYPE).u(parameters.length).op(parameters);
    add(1, code.u(results.length).op(results).toBytes());
    return types++;
  }

  int type(int parameters, int results) {
    int[] in = new int[parameters];
    int[] out = new int[results];
    Arrays.fill(in, I32);
    Arrays.fill(out, I32);
    return type(in, out);
  }

  /** A system call that is imported; returns the number of the function. */
  int imported(String name, int type) {
    return imported(WasiFunctions.MODULE, name, type);
  }

  int imported(String module, String name, int type) {
    add(2, code().text(module).text(name).op(0).u(type).toBytes());
    return functions++;
  }

  ModuleWriter importedMemory(String module, String name, int flags, int minimum, int maximum) {
    add(2, code().text(module).text(name).op(2, flags).u(minimum).u(maximum).toBytes());
    return this;
  }

  /** A function; returns its number. The code has no end of its own. */
  int function(int type, long locals, Code body) {
    return function(type, locals, I32, body);
  }

  int function(int type, long locals, int localType, Code body) {
    add(3, code().u(type).toBytes());
    Code whole = code();
    if (locals == 0) {
      whole.u(0);
    } else {
      whole.u(1).u(locals).op(localType);
    }
    byte[] bytes = whole.raw(body.toBytes()).op(0x0b).toBytes();
    add(10, code().u(bytes.length).raw(bytes).toBytes());
    return functions++;
  }

  ModuleWriter table(long minimum) {
    add(4, code().op(0x70, 0).u(minimum).toBytes());
    return this;
  }

  ModuleWriter memory(long minimum) {
    add(5, code().op(0).u(minimum).toBytes());
    return this;
  }

  ModuleWriter sharedMemory(long minimum, long maximum) {
    add(5, code().op(3).u(minimum).u(maximum).toBytes());
    return this;
  }

  ModuleWriter global(int value) {
    add(6, code().op(I32, 1).i32(value).op(0x0b).toBytes());
    return this;
  }

  ModuleWriter export(String name, int function) {
    add(7, code().text(name).op(0).u(function).toBytes());
    return this;
  }

  ModuleWriter start(int function) {
    single.put(8, code().u(function).toBytes());
    return this;
  }

  ModuleWriter elements(int offset, int... members) {
    Code code = code().u(0).i32(offset).op(0x0b).u(members.length);
    for (int member : members) {
      code.u(member);
    }
    add(9, code.toBytes());
    return this;
  }

  ModuleWriter data(int offset, byte[] bytes) {
    dataSegments++;
    add(11, code().u(0).i32(offset).op(0x0b).u(bytes.length).raw(bytes).toBytes());
    return this;
  }

  ModuleWriter passiveData(byte[] bytes) {
    add(11, code().u(1).u(bytes.length).raw(bytes).toBytes());
    single.put(12, code().u(++dataSegments).toBytes());
    return this;
  }

  byte[] toBytes() {
    ByteArrayOutputStream module = new ByteArrayOutputStream();
    module.writeBytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
    // The number of data segments has to come before the code, whatever its own number.
    for (int id : new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 10, 11}) {
      byte[] content = single.get(id);
      List<byte[]> entries = sections.get(id);
      if (content == null && entries != null) {
        Code all = code().u(entries.size());
        entries.forEach(all::raw);
        content = all.toBytes();
      }
      if (content != null) {
        module.writeBytes(code().op(id).u(content.length).raw(content).toBytes());
      }
    }
    return module.toByteArray();
  }
}
