// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import dev.gadus.engine.GuestPath;
import dev.gadus.engine.Utf8;
import dev.gadus.files.FileException;
import dev.gadus.files.HostFolder;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.HostFunction;
import run.endive.runtime.ImportFunction;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.runtime.WasmInterruptedException;
import run.endive.runtime.WasmRuntimeException;
import run.endive.wasm.WasmEngineException;
import run.endive.wasm.types.Export;
import run.endive.wasm.types.ExportSection;
import run.endive.wasm.types.ExternalType;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.ValType;

/**
 * The system calls that a program can import, being put together. Every call first looks whether
 * the program is to stop, and turns failures into the error number that the program gets.
 */
final class WasiFunctions {
  /** The module name that programs import WASI preview 1 from. */
  static final String MODULE = "wasi_snapshot_preview1";

  /** The export that holds what a program's addresses mean. */
  private static final String MEMORY = "memory";

  /** A system call: returns normally for success. */
  interface Call {
    void apply(Memory memory, long[] arguments) throws IOException;
  }

  private final List<ImportFunction> functions = new ArrayList<>();
  private @Nullable Memory memory;

  /**
   * Adds a call that answers with an error number.
   *
   * @param signature a letter per parameter: {@code i} for i32, {@code l} for i64
   */
  void add(String name, String signature, Call call) {
    FunctionType type = FunctionType.of(types(signature), List.of(ValType.I32));
    functions.add(
        new HostFunction(
            MODULE,
            name,
            type,
            (instance, arguments) -> {
              return new long[] {answer(call, memory(instance), arguments).number()};
            }));
  }

  // The memory that a module exports under this name is the one that its addresses mean; a module
  // with several can export any. Looked up once, as a program has one instance.
  private Memory memory(Instance instance) {
    Memory found = memory;
    if (found == null) {
      found = find(instance);
      memory = found;
    }
    return found;
  }

  private static Memory find(Instance instance) {
    ExportSection exports = instance.module().exportSection();
    for (int i = 0; i < exports.exportCount(); i++) {
      Export export = exports.getExport(i);
      if (export.exportType() == ExternalType.MEMORY && export.name().equals(MEMORY)) {
        return instance.memory(export.index());
      }
    }
    Memory only = instance.memory();
    if (only == null) {
      throw new WasmRuntimeException("a system call needs the program to have a memory");
    }
    return only;
  }

  /** Carries out a call of a program that may go on and has stack left for it. */
  static WasiErrno answer(Call call, Memory memory, long[] arguments) {
    stopWhenInterrupted();
    StackReserve.require();
    return errnoOf(call, memory, arguments);
  }

  /** Adds a call that never returns. */
  void addFinal(String name, String signature, Call call) {
    FunctionType type = FunctionType.of(types(signature), List.of());
    functions.add(
        new HostFunction(
            MODULE,
            name,
            type,
            (instance, arguments) -> {
              StackReserve.require();
              errnoOf(call, memory(instance), arguments);
              throw new IllegalStateException(name + " came back");
            }));
  }

  ImportFunction[] toArray() {
    return functions.toArray(ImportFunction[]::new);
  }

  /**
   * Initializes what system calls use. A program can make its first call with hardly any stack
   * left; a class whose initialization runs out of stack is unusable for the rest of the JVM's
   * life, for every program.
   */
  static void initializeClasses() {
    WasiErrno errno = new WasiException(WasiErrno.SUCCESS).errno();
    GuestPath path = GuestPath.parse("a/" + errno.number());
    String text = String.join("/", path.names());
    Utf8.completeLength(text.getBytes(StandardCharsets.UTF_8), 1);
    initialized(errnoOf(FileException.NOENT) + new WasiSystem.ProgramExit(0).getMessage() + text);
    try (GuestTree tree = new GuestTree(List.of())) {
      tree.resolve(path, true);
    } catch (IOException e) {
      initialized(String.valueOf(e.getMessage()));
    }
    HostFolder.initialize();
    stopWhenInterrupted();
  }

  private static void initialized(String what) {
    if (what.isEmpty()) {
      throw new IllegalStateException("a system call answered with nothing");
    }
  }

  /** Ends the program if it is to stop. */
  static void stopWhenInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new WasmInterruptedException("the program was stopped");
    }
  }

  private static List<ValType> types(String signature) {
    return signature.chars().mapToObj(letter -> letter == 'l' ? ValType.I64 : ValType.I32).toList();
  }

  /** A fault of a system call itself, which is the node's and not the program's. */
  static final class FaultException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    FaultException(RuntimeException cause) {
      super(cause);
    }
  }

  private static WasiErrno errnoOf(Call call, Memory memory, long[] arguments) {
    try {
      call.apply(memory, arguments);
      return WasiErrno.SUCCESS;
    } catch (WasmEngineException | WasiSystem.ProgramExit e) {
      // An address outside of the program's memory, the order to stop, or the program's own end.
      throw e;
    } catch (WasiException e) {
      return e.errno();
    } catch (FileException e) {
      return errnoOf(e.number());
    } catch (RuntimeException e) {
      throw new FaultException(e);
    } catch (IOException e) {
      stopWhenInterrupted();
      return WasiErrno.IO;
    }
  }

  private static WasiErrno errnoOf(int number) {
    return switch (number) {
      case FileException.PERM -> WasiErrno.PERM;
      case FileException.NOENT -> WasiErrno.NOENT;
      case FileException.BADF -> WasiErrno.BADF;
      case FileException.NOMEM -> WasiErrno.NOMEM;
      case FileException.ACCES -> WasiErrno.ACCES;
      case FileException.BUSY -> WasiErrno.BUSY;
      case FileException.EXIST -> WasiErrno.EXIST;
      case FileException.XDEV -> WasiErrno.XDEV;
      case FileException.NOTDIR -> WasiErrno.NOTDIR;
      case FileException.ISDIR -> WasiErrno.ISDIR;
      case FileException.INVAL -> WasiErrno.INVAL;
      case FileException.NFILE -> WasiErrno.NFILE;
      case FileException.MFILE -> WasiErrno.MFILE;
      case FileException.FBIG -> WasiErrno.FBIG;
      case FileException.NOSPC, FileException.DQUOT -> WasiErrno.NOSPC;
      case FileException.ROFS -> WasiErrno.ROFS;
      case FileException.MLINK -> WasiErrno.MLINK;
      case FileException.NAMETOOLONG -> WasiErrno.NAMETOOLONG;
      case FileException.NOTEMPTY -> WasiErrno.NOTEMPTY;
      case FileException.LOOP -> WasiErrno.LOOP;
      case FileException.NOTSUP -> WasiErrno.NOTSUP;
      default -> WasiErrno.IO;
    };
  }
}
