// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The types on the operand stack along one function's code, as validation finds them. For one
 * function of a module that was validated.
 */
final class OperandStack {
  /** A block, loop or if: where it is, and what is on the stack when it begins and ends. */
  static final class Construct {
    private final int start;
    private final String below;
    private final String above;
    private final String results;
    private boolean containsLoop;
    private int end;

    private Construct(int start, String below, String above, String results) {
      this.start = start;
      this.below = below;
      this.above = above;
      this.results = results;
    }

    /** Where its first instruction is. */
    int start() {
      return start;
    }

    /** Where the instruction after its end is. */
    int end() {
      return end;
    }

    boolean containsLoop() {
      return containsLoop;
    }

    /** What lies below it in the block around it; empty where code cannot be reached. */
    String below() {
      return below;
    }

    /** What it takes: its parameters, and a condition. */
    String above() {
      return above;
    }

    String results() {
      return results;
    }

    int newLocals() {
      return below.length() + above.length() + results.length();
    }
  }

  private static final class Frame {
    final Construct construct;
    final String params;
    final String results;
    final int height;
    boolean unreachable;

    Frame(Construct construct, String params, String results, int height) {
      this.construct = construct;
      this.params = params;
      this.results = results;
      this.height = height;
    }
  }

  /** Stands for any type, in code that cannot be reached. */
  private static final char ANY = '?';

  private final ModuleTypes types;
  private final String locals;
  private final BytesOfModule in;
  private final StringBuilder stack = new StringBuilder();
  private final Deque<Frame> frames = new ArrayDeque<>();
  private final List<Construct> constructs = new ArrayList<>();

  OperandStack(ModuleTypes types, String locals, String results, BytesOfModule in) {
    this.types = types;
    this.locals = locals;
    this.in = in;
    frames.push(new Frame(new Construct(in.position(), "", "", results), "", results, 0));
  }

  /** Reads the code to its end; returns what is in it, in the order in which it begins. */
  List<Construct> constructs(int codeEnd) {
    while (in.position() < codeEnd) {
      step();
    }
    if (!frames.isEmpty()) {
      throw new BytesOfModule.NotUnderstood("code without its end");
    }
    return constructs;
  }

  private void push(String all) {
    stack.append(all);
  }

  private char pop() {
    Frame frame = frames.getFirst();
    if (stack.length() > frame.height) {
      char top = stack.charAt(stack.length() - 1);
      stack.setLength(stack.length() - 1);
      return top;
    }
    if (!frame.unreachable) {
      throw new BytesOfModule.NotUnderstood("an empty stack");
    }
    return ANY;
  }

  private void popAll(String all) {
    for (int i = all.length() - 1; i >= 0; i--) {
      char top = pop();
      if (top != ANY && top != all.charAt(i)) {
        throw new BytesOfModule.NotUnderstood("another type on the stack");
      }
    }
  }

  private void apply(String taken, String left) {
    popAll(taken);
    push(left);
  }

  private void unreachable() {
    Frame frame = frames.getFirst();
    stack.setLength(frame.height);
    frame.unreachable = true;
  }

  private void step() {
    int start = in.position();
    int opcode = in.one();
    switch (opcode) {
      case Opcodes.BLOCK, Opcodes.LOOP, Opcodes.IF -> begin(start, opcode);
      case Opcodes.ELSE -> {
        Frame frame = frames.getFirst();
        stack.setLength(frame.height);
        push(frame.params);
        frame.unreachable = false;
      }
      case Opcodes.END -> end();
      case Opcodes.UNREACHABLE, Opcodes.RETURN -> unreachable();
      case Opcodes.BR -> {
        in.skipNumber();
        unreachable();
      }
      case Opcodes.BR_IF -> {
        in.skipNumber();
        popAll("i");
      }
      case Opcodes.BR_TABLE -> {
        for (int left = in.unsigned(); left >= 0; left--) {
          in.skipNumber();
        }
        unreachable();
      }
      case Opcodes.CALL -> {
        ModuleTypes.Type type = types.function(in.unsigned());
        apply(type.params(), type.results());
      }
      case Opcodes.CALL_INDIRECT -> {
        ModuleTypes.Type type = types.type(in.unsigned());
        in.skipNumber();
        popAll("i");
        apply(type.params(), type.results());
      }
      case Opcodes.RETURN_CALL -> {
        in.skipNumber();
        unreachable();
      }
      case Opcodes.RETURN_CALL_INDIRECT -> {
        in.skipNumber();
        in.skipNumber();
        unreachable();
      }
      default -> variablesAndValues(opcode);
    }
  }

