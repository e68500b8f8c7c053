// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import dev.gadus.engine.GuestPath;
import dev.gadus.engine.Utf8;
import java.io.IOException;
import java.io.Serial;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.util.ArrayList;
import java.util.List;
import run.endive.runtime.HostFunction;
import run.endive.runtime.ImportFunction;
import run.endive.runtime.Memory;
import run.endive.runtime.WasmInterruptedException;
import run.endive.runtime.WasmRuntimeException;
import run.endive.wasm.WasmEngineException;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.ValType;

/**
 * The system calls that a program can import, being put together. Every call first looks whether
 * the program is to stop, and turns failures into the error number that the program gets.
 */
final class WasiFunctions {
  /** The module name that programs import WASI preview 1 from. */
  static final String MODULE = "wasi_snapshot_preview1";

  /** A system call: returns normally for success. */
  interface Call {
    void apply(Memory memory, long[] arguments) throws IOException;
  }

  private final List<ImportFunction> functions = new ArrayList<>();

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
              Memory memory = instance.memory();
              if (memory == null) {
                throw new WasmRuntimeException("a system call needs the program to have a memory");
              }
              return new long[] {answer(call, memory, arguments).number()};
            }));
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
              errnoOf(call, instance.memory(), arguments);
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
    FileStatus status = FileStatus.virtualFolder(errno.number());
    GuestPath path = GuestPath.parse("a/" + status.kind().wasiNumber());
    String text = String.join("/", path.names());
    Utf8.completeLength(text.getBytes(StandardCharsets.UTF_8), 1);
    errnoOfText(new WasiSystem.ProgramExit(0).getMessage() + text);
    stopWhenInterrupted();
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
    } catch (ClosedByInterruptException e) {
      throw new WasmInterruptedException("the program was stopped", e);
    } catch (NoSuchFileException e) {
      return WasiErrno.NOENT;
    } catch (FileAlreadyExistsException e) {
      return WasiErrno.EXIST;
    } catch (DirectoryNotEmptyException e) {
      return WasiErrno.NOTEMPTY;
    } catch (NotDirectoryException e) {
      return WasiErrno.NOTDIR;
    } catch (NotLinkException e) {
      return WasiErrno.INVAL;
    } catch (AccessDeniedException e) {
      return WasiErrno.ACCES;
    } catch (InvalidPathException e) {
      return WasiErrno.ILSEQ;
    } catch (RuntimeException e) {
      throw new FaultException(e);
    } catch (IOException e) {
      stopWhenInterrupted();
      return errnoOfText(String.valueOf(e.getMessage()));
    }
  }

  // Java has no exception types for these; the text is the system's.
  private static WasiErrno errnoOfText(String message) {
    if (message.contains("No space left") || message.contains("quota exceeded")) {
      return WasiErrno.NOSPC;
    }
    if (message.contains("Is a directory")) {
      return WasiErrno.ISDIR;
    }
    if (message.contains("Not a directory")) {
      return WasiErrno.NOTDIR;
    }
    if (message.contains("Invalid argument")) {
      return WasiErrno.INVAL;
    }
    if (message.contains("Too many levels of symbolic links")) {
      return WasiErrno.LOOP;
    }
    if (message.contains("File name too long")) {
      return WasiErrno.NAMETOOLONG;
    }
    if (message.contains("Directory not empty")) {
      return WasiErrno.NOTEMPTY;
    }
    if (message.contains("Invalid cross-device link")) {
      return WasiErrno.XDEV;
    }
    return WasiErrno.IO;
  }
}
