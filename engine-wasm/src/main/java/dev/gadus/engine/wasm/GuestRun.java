// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import dev.gadus.engine.BoundedOutput;
import dev.gadus.engine.Outcome;
import dev.gadus.engine.RunLimits;
import dev.gadus.model.ResultPath;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import run.endive.runtime.ExportFunction;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.wasm.InvalidException;
import run.endive.wasm.UnlinkableException;
import run.endive.wasm.WasmEngineException;
import run.endive.wasm.types.ExternalType;
import run.endive.wasm.types.FunctionType;

/**
 * One run of a program inside a worker, on the thread that calls it. It keeps to the limits that
 * can be counted: memory, disk, output, open files. Time is not among them: whoever started the
 * worker ends it.
 */
final class GuestRun {
  /** Characters of a failure's message: a few lines for a person. */
  static final int MAX_MESSAGE_LENGTH = 1000;

  /** What programs get as clocks and random numbers. */
  record Sources(InstantSource clock, LongSupplier nanoTime, RandomGenerator random) {}

  private final Order order;
  private final WasmModules.Ready ready;
  private final GuestTree tree;
  private final Sources sources;
  private final Runnable printed;
  private final MemoryBudget memory;
  private final DiskBudget disk;

  GuestRun(
      Order order, WasmModules.Ready ready, GuestTree tree, Sources sources, Runnable printed) {
    this.order = order;
    this.ready = ready;
    this.tree = tree;
    this.sources = sources;
    this.printed = printed;
    RunLimits limits = order.limits();
    this.memory = new MemoryBudget(limits.memoryBytes());
    this.disk = new DiskBudget(limits.diskBytes(), limits.maximumFiles());
  }

  /**
   * Runs the program to its end.
   *
   * @throws BadProgramException if it is none
   * @throws IOException if the node cannot do its part
   */
  Outcome run() throws BadProgramException, IOException {
    long outputBytes = order.limits().outputBytes();
    try (BoundedOutput stdout =
            BoundedOutput.into(
                order.outputFolder().resolve(ResultPath.STDOUT), outputBytes, printed);
        BoundedOutput stderr =
            BoundedOutput.into(
                order.outputFolder().resolve(ResultPath.STDERR), outputBytes, printed);
        Descriptors descriptors = new Descriptors(tree, stdout, stderr, disk)) {
      call(order.program(), ready, systemCalls(order.program(), tree, descriptors));
      return new Outcome.Exited(0);
    } catch (WasiSystem.ProgramExit e) {
      return exited(e.code());
    } catch (UnlinkableException | InvalidException e) {
      throw new BadProgramException(String.valueOf(e.getMessage()), e);
    } catch (MemoryBudget.ExceededAtStartException e) {
      return new Outcome.Failed(
          Outcome.Reason.MEMORY_LIMIT,
          "the program cannot start: %s, more than its memory limit of %s"
              .formatted(e.getMessage(), memoryLimit()));
    } catch (WasmEngineException e) {
      return failed(Outcome.Reason.TRAP, String.valueOf(e.getMessage()));
    } catch (StackOverflowError e) {
      return failed(Outcome.Reason.TRAP, "call stack exhausted");
    } catch (WasiFunctions.FaultException e) {
      throw e;
    } catch (RuntimeException | AssertionError | LinkageError e) {
      // The library does not check everything that can be wrong with a module before it stumbles
      // over it.
      return failed(Outcome.Reason.TRAP, "the module is damaged: " + e);
    }
  }

  /**
   * An outcome whose message is fit for logs and terminals. Messages can hold names out of the
   * module, so they are kept short and free of controls.
   */
  static Outcome printable(Outcome outcome) {
    if (!(outcome instanceof Outcome.Failed(Outcome.Reason reason, String message))) {
      return outcome;
    }
    return new Outcome.Failed(reason, printable(message));
  }

  /** A text that is fit for logs and terminals. */
  static String printable(String message) {
    String cut =
        message.length() > MAX_MESSAGE_LENGTH
            ? message.substring(0, MAX_MESSAGE_LENGTH) + "…"
            : message;
    return cut.replaceAll("\\p{Cntrl}", "?");
  }

  /** What is said of a program that cannot be one. */
  static Outcome.Failed bad(String text) {
    return new Outcome.Failed(Outcome.Reason.BAD_PROGRAM, "the program cannot be run: " + text);
  }

