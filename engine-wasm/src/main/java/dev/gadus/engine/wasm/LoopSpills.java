// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Rewrites a module so that no loop is entered with values below it on the operand stack. The JVM
 * gets a loop that runs already translated only where its operand stack is empty; one that is
 * entered with a value below runs in the JVM's interpreter to its end, ten times as slow.
 * Optimizing compilers write such loops, to spare a local.
 *
 * <p>Before a block, loop or if that contains a loop, what lies below it in the block around it is
 * moved to new locals, and back after its end. A branch out of it throws these values away in the
 * original, or lands at such an end, so nothing else changes. Since each block around a loop is
 * entered so, nothing is below the loop itself.
 *
 * <p>A module with anything that this class does not know stays as it is, and so does a function
 * that would get too many locals.
 */
final class LoopSpills {
  /** New locals in one function; more than real code needs, and few beside the JVM's 65,535. */
  static final int MAX_NEW_LOCALS = 2000;

  private static final int HEADER_BYTES = 8;
  private static final int CODE_SECTION = 10;

  private LoopSpills() {}

  /** The module with the change; empty when there is nothing to change, or it is not understood. */
  static Optional<byte[]> rewrite(byte[] module) {
    try {
      return new Rewriting(module).module();
    } catch (BytesOfModule.NotUnderstood | IndexOutOfBoundsException | NoSuchElementException e) {
      return Optional.empty();
    }
  }

  private static final class Rewriting {
    private final byte[] bytes;
    private final ModuleTypes types;
    private boolean changed;

    Rewriting(byte[] bytes) {
      this.bytes = bytes;
      this.types = ModuleTypes.of(bytes);
    }

    Optional<byte[]> module() {
      ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + bytes.length / 16);
      out.write(bytes, 0, HEADER_BYTES);
      BytesOfModule in = new BytesOfModule(bytes, HEADER_BYTES);
      while (in.position() < bytes.length) {
        int start = in.position();
        int id = in.one();
        int end = in.length();
        if (id == CODE_SECTION) {
          byte[] code = code(in);
          out.write(CODE_SECTION);
          BytesOfModule.writeUnsigned(out, code.length);
          out.writeBytes(code);
        } else {
          out.write(bytes, start, end - start);
        }
        in.moveTo(end);
      }
      return changed ? Optional.of(out.toByteArray()) : Optional.empty();
    }

    private byte[] code(BytesOfModule in) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      int count = in.unsigned();
      BytesOfModule.writeUnsigned(out, count);
      for (int i = 0; i < count; i++) {
        int start = in.position();
        int end = in.length();
        byte[] body = body(in, types.functionType(i), end);
        if (body.length == 0) {
          out.write(bytes, start, end - start);
        } else {
          changed = true;
          BytesOfModule.writeUnsigned(out, body.length);
          out.writeBytes(body);
        }
        in.moveTo(end);
      }
      return out.toByteArray();
    }

    // The new body of a function; empty when it stays as it is.
    private byte[] body(BytesOfModule in, ModuleTypes.Type type, int end) {
      int groups = in.unsigned();
      StringBuilder locals = new StringBuilder(type.params());
      int groupsStart = in.position();
      for (int i = 0; i < groups; i++) {
        int count = in.unsigned();
        if (count < 0 || count > 50_000 - locals.length()) {
          throw new BytesOfModule.NotUnderstood("too many locals");
        }
        locals.repeat(in.type(), count);
      }
      int codeStart = in.position();
      List<OperandStack.Construct> spilled = new ArrayList<>();
      int wanted = 0;
      for (OperandStack.Construct construct :
          new OperandStack(types, locals.toString(), type.results(), in).constructs(end)) {
        if (construct.containsLoop() && !construct.below().isEmpty()) {
          spilled.add(construct);
          wanted += construct.newLocals();
        }
      }
      if (spilled.isEmpty() || wanted > MAX_NEW_LOCALS) {
        return new byte[0];
      }
      StringBuilder added = new StringBuilder();
      byte[] code = code(codeStart, end, spilled, locals.length(), added);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      BytesOfModule.writeUnsigned(out, groups + added.length());
      out.write(bytes, groupsStart, codeStart - groupsStart);
      for (int i = 0; i < added.length(); i++) {
        BytesOfModule.writeUnsigned(out, 1);
        out.write(BytesOfModule.typeByte(added.charAt(i)));
      }
      out.writeBytes(code);
      return out.toByteArray();
    }

    private byte[] code(
        int start,
        int end,
        List<OperandStack.Construct> spilled,
        int firstNew,
        StringBuilder added) {
      Map<Integer, ByteArrayOutputStream> before = new TreeMap<>();
      // Where one ends and the next begins, the first is restored before the next is spilled.
      Map<Integer, ByteArrayOutputStream> inserted = new TreeMap<>();
      for (OperandStack.Construct construct : spilled) {
        int below = firstNew + added.length();
        added.append(construct.below());
        int moved = firstNew + added.length();
        added.append(construct.above());
        int results = firstNew + added.length();
        added.append(construct.results());
        spill(
            at(before, construct.start()),
            below,
            construct.below().length(),
            moved,
            construct.above().length());
        restore(
            at(inserted, construct.end()),
            below,
            construct.below().length(),
            results,
            construct.results().length());
      }
      before.forEach((position, code) -> at(inserted, position).writeBytes(code.toByteArray()));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      int at = start;
      for (Map.Entry<Integer, ByteArrayOutputStream> insertion : inserted.entrySet()) {
        out.write(bytes, at, insertion.getKey() - at);
        out.writeBytes(insertion.getValue().toByteArray());
        at = insertion.getKey();
      }
      out.write(bytes, at, end - at);
      return out.toByteArray();
    }

    private static ByteArrayOutputStream at(
        Map<Integer, ByteArrayOutputStream> places, int position) {
      return places.computeIfAbsent(position, _ -> new ByteArrayOutputStream());
    }

    // Takes what is on top off, then what is below, and puts what was on top back.
    private static void spill(
        ByteArrayOutputStream out, int below, int belowCount, int moved, int movedCount) {
      setAll(out, moved, movedCount);
      setAll(out, below, belowCount);
      getAll(out, moved, movedCount);
    }

    private static void restore(
        ByteArrayOutputStream out, int below, int belowCount, int results, int resultCount) {
      setAll(out, results, resultCount);
      getAll(out, below, belowCount);
      getAll(out, results, resultCount);
    }

    private static void setAll(ByteArrayOutputStream out, int first, int count) {
      for (int local = first + count - 1; local >= first; local--) {
        out.write(Opcodes.LOCAL_SET);
        BytesOfModule.writeUnsigned(out, local);
      }
    }

    private static void getAll(ByteArrayOutputStream out, int first, int count) {
      for (int local = first; local < first + count; local++) {
        out.write(Opcodes.LOCAL_GET);
        BytesOfModule.writeUnsigned(out, local);
      }
    }
  }
}
