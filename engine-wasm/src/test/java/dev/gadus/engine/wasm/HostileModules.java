// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import static dev.gadus.engine.wasm.ModuleWriter.I32;
import static dev.gadus.engine.wasm.ModuleWriter.I64;
import static dev.gadus.engine.wasm.ModuleWriter.VOID;
import static dev.gadus.engine.wasm.ModuleWriter.code;

import dev.gadus.engine.wasm.ModuleWriter.Code;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Modules that mean harm, each kind made by a function of its own, for the reason that it names.
 */
final class HostileModules {
  /** What a system call takes, a letter per parameter as in {@link WasiFunctions}. */
  private record SystemCall(String name, String signature) {}

  private static final List<SystemCall> SYSTEM_CALLS =
      List.of(
          new SystemCall("args_get", "ii"),
          new SystemCall("args_sizes_get", "ii"),
          new SystemCall("clock_time_get", "ili"),
          new SystemCall("environ_get", "ii"),
          new SystemCall("fd_advise", "illi"),
          new SystemCall("fd_allocate", "ill"),
          new SystemCall("fd_close", "i"),
          new SystemCall("fd_datasync", "i"),
          new SystemCall("fd_fdstat_get", "ii"),
          new SystemCall("fd_filestat_get", "ii"),
          new SystemCall("fd_filestat_set_size", "il"),
          new SystemCall("fd_filestat_set_times", "illi"),
          new SystemCall("fd_pread", "iiili"),
          new SystemCall("fd_prestat_dir_name", "iii"),
          new SystemCall("fd_pwrite", "iiili"),
          new SystemCall("fd_read", "iiii"),
          new SystemCall("fd_readdir", "iiili"),
          new SystemCall("fd_renumber", "ii"),
          new SystemCall("fd_seek", "ilii"),
          new SystemCall("fd_write", "iiii"),
          new SystemCall("path_create_directory", "iii"),
          new SystemCall("path_filestat_get", "iiiii"),
          new SystemCall("path_link", "iiiiiii"),
          new SystemCall("path_open", "iiiiillii"),
          new SystemCall("path_readlink", "iiiiii"),
          new SystemCall("path_remove_directory", "iii"),
          new SystemCall("path_rename", "iiiiii"),
          new SystemCall("path_symlink", "iiiii"),
          new SystemCall("path_unlink_file", "iii"),
          new SystemCall("random_get", "ii"),
          new SystemCall("sched_yield", ""),
          new SystemCall("sock_send", "iiiii"));

  private HostileModules() {}

  /** Small modules: each of them ends by itself in some milliseconds, or should. */
  static byte[] small(RandomGenerator random) {
    return switch (random.nextInt(13)) {
      case 0 -> branches(random.nextInt(1, 600), random.nextInt(0, 120), random.nextInt(0, 12));
      case 1 -> deep(random.nextInt(1, 400));
      case 2 -> branchTable(random.nextInt(0, 3000));
      case 3 -> segments(random.nextInt(0, 300), random.nextInt(0, 300));
      case 4 -> names(random.nextInt(0, 400), random.nextInt(1, 60));
      case 5 -> starting(random.nextInt(4));
      case 6, 7, 8 -> systemCalls(random, random.nextInt(1, 60));
      case 9 -> recursion(random.nextInt(0, 200), random.nextInt(3));
      case 10 -> growth(random, random.nextInt(1, 50));
      case 11 -> atomics(random.nextBoolean());
      default -> damaged(random, small(random));
    };
  }

  private static byte[] damaged(RandomGenerator random, byte[] module) {
    for (int hits = 1 + random.nextInt(3); hits > 0; hits--) {
      module[random.nextInt(module.length)] = (byte) random.nextInt(256);
    }
    return module;
  }

  /** Many values alive at many branches: the JVM's map of the stack at each is long. */
  static byte[] branches(int locals, int branches, int results) {
    ModuleWriter module = new ModuleWriter();
    int main = module.type(0, 0);
    int block = module.type(0, results);
    Code values = code().repeat(results, code().i32(1));
    Code body = code();
    body.op(0x02).u(block).raw(values.toBytes());
    body.repeat(branches, code().op(0x20).u(0).op(0x0d).u(0));
    body.op(0x0b).repeat(results, code().drop());
    module.export("_start", module.function(main, Math.max(1, locals), body));
    return module.toBytes();
  }