  private void begin(int start, int opcode) {
    ModuleTypes.Type type = blockType();
    if (opcode == Opcodes.IF) {
      popAll("i");
    }
    Frame around = frames.getFirst();
    popAll(type.params());
    String below = around.unreachable ? "" : stack.substring(around.height);
    String above = type.params() + (opcode == Opcodes.IF ? "i" : "");
    Construct construct = new Construct(start, below, above, type.results());
    constructs.add(construct);
    int height = stack.length();
    push(type.params());
    frames.push(new Frame(construct, type.params(), type.results(), height));
    if (opcode == Opcodes.LOOP) {
      frames.forEach(frame -> frame.construct.containsLoop = true);
    }
  }

  private ModuleTypes.Type blockType() {
    int start = in.position();
    int first = in.one();
    if (first == 0x40) {
      return new ModuleTypes.Type("", "");
    }
    // Types of values are negative numbers of one byte.
    if (first > 0x40 && first < 0x80) {
      return new ModuleTypes.Type("", BytesOfModule.type(first));
    }
    in.moveTo(start);
    return types.type(in.unsigned());
  }

  private void end() {
    Frame frame = frames.pop();
    stack.setLength(frame.height);
    push(frame.results);
    frame.construct.end = in.position();
  }

  private void variablesAndValues(int opcode) {
    switch (opcode) {
      case Opcodes.DROP -> pop();
      case Opcodes.SELECT -> {
        popAll("i");
        char one = pop();
        char other = pop();
        stack.append(one == ANY ? other : one);
      }
      case Opcodes.SELECT_TYPED -> {
        if (in.unsigned() != 1) {
          throw new BytesOfModule.NotUnderstood("a choice of several values");
        }
        String type = in.type();
        apply(type + type + "i", type);
      }
      case Opcodes.LOCAL_GET -> push(local());
      case Opcodes.LOCAL_SET -> popAll(local());
      case Opcodes.LOCAL_TEE -> {
        String type = local();
        apply(type, type);
      }
      case Opcodes.GLOBAL_GET -> push(types.global(in.unsigned()));
      case Opcodes.GLOBAL_SET -> popAll(types.global(in.unsigned()));
      case Opcodes.TABLE_GET -> apply("i", types.table(in.unsigned()));
      case Opcodes.TABLE_SET -> popAll("i" + types.table(in.unsigned()));
      case Opcodes.REF_NULL -> push(in.type());
      case Opcodes.REF_IS_NULL -> {
        pop();
        push("i");
      }
      case Opcodes.REF_FUNC -> {
        in.skipNumber();
        push("r");
      }
      case Opcodes.PREFIX -> prefixed(in.unsigned());
      default -> plain(opcode);
    }
  }

  private String local() {
    int index = in.unsigned();
    return locals.substring(index, index + 1);
  }

  private void prefixed(int number) {
    Opcodes.Signature signature = Opcodes.prefixed(number);
    if (signature != null) {
      for (int i = 0; i < signature.immediates(); i++) {
        in.skipNumber();
      }
      apply(signature.taken(), signature.left());
      return;
    }
    String type = types.table(in.unsigned());
    switch (number) {
      case 15 -> apply(type + "i", "i");
      case 16 -> push("i");
      case 17 -> popAll("i" + type + "i");
      default -> throw new BytesOfModule.NotUnderstood("an instruction, 0xfc " + number);
    }
  }

  private void plain(int opcode) {
    Opcodes.Signature signature = Opcodes.plain(opcode);
    if (signature == null) {
      throw new BytesOfModule.NotUnderstood("an instruction, opcode=" + opcode);
    }
    if (opcode >= Opcodes.FIRST_MEMORY && opcode <= Opcodes.LAST_MEMORY) {
      // The alignment says in one of its bits whether the number of a memory follows.
      if ((in.unsigned() & 0x40) != 0) {
        in.skipNumber();
      }
      in.skipNumber();
    } else {
      switch (opcode) {
        case Opcodes.MEMORY_SIZE, Opcodes.MEMORY_GROW, Opcodes.I32_CONST, Opcodes.I64_CONST ->
            in.skipNumber();
        case Opcodes.F32_CONST -> in.skip(4);
        case Opcodes.F64_CONST -> in.skip(8);
        default -> {}
      }
    }
    apply(signature.taken(), signature.left());
  }
}