  private ImportValues systemCalls(WasmProgram program, GuestTree tree, Descriptors descriptors) {
    WasiFunctions functions = new WasiFunctions();
    List<String> arguments = new ArrayList<>();
    arguments.add(program.entryModule());
    arguments.addAll(program.arguments());
    WasiFiles files = new WasiFiles(tree, descriptors, sources.clock());
    files.addTo(functions);
    new WasiData(descriptors, disk).addTo(functions);
    new WasiPaths(tree, descriptors, disk, files).addTo(functions);
    new WasiOpen(tree, descriptors, disk).addTo(functions);
    new WasiSystem(
            arguments,
            order.environment(),
            descriptors,
            sources.clock(),
            sources.nanoTime(),
            sources.random())
        .addTo(functions);
    return ImportValues.builder().addFunction(functions.toArray()).build();
  }

  private void call(WasmProgram program, WasmModules.Ready ready, ImportValues imports)
      throws BadProgramException {
    requireEntrypoint(program, ready);
    if (!memory.take(ready.parsedBytes())) {
      throw new MemoryBudget.ExceededAtStartException(
          "its code is interpreted and takes %,d bytes of memory".formatted(ready.parsedBytes()));
    }
    Instance instance =
        Instance.builder(ready.module())
            .withImportValues(imports)
            .withMemoryFactory(limits -> new GuestMemory(limits, memory))
            .withTableFactory((table, initial) -> GuestTable.create(table, initial, memory))
            .withMachineFactory(ready.machines())
            .withStart(false)
            .build();
    ExportFunction entry = instance.export(program.entrypoint());
    entry.apply();
  }

  private static void requireEntrypoint(WasmProgram program, WasmModules.Ready ready)
      throws BadProgramException {
    var exports = ready.module().exportSection();
    List<String> functions = new ArrayList<>();
    for (int i = 0; i < exports.exportCount(); i++) {
      if (exports.getExport(i).exportType() == ExternalType.FUNCTION) {
        functions.add(exports.getExport(i).name());
        if (exports.getExport(i).name().equals(program.entrypoint())) {
          requireNoParameters(program, ready, exports.getExport(i).index());
          return;
        }
      }
    }
    throw new BadProgramException(
        "the module has no function %s; it exports: %s"
            .formatted(
                program.entrypoint(),
                functions.isEmpty()
                    ? "no function"
                    : String.join(", ", functions.subList(0, Math.min(20, functions.size())))));
  }

  private static void requireNoParameters(
      WasmProgram program, WasmModules.Ready ready, int functionIndex) throws BadProgramException {
    int imported = ready.module().importSection().count(ExternalType.FUNCTION);
    if (functionIndex < imported) {
      throw new BadProgramException(program.entrypoint() + " is a function the module imports");
    }
    FunctionType type =
        ready
            .module()
            .functionSection()
            .getFunctionType(functionIndex - imported, ready.module().typeSection());
    if (!type.params().isEmpty() || !type.returns().isEmpty()) {
      throw new BadProgramException(
          "%s must take no parameters and return nothing".formatted(program.entrypoint()));
    }
  }

  private Outcome exited(int code) {
    if (code != 0 && (memory.exceeded() || disk.exceeded())) {
      return failed(Outcome.Reason.TRAP, "it ended with exit code " + code);
    }
    return new Outcome.Exited(code);
  }

  // A program whose limit was reached seldom says so itself: it aborts, or runs into a null
  // pointer.
  private Outcome failed(Outcome.Reason reason, String what) {
    if (memory.exceeded()) {
      return new Outcome.Failed(
          Outcome.Reason.MEMORY_LIMIT,
          "the program asked for more memory than its memory limit of %s (%s)"
              .formatted(memoryLimit(), what));
    }
    if (disk.exceeded()) {
      return new Outcome.Failed(
          Outcome.Reason.DISK_LIMIT,
          "the program wrote more than its disk limit of %,d bytes in %,d files (%s)"
              .formatted(disk.limitBytes(), disk.limitFiles(), what));
    }
    return new Outcome.Failed(reason, "the program stopped: " + what);
  }

  private String memoryLimit() {
    return "%,d bytes".formatted(memory.limitBytes());
  }
}