  /**
   * Functions whose maps of the stack are a thousand times their code: at each of many labels, two
   * values on the stack and all locals below them have to be named.
   */
  static byte[] longMaps(int functions, int locals, int labels) {
    ModuleWriter module = new ModuleWriter();
    int main = module.type(0, 0);
    Code body = code().i32(1).i32(2);
    body.repeat(labels, code().op(0x02, VOID).op(0x20).u(0).op(0x0d).u(0).op(0x0b));
    body.drop().drop();
    int last = 0;
    for (int i = 0; i < functions; i++) {
      last = module.function(main, locals, body);
    }
    module.export("_start", last);
    return module.toBytes();
  }

  /** Blocks in blocks. */
  static byte[] deep(int depth) {
    ModuleWriter module = new ModuleWriter();
    int main = module.type(0, 0);
    Code body = code().repeat(depth, code().op(0x02, VOID)).repeat(depth, code().op(0x0b));
    module.export("_start", module.function(main, 0, body));
    return module.toBytes();
  }

  /** A jump with many targets. */
  static byte[] branchTable(int labels) {
    ModuleWriter module = new ModuleWriter();
    int main = module.type(0, 0);
    Code body = code().op(0x02, VOID).i32(7).op(0x0e).u(labels);
    body.repeat(labels + 1, code().u(0)).op(0x0b);
    module.export("_start", module.function(main, 0, body));
    return module.toBytes();
  }

  /** Many functions of many locals each: little to write and much to look at. */
  static byte[] functions(int functions, int locals) {
    ModuleWriter module = new ModuleWriter();
    int main = module.type(0, 0);
    int last = 0;
    for (int i = 0; i < functions; i++) {
      last = module.function(main, locals, code());
    }
    module.export("_start", last);
    return module.toBytes();
  }

  private static byte[] segments(int data, int elements) {
    ModuleWriter module = new ModuleWriter();
    int main = module.type(0, 0);
    module.memory(1).table(10);
    int start = module.function(main, 0, code());
    for (int i = 0; i < data; i++) {
      module.data(i * 300, new byte[] {(byte) i});
    }
    for (int i = 0; i < elements; i++) {
      module.elements(i % 11, start);
    }
    module.export("_start", start);
    return module.toBytes();
  }

  private static byte[] names(int count, int length) {
    ModuleWriter module = new ModuleWriter();
    int main = module.type(0, 0);
    int start = module.function(main, 0, code());
    module.export("_start", start);
    for (int i = 0; i < count; i++) {
      module.export("\u001b[2J\u202e".repeat(length) + i, start);
    }
    return module.toBytes();
  }

  private static byte[] starting(int how) {
    ModuleWriter module = new ModuleWriter();
    int main = module.type(0, 0);
    Code body =
        switch (how) {
          case 0 -> code().op(0x00);
          case 1 -> code().call(0);
          case 2 -> code();
          default -> code().i32(-1).op(0x40, 0).drop();
        };
    module.memory(1);
    int start = module.function(main, 3, body);
    module.start(start).export("_start", start);
    return module.toBytes();
  }

