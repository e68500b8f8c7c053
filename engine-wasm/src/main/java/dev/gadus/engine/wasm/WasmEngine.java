// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import dev.gadus.engine.BoundedOutput;
import dev.gadus.engine.Engine;
import dev.gadus.engine.PreparedTask;
import dev.gadus.files.HostFolder;
import dev.gadus.model.SpecType;
import dev.gadus.model.SpecType.Kind;
import dev.gadus.model.SpecType.Param;
import dev.gadus.model.Task;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Runs WebAssembly programs (WASI preview 1) in the node's own JVM, each on a platform thread of
 * its own. Thread-safe.
 *
 * <p>A program sees the mounts of its task and nothing else of the host: no other file, no network,
 * no process. It can use its memory, disk, output and time limits and no more; see {@link
 * GuestTree}, {@link HostFolder}, {@link MemoryBudget}, {@link DiskBudget}, {@link BoundedOutput}
 * and {@link WasmRun}.
 */
public final class WasmEngine implements Engine {
  /** The engine's type in job files. */
  public static final SpecType TYPE =
      new SpecType(
          "wasm",
          List.of(
              Param.required(WasmProgram.ENTRY_MODULE, Kind.TASK_PATH),
              Param.optional(WasmProgram.ENTRYPOINT, Kind.TEXT),
              Param.optional(WasmProgram.PARAMETERS, Kind.TEXTS),
              Param.optional(WasmProgram.ENVIRONMENT_VARIABLES, Kind.TEXT_MAP),
              Param.optional(WasmProgram.NODE_VARIABLES, Kind.FLAG),
              Param.optional(WasmProgram.IMPORT_MODULES, Kind.TEXTS)),
          WasmProgram::check);

  /**
   * What of the heap programs may use together. The rest is for modules being made ready, for the
   * copies that reading and writing make, and for the node itself.
   */
  private static final double HEAP_SHARE = 0.5;

  /** How a program's code is run. */
  public enum Mode {
    /** Compiled to JVM bytecode; what the compiler cannot take is interpreted. */
    COMPILED,
    /**
     * All of it interpreted: some hundred times slower, for those who want less machinery under
     * untrusted code.
     */
    INTERPRETED
  }

  private final WasmModules modules;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final RandomGenerator random;

  /**
   * Makes an engine.
   *
   * @param clock what programs get as the time of day
   * @param nanoTime what programs get as their monotonic clock, in nanoseconds
   * @param random what programs get as random numbers; must be thread-safe
   */
  public WasmEngine(Mode mode, InstantSource clock, LongSupplier nanoTime, RandomGenerator random) {
    this.modules = new WasmModules(mode == Mode.COMPILED, Runtime.getRuntime().maxMemory());
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.random = random;
    WasiFunctions.initializeClasses();
  }

  /**
   * The memory in bytes that all programs of this JVM can use together, as a part of its largest
   * heap.
   */
  public static long memoryForPrograms() {
    return (long) (Runtime.getRuntime().maxMemory() * HEAP_SHARE);
  }

  /** The largest module in bytes that this JVM can take. */
  int maximumModuleBytes() {
    return modules.maximumModuleBytes();
  }

  /** How many modules were made ready, rather than found ready. */
  long modulesMade() {
    return modules.made();
  }

  @Override
  public SpecType type() {
    return TYPE;
  }

  @Override
  public Optional<String> refusal(Task task) {
    if (!HostFolder.supported()) {
      return Optional.of(
          "programs run on Linux on x86-64 and aarch64 alone, as their files are opened with its system calls; this node runs on %s on %s"
              .formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
    }
    try {
      WasmProgram program = WasmProgram.of(task.engine());
      return program.isInputOf(task)
          ? Optional.empty()
          : Optional.of(
              "EntryModule must be the Target of an input source or a path below one, got EntryModule="
                  + program.entryModule());
    } catch (BadProgramException e) {
      return Optional.of(e.text());
    }
  }

  @Override
  public Run start(PreparedTask task) throws IOException {
    WasmRun run = new WasmRun(task, modules, clock, nanoTime, random);
    run.start();
    return run;
  }
}