  /** System calls with arguments at random, one after the other, the answers dropped. */
  private static byte[] systemCalls(RandomGenerator random, int calls) {
    ModuleWriter module = new ModuleWriter();
    int main = module.type(0, 0);
    List<SystemCall> chosen = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      SystemCall call = SYSTEM_CALLS.get(random.nextInt(SYSTEM_CALLS.size()));
      int[] parameters =
          call.signature().chars().map(letter -> letter == 'l' ? I64 : I32).toArray();
      module.imported(call.name(), module.type(parameters, new int[] {I32}));
      chosen.add(call);
    }
    module.memory(2);
    module.data(64, "outputs/file\0../../..\0/\0inputs/data.txt".getBytes(StandardCharsets.UTF_8));
    Code body = code();
    for (int i = 0; i < calls; i++) {
      int which = random.nextInt(chosen.size());
      for (char parameter : chosen.get(which).signature().toCharArray()) {
        if (parameter == 'l') {
          body.i64(number(random));
        } else {
          body.i32((int) number(random));
        }
      }
      body.call(which).drop();
    }
    module.export("_start", module.function(main, 0, body));
    return module.toBytes();
  }

  private static long number(RandomGenerator random) {
    return switch (random.nextInt(6)) {
      case 0 -> 3;
      case 1 -> random.nextInt(130);
      case 2 -> random.nextInt(1 << 17);
      case 3 -> 1L << random.nextInt(63);
      case 4 -> -1;
      default -> random.nextLong();
    };
  }

  /** Recursion with locals, directly, through a table, or through a start function. */
  static byte[] recursion(int locals, int how) {
    ModuleWriter module = new ModuleWriter();
    int main = module.type(0, 0);
    module.table(1);
    Code body =
        switch (how) {
          case 0 -> code().call(0).op(0x20).u(0).drop();
          case 1 -> code().i32(0).op(0x11).u(main).u(0);
          default -> code().call(1).op(0x20).u(0).drop();
        };
    module.function(main, Math.max(1, locals), body);
    int second = module.function(main, 1, code().call(0));
    module.elements(0, 0);
    module.export("_start", second);
    return module.toBytes();
  }

  /** Memory and table, grown and filled in steps without sense. */
  private static byte[] growth(RandomGenerator random, int steps) {
    ModuleWriter module = new ModuleWriter();
    int main = module.type(0, 0);
    module.memory(random.nextInt(4)).table(random.nextInt(100));
    Code body = code();
    for (int i = 0; i < steps; i++) {
      int size = (int) number(random);
      switch (random.nextInt(4)) {
        case 0 -> body.i32(size).op(0x40, 0).drop();
        case 1 -> body.op(0xd0, 0x70).i32(size).op(0xfc, 0x0f, 0).drop();
        case 2 -> body.i32(size).i32(1).i32((int) number(random)).op(0xfc, 0x0b, 0);
        default -> body.i32(size).i32(0).i32((int) number(random)).op(0xfc, 0x0a, 0, 0);
      }
    }
    module.export("_start", module.function(main, 0, body));
    return module.toBytes();
  }

  /** A memory to be shared between threads, of which there are none. */
  static byte[] atomics(boolean imported) {
    ModuleWriter module = new ModuleWriter();
    int main = module.type(0, 0);
    if (imported) {
      module.importedMemory("env", "memory", 3, 1, 2);
    } else {
      module.sharedMemory(1, 2);
    }
    // Waits for ever on an address that nobody wakes.
    Code body = code().i32(0).i32(0).i64(-1).op(0xfe, 0x01, 2, 0).drop();
    module.export("_start", module.function(main, 0, body));
    return module.toBytes();
  }

  /** A loop without a jump back or a call that the JVM would see: the function becomes itself. */
  static byte[] endlessTailCall() {
    ModuleWriter module = new ModuleWriter();
    int main = module.type(0, 0);
    module.export("_start", module.function(main, 0, code().op(0x12).u(0)));
    return module.toBytes();
  }

  /** A straight line of instructions that take their time. */
  static byte[] longFills(int fills, int pages) {
    ModuleWriter module = new ModuleWriter();
    int main = module.type(0, 0);
    module.memory(pages);
    Code fill = code().i32(0).i32(7).i32((int) (pages * 65536L)).op(0xfc, 0x0b, 0);
    module.export("_start", module.function(main, 0, code().repeat(fills, fill)));
    return module.toBytes();
  }

  /** Prints the same byte for ever. */
  static byte[] outputFlood() {
    ModuleWriter module = new ModuleWriter();
    int main = module.type(0, 0);
    int write = module.imported("fd_write", module.type(4, 1));
    module.memory(2);
    module.data(0, new byte[] {16, 0, 0, 0, 0, 0, 1, 0});
    Code once = code().i32(1).i32(0).i32(1).i32(8).call(write).drop();
    Code body = code().op(0x03, VOID).raw(once.toBytes()).op(0x0c).u(0).op(0x0b);
    module.export("_start", module.function(main, 0, body));
    return module.toBytes();
  }

  /** Prints once, and then calls itself for ever. */
  static byte[] endlessPrinting() {
    ModuleWriter module = new ModuleWriter();
    int main = module.type(0, 0);
    int write = module.imported("fd_write", module.type(4, 1));
    module.memory(1);
    module.data(0, new byte[] {16, 0, 0, 0, 1, 0, 0, 0});
    int endless = module.function(main, 0, code().op(0x12).u(1));
    Code body = code().i32(1).i32(0).i32(1).i32(8).call(write).drop().call(endless);
    module.export("_start", module.function(main, 0, body));
    return module.toBytes();
  }

  /** Asks to wait for more things than there are. */
  static byte[] hugePoll(int count) {
    ModuleWriter module = new ModuleWriter();
    int main = module.type(0, 0);
    int poll = module.imported("poll_oneoff", module.type(4, 1));
    module.memory(16);
    Code once = code().i32(0).i32(65536).i32(count).i32(0).call(poll).drop();
    Code body = code().op(0x03, VOID).raw(once.toBytes()).op(0x0c).u(0).op(0x0b);
    module.export("_start", module.function(main, 0, body));
    return module.toBytes();
  }
}
